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
    sentAnything(at: now)
    sentData(at: now, into: &out)
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
