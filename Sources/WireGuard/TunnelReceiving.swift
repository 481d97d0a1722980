import Base
import Cipher

/// Messages from the peer.
extension Tunnel {
  /// A message from the peer. For owners with many packets: the same as `.datagram` by a shorter way.
  ///
  /// - Returns: the packet in it, if that is all that came of it; else all is in `out`.
  package mutating func open(
    _ bytes: [UInt8], _ id: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) -> [UInt8]? {
    do throws(MessageRejection) {
      return try receive(bytes, id, at: now, into: &out)
    } catch {
      out.put(.event(.messageRejected(error, id)))
      return nil
    }
  }

  private mutating func receive(
    _ bytes: [UInt8], _ id: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) throws(MessageRejection) -> [UInt8]? {
    switch try Message(bytes) {
    case .transportData(let message): return try consume(message, id, at: now, into: &out)
    case .initiation(let message):
      try consume(IdentifiedInitiation(message, to: peering.local), at: now, into: &out)
    case .response(let message): try consume(message, at: now, into: &out)
    case .cookieReply(let message):
      try cookies.accept(message, from: peering.remoteMACs, at: now)
      out.put(.event(.cookieReceived(local: message.receiver)))
    }
    return nil
  }

  /// Answers an initiation. The session waits for the peer's first message before anything is sent on it.
  mutating func consume(
    _ initiation: IdentifiedInitiation, at now: Instant, into out: inout Outbox<Output>
  ) throws(MessageRejection) {
    let handshake = try ResponderHandshake(initiation, peering)
    try clock.accept(handshake.timestamp, at: now)
    let ephemeral = PrivateKey(drawnFrom: &chance)
    let (keys, unstamped) = try handshake.respond(peering, local: indices.next(), ephemeral: ephemeral)
    var response = unstamped
    cookies.stamp(&response, for: peering.remoteMACs, at: now)
    out.put(.event(.initiationReceived(remote: keys.remote)))
    out.put(.secret(.handshake(HandshakeSecret(.responder, local: keys.local, ephemeral: ephemeral, peering))))
    out.put(.secret(.session(keys)))
    out.put(.send(response.bytes, .none))
    out.put(.event(.responseSent(local: keys.local, remote: keys.remote)))
    changeSessions(into: &out) { $0.await(Session(keys, at: now)) }
    timers[.noResponse] = nil
  }

  /// Ends a handshake of ours. The keepalive shows the peer that we hold the keys, whatever else waits.
  private mutating func consume(
    _ response: Response, at now: Instant, into out: inout Outbox<Output>
  ) throws(MessageRejection) {
    guard peering.local.macs.accept(response) else { throw .wrongMAC1 }
    guard let handshake = series.handshake(response.receiver) else {
      throw .unknownHandshake(receiver: response.receiver)
    }
    let keys = try handshake.finish(response, peering)
    series.answered(keys.local)
    out.put(.secret(.session(keys)))
    out.put(.event(.responseReceived(local: keys.local, remote: keys.remote)))
    changeSessions(into: &out) { $0.establish(Session(keys, at: now)) }
    established(keys, at: now, into: &out)
    sendKeepalive(at: now, into: &out)
    flush(at: now, into: &out)
  }

  private mutating func consume(
    _ message: TransportData, _ id: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) throws(MessageRejection) -> [UInt8]? {
    let (packet, local, confirms) = try sessions.open(message, at: now)
    receivedAnything(at: now)
    guard confirms else { return try accept(packet, on: local, at: now, into: &out) }
    confirm(at: now, into: &out)
    defer { flush(at: now, into: &out) }
    if let packet = try accept(packet, on: local, at: now, into: &out) { out.put(.deliver(packet, id)) }
    return nil
  }

  /// - Returns: the packet, cut to the length that it states; nil for a keepalive.
  private mutating func accept(
    _ packet: consuming [UInt8], on local: UInt32, at now: Instant, into out: inout Outbox<Output>
  ) throws(MessageRejection) -> [UInt8]? {
    guard !packet.isEmpty else {
      out.put(.event(.keepaliveReceived(local: local)))
      return nil
    }
    receivedData(on: local, at: now)
    let length = try InnerPacket.length(of: packet)
    packet.removeLast(packet.count - length)
    return packet
  }

  /// The peer has used the session that it began: so may we, and a handshake of ours has no purpose any more.
  private mutating func confirm(at now: Instant, into out: inout Outbox<Output>) {
    guard let keys = sessions.next?.keys else { return }
    changeSessions(into: &out) { $0.confirm() }
    series.forget()
    established(keys, at: now, into: &out)
  }
}
