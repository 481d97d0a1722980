import Base
import HostStack
import Portal
import Wire

/// Questions that come over TCP.
extension AccessClient {
  /// A segment to a sentinel.
  mutating func takeSegment(_ packet: IPPacket, _ id: PacketID, at now: Instant, into out: inout Outbox<Output>) {
    driveSentinels(.packet(packet, id), id, at: now, into: &out)
  }

  mutating func driveSentinels(
    _ input: Host.Input, _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    let outputs = out.nested { names.streams.sentinels.handle(input, at: now, into: &$0) }
    follow(sentinels: outputs, cause, at: now, into: &out)
  }

  func account(for outputs: [Host.Output], _ cause: PacketID, into out: inout Outbox<Output>) {
    guard cause != .none else { return }
    for case .event(let event) in outputs where event.packet == cause {
      if case .dropped(let reason) = event.fact {
        out.put(.event(.dropped(cause, .ofStream(reason))))
        return
      }
    }
    out.put(.event(.taken(cause)))
  }

  mutating func follow(
    sentinels outputs: [Host.Output], _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    account(for: outputs, cause, into: &out)
    for output in outputs {
      switch output {
      case .packet(let packet, let id): out.put(.deliver(packet, id))
      case .stream(.accepted(let number), let event): hear(event, from: number, at: now, into: &out)
      default: break
      }
    }
  }

  private mutating func hear(
    _ event: StreamEvent, from number: UInt32, at now: Instant, into out: inout Outbox<Output>
  ) {
    switch event {
    case .connected(let local, _): names.streams.accept(number, at: local.address)
    case .data(let bytes):
      for message in names.streams.read(bytes, from: number) {
        ask(message, from: number, at: now, into: &out)
      }
    case .peerFinished:
      names.streams.finish(accepted: number)
      hangUpIfDone(number, at: now, into: &out)
    case .closed:
      names.streams.close(accepted: number)
      names.queries.clear { $0.asker.number == number }
    // Who does not read its answers gets no more of them.
    case .writeRefused: driveSentinels(.stream(.accepted(number), .abort), .none, at: now, into: &out)
    case .drained, .softError: break
    }
  }

  private mutating func ask(
    _ message: [UInt8], from number: UInt32, at now: Instant, into out: inout Outbox<Output>
  ) {
    guard let sentinel = names.streams.accepted[number]?.sentinel else { return }
    guard let query = try? DNSMessage(message), !query.header.qr, query.questions.count == 1 else {
      driveSentinels(.stream(.accepted(number), .abort), .none, at: now, into: &out)
      return
    }
    // Which segments carried it is not known: several may have.
    answer(query, .none, for: .stream(StreamAsker(number: number, sentinel: sentinel)), at: now, into: &out)
  }

  /// An answer, behind those before it.
  mutating func write(
    _ message: [UInt8], to asker: StreamAsker, at now: Instant, into out: inout Outbox<Output>
  ) {
    driveSentinels(.stream(.accepted(asker.number), .write(message.framedForStream)), .none, at: now, into: &out)
    hangUpIfDone(asker.number, at: now, into: &out)
  }

  private mutating func hangUpIfDone(_ number: UInt32, at now: Instant, into out: inout Outbox<Output>) {
    guard names.streams.accepted[number]?.isFinished == true, !names.queries.hasQuestions(from: number) else { return }
    driveSentinels(.stream(.accepted(number), .finish), .none, at: now, into: &out)
  }
}

extension [UInt8] {
  /// Behind its length (RFC 7766 §8).
  fileprivate var framedForStream: [UInt8] {
    [UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count)] + self
  }
}

// Within the tunnel.
extension AccessClient {
  /// Asks over a connection through the tunnel, from our own address.
  mutating func sendInStream(
    _ number: LookupID, to server: Endpoint, at now: Instant, into out: inout Outbox<Output>
  ) {
    guard let own = tunnelAddresses.first(where: { $0.family == server.address.family }),
      let query = names.queries[number]
    else { return }
    let (connection, isNew) = names.streams.connection(to: server, for: number)
    names.queries.note(number, over: connection)
    if isNew {
      driveTunnel(.stream(.opened(connection), .open(to: server, from: own)), .none, at: now, into: &out)
    }
    driveTunnel(
      .stream(.opened(connection), .write(query.bytes.framedForStream)), .none, at: now, into: &out)
  }

  /// Takes a segment, or an ICMP error about one, of a connection of ours.
  ///
  /// - Returns: false if the packet is for somebody else.
  mutating func takeSegmentOfOurs(
    _ packet: IPPacket, _ id: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) -> Bool {
    guard !names.streams.opened.isEmpty else { return false }
    if let ports = packet.ports, packet.proto == .tcp {
      let (local, server) = (Endpoint(packet.destination, ports.destination), Endpoint(packet.source, ports.source))
      guard names.streams.number(local, server) != nil else { return false }
    } else {
      guard let quoted = packet.reportedError?.quoted, quoted.proto == .tcp, let from = quoted.sourcePort,
        let to = quoted.destinationPort,
        names.streams.number(Endpoint(quoted.source, from.number), Endpoint(quoted.destination, to.number)) != nil
      else { return false }
    }
    driveTunnel(.packet(packet, id), id, at: now, into: &out)
    return true
  }

  mutating func driveTunnel(
    _ input: Host.Input, _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    let outputs = out.nested { names.streams.tunnel.handle(input, at: now, into: &$0) }
    follow(tunnel: outputs, cause, at: now, into: &out)
  }

  mutating func follow(
    tunnel outputs: [Host.Output], _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    account(for: outputs, cause, into: &out)
    for output in outputs {
      switch output {
      case .packet(let packet, let id):
        names.streams.note(packet)
        route(packet, id, at: now, into: &out)
      case .stream(.opened(let number), let event): hear(event, over: number, at: now, into: &out)
      default: break
      }
    }
  }

  private mutating func hear(
    _ event: StreamEvent, over number: UInt32, at now: Instant, into out: inout Outbox<Output>
  ) {
    switch event {
    case .data(let bytes):
      for message in names.streams.read(bytes, over: number) where message.count >= 2 {
        let id = names.streams.opened[number]?.queries.first { names.queries[$0]?.id == message.be16(0) }
        if let id { accept(message, to: id, at: now, into: &out) }
      }
    // An application would not wait for what was unreachable once.
    case .softError: failAll(over: number, at: now, into: &out)
    case .peerFinished: driveTunnel(.stream(.opened(number), .finish), .none, at: now, into: &out)
    case .closed: failAll(over: number, at: now, into: &out)
    case .connected: names.streams.connect(opened: number)
    case .drained, .writeRefused: break
    }
  }

  private mutating func failAll(over number: UInt32, at now: Instant, into out: inout Outbox<Output>) {
    for query in names.streams.close(opened: number) { fail(query, .unreachable, at: now, into: &out) }
    driveTunnel(.stream(.opened(number), .abort), .none, at: now, into: &out)
  }

  /// A question is over. A connection that has no other is not kept.
  mutating func settle(_ id: LookupID, _ query: PendingQuery, at now: Instant, into out: inout Outbox<Output>) {
    guard let connection = query.connection, names.streams.settle(id, over: connection) else { return }
    let isConnected = names.streams.opened[connection]?.isConnected == true
    _ = names.streams.close(opened: connection)
    driveTunnel(.stream(.opened(connection), isConnected ? .finish : .abort), .none, at: now, into: &out)
  }

  mutating func wakeStreams(at now: Instant, into out: inout Outbox<Output>) {
    let ofSentinels = out.nested { names.streams.sentinels.wake(at: now, into: &$0) }
    follow(sentinels: ofSentinels, .none, at: now, into: &out)
    let ofTunnel = out.nested { names.streams.tunnel.wake(at: now, into: &$0) }
    follow(tunnel: ofTunnel, .none, at: now, into: &out)
  }

  /// The sentinels or our own addresses are others.
  mutating func readdressStreams(at now: Instant, into out: inout Outbox<Output>) {
    let sentinels = names.resolvers.sentinels.map(\.address)
    for number in names.streams.stale(sentinels) {
      driveSentinels(.stream(.accepted(number), .abort), .none, at: now, into: &out)
    }
    if names.streams.sentinels.addresses != sentinels {
      driveSentinels(.addresses(sentinels), .none, at: now, into: &out)
    }
    if names.streams.tunnel.addresses != tunnelAddresses {
      driveTunnel(.addresses(tunnelAddresses), .none, at: now, into: &out)
    }
  }
}
