import Base
import Lab
import Report
import Script
import Wire

enum Ask: Verb {
  static let signature = VerbSignature(
    "ask", summary: "Send packets, pair the answers, and say which were not answered.",
    page: """
      An answer comes back to the same tap: the ports or the echo identifier the other way round, or an ICMP error \
      that quotes the packet. The result is a table with `request`, `answer`, `after`.
      """,
    forms: [
      Form(
        Parameter("packets", .packet), .introduced("from", "node", .object("node")),
        .introduced("within", "bound", .duration))
    ],
    examples: [
      Example("ask icmp(dst=172.20.0.100, type=echo-request, id=7, seq=1) from client", "an echo request by hand")
    ])

  /// Virtual time that answers may take.
  private static let patience = Duration.seconds(2)

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    guard let expression = call.command["packets"]?.expression else { return .nothing }
    let tap = Tap(try call.node("node", .node), .tun)
    let bound = try call.duration("bound") ?? patience
    let packets = try call.session.packets(try call.evaluator.value(of: expression), expression.range)
    try call.session.begin(call)
    let asked = Asked(tap: tap, start: call.session.stage.lab.now)
    let next = call.session.stage.lab.trace.count
    for packet in packets { asked.requests.append(.init(try call.put(packet, at: tap, expression.range))) }
    let session = call.session
    let job = Job(
      text: call.text, suspension: session.nextSuspension(), deadline: session.stage.lab.now + bound,
      watch: Watch({ $0.seen?.tap == tap }, then: { record throws(ScriptFailure) in asked.take(record) }), next: next,
      complete: { _ throws(ScriptFailure) in .value(session.tell(asked)) })
    return try session.carry(job)
  }
}

/// Requests under way, and the answers that came.
final class Asked {
  struct Request {
    let value: PacketValue
    let packet: IPPacket
    var answer: TraceRecord?
    /// What came nearest to an answer, and why it is none.
    var miss: String?

    init(_ sent: (value: PacketValue, packet: IPPacket)) { (value, packet) = sent }
  }

  let tap: Tap
  let start: Instant
  var requests: [Request] = []

  init(tap: Tap, start: Instant) {
    self.tap = tap
    self.start = start
  }

  /// True when every request has its answer.
  func take(_ record: TraceRecord) -> Bool {
    guard case .seen(let packet, _, out: false) = record.what else { return false }
    for i in requests.indices where requests[i].answer == nil {
      if let difference = Answer.difference(packet, from: requests[i].packet) {
        if requests[i].miss == nil { requests[i].miss = "p\(record.packet.number) \(packet.summary): \(difference)" }
      } else {
        requests[i].answer = record
        break
      }
    }
    return requests.allSatisfy { $0.answer != nil }
  }
}

/// Whether one packet answers another.
enum Answer {
  /// Why `reply` is no answer to `request`; nil if it is one.
  static func difference(_ reply: IPPacket, from request: IPPacket) -> String? {
    if let (_, quoted) = reply.reportedError {
      guard quoted.destination == request.destination else { return "an error about \(quoted.destination)" }
      return quoted.destinationPort == request.asked ? nil : "an error about other ports"
    }
    guard reply.source == request.destination else { return "comes from \(reply.source)" }
    switch (request.transport, reply.transport) {
    case (.udp(let a), .udp(let b)): return ports(a.sourcePort, a.destinationPort, b.sourcePort, b.destinationPort)
    case (.tcp(let a), .tcp(let b)): return ports(a.sourcePort, a.destinationPort, b.sourcePort, b.destinationPort)
    case (.icmp(let a), .icmp(let b)):
      guard b.isEchoReply else { return "is no echo reply" }
      return a.identifier == b.identifier && a.sequence == b.sequence ? nil : "is another echo"
    default: return "is \(reply.proto), not \(request.proto)"
    }
  }

  private static func ports(_ a: UInt16, _ b: UInt16, _ c: UInt16, _ d: UInt16) -> String? {
    a == d && b == c ? nil : "ports are \(c) > \(d)"
  }
}

extension IPPacket {
  /// The port or identifier that an error about this packet quotes as its destination.
  fileprivate var asked: FlowPort? {
    switch transport {
    case .udp(let udp): .udp(udp.destinationPort)
    case .tcp(let tcp): .tcp(tcp.destinationPort)
    case .icmp(let icmp): .icmp(icmp.identifier)
    case .other: nil
    }
  }
}

extension Session {
  fileprivate func tell(_ asked: Asked) -> Value {
    var table = Script.Table(columns: ["request", "answer", "after"])
    for request in asked.requests {
      let answer = request.answer.flatMap { packet(number: UInt64($0.packet.number)) } ?? .none
      let after = request.answer.map { Value.duration($0.t - asked.start) } ?? .none
      table.rows.append(.init([.host(request.value), answer, after]))
      if let miss = request.miss, request.answer == nil { say("no answer to \(request.value); nearest: \(miss)", .bad) }
    }
    let answered = asked.requests.count { $0.answer != nil }
    say("\(answered) of \(asked.requests.count) answered", answered == asked.requests.count ? .good : .bad)
    return .table(table)
  }
}
