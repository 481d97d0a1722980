import Base

/// Packets and keepalives towards the peer.
extension Tunnel {
  /// The longest packet that still fits a UDP datagram over IPv4.
  static let longestPacket = 65_507 - TransportData.overhead

  mutating func send(_ packet: [UInt8], _ id: PacketID, at now: Instant, into out: inout Outbox<Output>) {
    guard !packet.isEmpty else { return drop(.empty, id, into: &out) }
    guard policy.padding.padded(packet.count) <= Self.longestPacket else {
      return drop(.tooLong(packet.count), id, into: &out)
    }
    guard canSend(at: now) else {
      enqueue(packet, id, into: &out)
      return beginSeries(at: now, into: &out)
    }
    transmit(packet, id, at: now, into: &out)
  }

  /// The message that carries a packet, if it can go at once; `sent` is to follow. For owners with many packets: the
  /// same as `.packet` by a shorter way.
  ///
  /// - Returns: nil where the packet has to wait or cannot go at all, and nothing has happened: `.packet` does the rest.
  package mutating func seal(_ packet: [UInt8], at now: Instant) -> [UInt8]? {
    guard !packet.isEmpty, policy.padding.padded(packet.count) <= Self.longestPacket else { return nil }
    return sessions.seal(packet, policy.padding, at: now)
  }

  /// What follows from a packet that was sealed.
  package mutating func sent(at now: Instant, into out: inout Outbox<Output>) {
    sentAnything(at: now)
    sentData(at: now, into: &out)
  }

  private mutating func enqueue(_ packet: [UInt8], _ id: PacketID, into out: inout Outbox<Output>) {
    let dropped = queue.append(packet, id)
    out.put(.event(.packetQueued(id)))
    if let dropped { drop(.queueOverflow, dropped, into: &out) }
  }

  /// Sends what waited for the session that now stands.
  mutating func flush(at now: Instant, into out: inout Outbox<Output>) {
    for (packet, id) in queue.takeAll() { transmit(packet, id, at: now, into: &out) }
  }

  private mutating func transmit(_ packet: [UInt8], _ id: PacketID, at now: Instant, into out: inout Outbox<Output>) {
    guard let message = sessions.current?.seal(packet, padding: policy.padding) else { return }
    out.put(.send(message, id))
    sent(at: now, into: &out)
  }

  mutating func sendKeepalive(at now: Instant, into out: inout Outbox<Output>) {
    guard canSend(at: now), let message = sessions.current?.seal([], padding: policy.padding),
      let local = sessions.current?.local
    else { return }
    out.put(.send(message, .none))
    out.put(.event(.keepaliveSent(local: local)))
    sentAnything(at: now)
  }

  func drop(_ reason: PacketDrop, _ id: PacketID, into out: inout Outbox<Output>) {
    out.put(.event(.packetDropped(reason, id)))
  }
}
