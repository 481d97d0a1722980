import Base
import Portal
import Wire

/// Answers, on their way back to the applications that asked.
extension AccessClient {
  /// What came of a question outside the tunnel.
  mutating func take(_ answer: UpstreamAnswer, to id: LookupID, at now: Instant, into out: inout Outbox<Output>) {
    guard let query = names.queries[id], case .outside = query.route else {
      out.put(.event(.answerIgnored(id)))
      return
    }
    switch answer {
    case .message(let bytes): accept(bytes, to: id, at: now, into: &out)
    case .timedOut: fail(id, .timedOut, at: now, into: &out)
    case .failed: fail(id, .failed, at: now, into: &out)
    }
  }

  /// Takes a datagram out of the tunnel that answers a question of ours.
  ///
  /// - Returns: false if the packet is for somebody else.
  mutating func takeAnswer(_ packet: IPPacket, _ id: PacketID, at now: Instant, into out: inout Outbox<Output>) -> Bool
  {
    guard !names.queries.isEmpty, case .udp(let udp) = packet.transport, udp.payload.count >= 2 else { return false }
    let flow = TunnelFlow(
      local: Endpoint(packet.destination, udp.destinationPort), server: Endpoint(packet.source, udp.sourcePort),
      id: packet.bytes.be16(udp.payload.lowerBound))
    guard let number = names.queries.owner(of: flow) else { return false }
    if names.queries[number] == nil {
      out.put(.event(.dropped(id, .lateAnswer)))
    } else {
      out.put(.event(.taken(id)))
      accept(Array(packet.bytes[udp.payload]), to: number, at: now, into: &out)
    }
    return true
  }

  /// Takes an ICMP error about a question of ours: the application did not send what it quotes, and must not wait.
  mutating func takeError(_ packet: IPPacket, _ id: PacketID, at now: Instant, into out: inout Outbox<Output>) -> Bool {
    guard !names.queries.isEmpty, let quoted = packet.reportedError?.quoted, quoted.proto == .udp,
      let from = quoted.sourcePort, let to = quoted.destinationPort
    else { return false }
    let asked = names.queries.asked(
      from: Endpoint(quoted.source, from.number), to: Endpoint(quoted.destination, to.number))
    guard !asked.isEmpty else { return false }
    out.put(.event(.dropped(id, .aboutOurQuery)))
    for number in asked { fail(number, .unreachable, at: now, into: &out) }
    return true
  }

  /// The question that a packet on its way into the tunnel carries, if it is one of ours.
  func ownQuery(_ packet: IPPacket) -> LookupID? {
    guard !names.queries.isEmpty, case .udp(let udp) = packet.transport, udp.payload.count >= 2 else { return nil }
    return names.queries.owner(
      of: TunnelFlow(
        local: Endpoint(packet.source, udp.sourcePort), server: Endpoint(packet.destination, udp.destinationPort),
        id: packet.bytes.be16(udp.payload.lowerBound)))
  }

  mutating func expireQueries(at now: Instant, into out: inout Outbox<Output>) {
    for id in names.queries.expired(at: now) { fail(id, .timedOut, at: now, into: &out) }
  }

  mutating func accept(_ bytes: [UInt8], to id: LookupID, at now: Instant, into out: inout Outbox<Output>) {
    guard let query = names.queries[id], let answer = try? DNSMessage(bytes), query.isAnswered(by: answer) else {
      fail(id, .malformedAnswer, at: now, into: &out)
      return
    }
    end(id, at: now, into: &out)
    var renamed = bytes
    renamed.put16(query.message.header.id, at: 0)
    var message = answer
    message.header.id = query.message.header.id
    deliver(renamed, message, to: query.message, query.asker, nil, at: now, into: &out)
  }

  @discardableResult
  private mutating func end(_ id: LookupID, at now: Instant, into out: inout Outbox<Output>) -> PendingQuery? {
    guard let query = names.queries.end(id) else { return nil }
    settle(id, query, at: now, into: &out)
    return query
  }

  // What the client says by itself.

  mutating func reply(
    _ answer: DNSMessage, to query: DNSMessage, _ asker: PendingQuery.Asker, _ failure: ResolutionFailure? = nil,
    at now: Instant, into out: inout Outbox<Output>
  ) {
    var answer = answer
    // RFC 6891 §6.1.1: who asks with OPT is answered with OPT.
    if query.edns != nil { answer.edns = EDNS(payloadSize: UInt16(NameService.longestAnswer)) }
    // A message that we made ourselves has nothing that cannot be encoded.
    guard let bytes = try? answer.encoded() else { return }
    deliver(bytes, answer, to: query, asker, failure, at: now, into: &out)
  }

  mutating func fail(
    _ query: DNSMessage, _ asker: PendingQuery.Asker, _ failure: ResolutionFailure, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    reply(query.answered(.serverFailure), to: query, asker, failure, at: now, into: &out)
  }

  mutating func fail(_ id: LookupID, _ failure: ResolutionFailure, at now: Instant, into out: inout Outbox<Output>) {
    guard let query = end(id, at: now, into: &out) else { return }
    fail(query.message, query.asker, failure, at: now, into: &out)
  }

  private mutating func deliver(
    _ bytes: [UInt8], _ message: DNSMessage, to query: DNSMessage, _ asker: PendingQuery.Asker,
    _ failure: ResolutionFailure?, at now: Instant, into out: inout Outbox<Output>
  ) {
    switch asker {
    case .datagram(let application, let sentinel, let limit):
      let fitting = bytes.count <= limit ? bytes : (try? message.truncated.encoded()) ?? []
      guard let packet = IPPacket.udp(from: sentinel, to: application, fitting) else { return }
      let id = out.mint()
      out.put(.event(.answered(id, query.questions[0], message.rcode, failure)))
      out.put(.deliver(packet, id))
    case .stream(let stream):
      out.put(.event(.answered(.none, query.questions[0], message.rcode, failure)))
      write(bytes, to: stream, at: now, into: &out)
    }
  }
}

extension PendingQuery {
  /// The question under our own id.
  var bytes: [UInt8] {
    var renamed = message
    renamed.header.id = id
    // What could be read can be written.
    return (try? renamed.encoded()) ?? []
  }

  /// A server that cannot even read a question may leave it out of its answer.
  func isAnswered(by answer: DNSMessage) -> Bool {
    answer.header.qr && answer.header.id == id
      && (answer.questions == [question] || (answer.questions.isEmpty && answer.header.rcode != .noError))
  }
}
