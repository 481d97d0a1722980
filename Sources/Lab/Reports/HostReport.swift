import Base
import HostStack
import Wire

/// What happened at a host or to one of its applications.
package struct HostReport: Described {
  package let event: HostEvent

  package init(_ event: HostEvent) { self.event = event }

  package var kind: String {
    switch event.fact {
    case .opened: "app.opened"
    case .sent: "app.sent"
    case .received: "app.received"
    case .connected: "app.connected"
    case .retransmitted: "app.retransmitted"
    case .softError: "app.soft-error"
    case .progress: "app.progress"
    case .queryFailed: "app.query-failed"
    case .resolved: "app.resolved"
    case .failed: "app.failed"
    case .ended: "app.ended"
    case .closed: "app.closed"
    case .dropped: "drop"
    }
  }

  package var fields: [Field] {
    let app = event.app.map { [Field("app", .number(Int64($0.number)))] } ?? []
    switch event.fact {
    case .opened(let request): return app + request.fields
    case .sent(let message), .received(let message): return app + message.fields
    case .connected(let local, let remote, let accepted):
      return app + [
        Field("local", .endpoint(local)), Field("remote", .endpoint(remote)), Field("accepted", .flag(accepted)),
      ]
    case .retransmitted(let sequence, let attempt):
      return app + [Field("seq", .number(Int64(sequence))), Field("attempt", .number(Int64(attempt)))]
    case .softError(let errno, let error): return app + [Field("errno", errno.name), Field("error", "\(error)")]
    case .progress(let received, let whole):
      return app + [Field("received", .number(Int64(received)))]
        + (whole.map { [Field("of", .number(Int64($0)))] } ?? [])
    case .queryFailed(let failure):
      return app + [
        Field("server", .endpoint(failure.server)), Field("over", failure.transport.rawValue),
        Field("reason", failure.words),
      ]
    case .resolved(let name, let addresses):
      return app + [Field("name", name), Field("addresses", addresses.map(\.description).joined(separator: " "))]
    case .failed(let failure):
      return app + (failure.errno.map { [Field("errno", $0.name)] } ?? []) + failure.cause.fields
    case .ended(let result):
      return app + [Field("success", .flag(result.succeeded)), Field("duration", .duration(result.duration))]
    case .closed(let local, let remote, let reason):
      return app + [
        Field("local", .endpoint(local)), Field("remote", .endpoint(remote)), Field("reason", reason.rawValue),
      ]
    case .dropped(let reason): return [Field("reason", reason.rawValue)]
    }
  }
}

extension AppRequest {
  package var fields: [Field] {
    switch self {
    case .ping(let remote, _, _, _, _): [Field("program", "ping"), remote.field()]
    case .udp(let remote, let port, _, _, _): [Field("program", "udp"), remote.field(port)]
    case .connect(let remote, let port, _): [Field("program", "tcp"), remote.field(port)]
    case .http(let remote, let port, let path, _, _, _):
      [Field("program", "curl"), remote.field(port), Field("path", path)]
    case .resolve(let name, _): [Field("program", "getent"), Field("name", name)]
    case .dig(let dig): [Field("program", "dig"), Field("name", dig.name), Field("type", "\(dig.type)")]
    }
  }
}

extension Destination {
  fileprivate func field(_ port: UInt16? = nil) -> Field {
    switch (self, port) {
    case (.address(let address), nil): Field("dst", .address(address))
    case (.address(let address), let port?): Field("dst", .endpoint(Endpoint(address, port)))
    case (.name(let name, _), nil): Field("dst", name)
    case (.name(let name, _), let port?): Field("dst", "\(name):\(port)")
    }
  }
}

extension AppMessage {
  var fields: [Field] {
    switch self {
    case .echoRequest(let sequence): [Field("message", "echo-request"), Field("seq", .number(Int64(sequence)))]
    case .echoReply(let sequence, let roundTrip):
      [Field("message", "echo-reply"), Field("seq", .number(Int64(sequence))), Field("rtt", .duration(roundTrip))]
    case .datagram(let length): [Field("message", "datagram"), Field("length", .number(Int64(length)))]
    case .connect: [Field("message", "connect")]
    case .httpRequest(let path): [Field("message", "http-request"), Field("path", path)]
    case .httpResponse(let status): [Field("message", "http-response"), Field("status", .number(Int64(status)))]
    case .query(let question, let transport):
      [Field("message", "dns-query"), Field("question", "\(question)"), Field("over", transport.rawValue)]
    case .answer(let code, let records):
      [Field("message", "dns-answer"), Field("rcode", "\(code)"), Field("answers", .number(Int64(records)))]
    }
  }
}

extension AppFailure.Cause {
  var fields: [Field] {
    switch self {
    case .reported(_, let address, let id):
      [Field("cause", "icmp-error"), Field("by", .address(address)), Field("error", .packet(id))]
    case .timeout: [Field("cause", "timeout")]
    case .reset(let id): [Field("cause", "reset"), Field("error", .packet(id))]
    case .closedEarly: [Field("cause", "closed-early")]
    case .malformedResponse: [Field("cause", "malformed-response")]
    case .noRoute: [Field("cause", "no-route")]
    case .tooLong: [Field("cause", "too-long")]
    case .exhausted: [Field("cause", "exhausted")]
    case .name(let failure): [Field("cause", failure.rawValue)]
    case .badName: [Field("cause", "bad-name")]
    case .noServers: [Field("cause", "no-servers")]
    }
  }
}
