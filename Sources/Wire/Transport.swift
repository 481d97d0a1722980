import Base

/// The part of a packet that applications and filters look at.
package enum Transport: Hashable, Sendable {
  case udp(UDPHeader)
  case tcp(TCPHeader)
  case icmp(ICMPHeader)
  /// Any other protocol, or a fragment that does not carry the header.
  case other
}

/// RFC 768.
package struct UDPHeader: Hashable, Sendable {
  package var sourcePort: UInt16
  package var destinationPort: UInt16
  package var payload: Range<Int>
}

/// RFC 9293 §3.1.
package struct TCPHeader: Hashable, Sendable {
  package var sourcePort: UInt16
  package var destinationPort: UInt16
  package var sequence: UInt32
  package var acknowledgment: UInt32
  package var flags: TCPFlags
  package var window: UInt16
  package var options: Range<Int>
  package var payload: Range<Int>
}

/// RFC 9293 §3.1, control bits; RFC 3168 adds ECE and CWR.
package struct TCPFlags: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let fin = TCPFlags(rawValue: 1)
  package static let syn = TCPFlags(rawValue: 2)
  package static let rst = TCPFlags(rawValue: 4)
  package static let psh = TCPFlags(rawValue: 8)
  package static let ack = TCPFlags(rawValue: 16)
  package static let urg = TCPFlags(rawValue: 32)
  package static let ece = TCPFlags(rawValue: 64)
  package static let cwr = TCPFlags(rawValue: 128)
}

extension TCPFlags: CustomStringConvertible {
  /// One letter each, as tcpdump and Scapy write them: `SA` is SYN and ACK.
  package var description: String {
    String(zip("FSRPAUEC", 0..<8).filter { rawValue >> $1 & 1 == 1 }.map(\.0))
  }
}

/// RFC 792 and RFC 4443 §2.1; identifier and sequence have a meaning in echo messages alone.
package struct ICMPHeader: Hashable, Sendable {
  package var family: IPFamily
  package var type: UInt8
  package var code: UInt8
  package var identifier: UInt16
  package var sequence: UInt16
  package var payload: Range<Int>

  package var isEchoRequest: Bool { type == (family == .v4 ? 8 : 128) }
  package var isEchoReply: Bool { type == (family == .v4 ? 0 : 129) }
  package var isEcho: Bool { isEchoRequest || isEchoReply }
  /// RFC 1122 §3.2.2 and RFC 4443 §2.1: messages that report an error, never to be answered by an error.
  package var isError: Bool { family == .v4 ? [3, 4, 5, 11, 12].contains(type) : type < 128 }
}

extension IPPacket {
  package var transport: Transport {
    guard !isLaterFragment else { return .other }
    let at = transportOffset
    switch proto {
    case .udp:
      return .udp(
        UDPHeader(
          sourcePort: bytes.be16(at), destinationPort: bytes.be16(at + 2),
          payload: at + 8..<min(bytes.count, at + Int(bytes.be16(at + 4)))))
    case .tcp:
      let header = at + Int(bytes[at + 12] >> 4) * 4
      return .tcp(
        TCPHeader(
          sourcePort: bytes.be16(at), destinationPort: bytes.be16(at + 2), sequence: bytes.be32(at + 4),
          acknowledgment: bytes.be32(at + 8), flags: TCPFlags(rawValue: bytes[at + 13]), window: bytes.be16(at + 14),
          options: at + 20..<header, payload: header..<bytes.count))
    case .icmp where family == .v4, .icmpv6 where family == .v6:
      return .icmp(
        ICMPHeader(
          family: family, type: bytes[at], code: bytes[at + 1], identifier: bytes.be16(at + 4),
          sequence: bytes.be16(at + 6), payload: at + 8..<bytes.count))
    default: return .other
    }
  }

  /// Whether the checksums of IP header and transport are right. UDP over IPv4 may leave its own out (RFC 768).
  package var checksumsAreValid: Bool {
    if family == .v4, Checksum.of(bytes[..<(Int(bytes[0] & 15) * 4)]) != 0 { return false }
    guard !isFragment else { return true }
    switch proto {
    case .udp:
      if family == .v4, bytes.be16(transportOffset + 6) == 0 { return true }
      return transportSum == 0
    case .tcp, .icmpv6: return transportSum == 0
    case .icmp where family == .v4: return Checksum.of(payload) == 0
    default: return true
    }
  }

  private var transportSum: UInt16 {
    var checksum = Checksum()
    checksum.addPseudoHeader(source, destination, proto, length: payload.count)
    checksum.add(payload)
    return checksum.value
  }
}

/// What filters and translations know of a packet's upper layer: its protocol and the port (or echo identifier)
/// on the side that is asked for.
package enum FlowPort: Hashable, Comparable, Sendable {
  case tcp(UInt16)
  case udp(UInt16)
  case icmp(UInt16)

  package var number: UInt16 {
    switch self {
    case .tcp(let n), .udp(let n), .icmp(let n): n
    }
  }
}

extension IPPacket {
  /// The ports of a TCP or UDP packet.
  package var ports: (source: UInt16, destination: UInt16)? {
    guard !isLaterFragment, proto == .tcp || proto == .udp else { return nil }
    return (bytes.be16(transportOffset), bytes.be16(transportOffset + 2))
  }
}
