import Base
import Traversal
import Wire
import WireGuard

/// Packets into the tunnel and out of it.
extension Connection {
  package mutating func send(_ bytes: [UInt8], _ id: PacketID, at now: Instant, into out: inout Outbox<Output>) {
    switch (state, role) {
    case (.failed, _), (.closed, _): out.put(.dropped(id, .connectionGone))
    case (.connecting, .controlled): out.put(.dropped(id, .noPath))
    case (.connecting, .controlling):
      if let displaced = waiting.hold(bytes, id) { out.put(.dropped(displaced, .displaced)) }
      out.put(.tunnel(.packetQueued(id)))
    default:
      use(at: now, into: &out)
      agent.noteSent(at: now)
      guard let message = tunnel.seal(bytes, at: now) else {
        return drive(into: &out) { $0.handle(.packet(bytes, id), at: now, into: &$1) }
      }
      transmit(message, id, ECN(of: bytes), into: &out)
      drive(into: &out) { $0.sent(at: now, into: &$1) }
    }
  }

  /// What the demultiplexer found to be this connection's.
  ///
  /// - Returns: the packet in it, if that is the last that comes of it; else all is in `out`.
  package mutating func receive(
    _ input: Tunnel.Input, at now: Instant, into out: inout Outbox<Output>
  ) -> [UInt8]? {
    guard state != .failed else { return nil }
    var packet: [UInt8]?
    let outputs = out.nested { out in
      if case .datagram(let bytes, let id) = input {
        packet = tunnel.open(bytes, id, at: now, into: &out)
      } else {
        tunnel.handle(input, at: now, into: &out)
      }
    }
    if packet != nil || outputs.contains(where: \.isPacket) {
      agent.noteReceived()
      use(at: now, into: &out)
    }
    follow(outputs, into: &out)
    return packet
  }

  /// The same connection was asked for again: a fresh handshake shows both ends that the other is there.
  package mutating func reuse(at now: Instant, into out: inout Outbox<Output>) {
    for candidate in agent.localCandidates { news.add(candidate) }
    use(at: now, into: &out)
    if role == .controlling, path != nil { initiate(at: now, into: &out) }
  }

  mutating func initiate(at now: Instant, into out: inout Outbox<Output>) {
    drive(into: &out) { $0.handle(.initiate, at: now, into: &$1) }
  }

  mutating func drive(
    into out: inout Outbox<Output>, _ body: (inout Tunnel, inout Outbox<Tunnel.Output>) -> Void
  ) {
    let outputs = out.nested { body(&tunnel, &$0) }
    follow(outputs, into: &out)
  }

  private mutating func follow(_ outputs: [Tunnel.Output], into out: inout Outbox<Output>) {
    for output in outputs {
      switch output {
      // Told when it began to wait for a path; now it waits for a session.
      case .event(.packetQueued(let id)) where waiting.isReleasing: waiting.queue(id)
      case .send(let bytes, let id):
        waiting.settle(id)
        // The mark of a packet that had to wait is not kept.
        transmit(bytes, id, .notECT, into: &out)
      case .deliver(let bytes, let id): out.put(.deliver(bytes, id))
      case .event(let event):
        out.put(.tunnel(event))
        follow(event, into: &out)
      case .secret(let secret): out.put(.secret(secret))
      }
    }
  }

  private mutating func follow(_ event: TunnelEvent, into out: inout Outbox<Output>) {
    switch event {
    case .sessionEstablished where state == .connected: enter(.established, into: &out)
    case .handshakeAbandoned, .tunnelExpired: fail(.tunnelExpired, into: &out)
    case .packetQueued(let id): waiting.queue(id)
    case .packetDropped(_, let id): waiting.settle(id)
    default: break
    }
  }

  func transmit(
    _ bytes: [UInt8], _ id: PacketID, _ ecn: ECN = .notECT, along path: SelectedPath, into out: inout Outbox<Output>
  ) {
    if path.isOverOwnRelay, let relay {
      out.put(.relayed(bytes, over: relay, to: path.remote, id))
    } else {
      out.put(.datagram(bytes, from: path.local, to: path.remote, id, ecn: ecn))
    }
  }

  private mutating func transmit(_ bytes: [UInt8], _ id: PacketID, _ ecn: ECN, into out: inout Outbox<Output>) {
    if let path {
      transmit(bytes, id, ecn, along: path, into: &out)
    } else {
      // Sealed, and without a way: the path was lost a moment ago.
      if id != .none { out.put(.tunnel(.packetQueued(id))) }
      if let displaced = waiting.keep(bytes, id), displaced != .none { out.put(.dropped(displaced, .displaced)) }
    }
  }
}

extension Tunnel.Output {
  /// A packet of the peer, and no keepalive or handshake.
  fileprivate var isPacket: Bool { if case .deliver = self { true } else { false } }
}
