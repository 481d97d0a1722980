/// Explicit Congestion Notification: the two low bits of the traffic class (RFC 3168 §5).
package enum ECN: UInt8, Hashable, Sendable {
  /// The transport knows nothing of it.
  case notECT = 0
  case ect1 = 1
  case ect0 = 2
  /// A router on the way was congested.
  case congestionExperienced = 3

  /// What the header of an IP packet says; nothing of what is too short to be one.
  package init(of packet: [UInt8]) {
    guard packet.count >= 2 else {
      self = .notECT
      return
    }
    let bits = packet[0] >> 4 == 4 ? packet[1] & 3 : packet[1] >> 4 & 3
    self = ECN(rawValue: bits) ?? .notECT
  }
}

extension IPPacket {
  package var ecn: ECN { ECN(of: bytes) }

  /// The packet as it comes out of a tunnel, behind an outer header that bore this mark (RFC 6040 §4.2).
  ///
  /// Only congestion is carried over, and only to a transport that knows of it. Of others the RFC would have the packet
  /// dropped; here it passes as it is, for a middlebox that marks what it may not is no fault of the sender.
  package func emerging(from outer: ECN) -> IPPacket {
    guard outer == .congestionExperienced, ecn == .ect0 || ecn == .ect1 else { return self }
    return marked(outer)
  }
}
