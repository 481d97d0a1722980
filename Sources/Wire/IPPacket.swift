import Base

/// One IP packet as it crosses a tunnel: bytes whose headers were checked once, so that reading them cannot fail.
///
/// ```
/// bytes:  [ IPv4 header, options | extension headers of IPv6 ][ transport … ]
///         0                                                   transportOffset
/// ```
/// Checksums are not verified on the way in (the receiving host does that); lengths are.
package struct IPPacket: Hashable, Sendable {
  package let bytes: [UInt8]
  package let family: IPFamily
  /// The upper-layer protocol, behind all extension headers.
  package let proto: IPProtocol
  package let transportOffset: Int
  /// A fragment other than the first: it has no transport header.
  package let isLaterFragment: Bool
  /// Part of a fragmented datagram, the first part included.
  package let isFragment: Bool

  /// - Parameter bytes: one whole packet; bytes after the length that the header states are cut off.
  package init(_ bytes: [UInt8]) throws(MalformedPacket) {
    guard let first = bytes.first else { throw MalformedPacket("ip header", at: 0, says: 20, has: 0) }
    switch first >> 4 {
    case 4: try self.init(v4: bytes)
    case 6: try self.init(v6: bytes)
    default: throw MalformedPacket("ip version", at: 0, says: Int(first >> 4), has: bytes.count)
    }
  }

  /// RFC 791 §3.1.
  private init(v4 bytes: [UInt8]) throws(MalformedPacket) {
    guard bytes.count >= 20 else { throw MalformedPacket("ip header", at: 0, says: 20, has: bytes.count) }
    let header = Int(bytes[0] & 15) * 4
    guard header >= 20, header <= bytes.count else {
      throw MalformedPacket("ip header length", at: 0, says: header, has: bytes.count)
    }
    let total = Int(bytes.be16(2))
    guard total >= header, total <= bytes.count else {
      throw MalformedPacket("ip total length", at: 2, says: total, has: bytes.count)
    }
    let fragment = bytes.be16(6)
    self.bytes = total == bytes.count ? bytes : Array(bytes[..<total])
    family = .v4
    proto = IPProtocol(rawValue: bytes[9])
    transportOffset = header
    isLaterFragment = fragment & 0x1fff != 0
    isFragment = fragment & 0x3fff != 0
    try checkTransport()
  }

  /// RFC 8200 §3 and §4.
  private init(v6 bytes: [UInt8]) throws(MalformedPacket) {
    guard bytes.count >= 40 else { throw MalformedPacket("ip6 header", at: 0, says: 40, has: bytes.count) }
    let total = 40 + Int(bytes.be16(4))
    guard total <= bytes.count else {
      throw MalformedPacket("ip6 payload length", at: 4, says: total - 40, has: bytes.count - 40)
    }
    var next = IPProtocol(rawValue: bytes[6])
    var offset = 40
    var later = false
    var fragment = false
    while next.isExtension, !later {
      guard offset + 8 <= total else {
        throw MalformedPacket("ip6 extension header", at: offset, says: 8, has: total - offset)
      }
      let units = Int(bytes[offset + 1])
      let length =
        switch next {
        case .fragment: 8
        case .authentication: (units + 2) * 4
        default: (units + 1) * 8
        }
      guard offset + length <= total else {
        throw MalformedPacket("ip6 extension length", at: offset + 1, says: length, has: total - offset)
      }
      if next == .fragment {
        fragment = true
        later = bytes.be16(offset + 2) & 0xfff8 != 0
      }
      next = IPProtocol(rawValue: bytes[offset])
      offset += length
    }
    self.bytes = total == bytes.count ? bytes : Array(bytes[..<total])
    family = .v6
    proto = next
    transportOffset = offset
    isLaterFragment = later
    isFragment = fragment
    try checkTransport()
  }

  /// The lengths that the transport header states must fit. Protocols that we do not know pass as they are.
  private func checkTransport() throws(MalformedPacket) {
    guard !isLaterFragment else { return }
    let has = bytes.count - transportOffset
    switch proto {
    case .udp:
      guard has >= 8 else { throw MalformedPacket("udp header", at: transportOffset, says: 8, has: has) }
      let length = Int(bytes.be16(transportOffset + 4))
      guard length >= 8, length <= has || isFragment else {
        throw MalformedPacket("udp length", at: transportOffset + 4, says: length, has: has)
      }
    case .tcp:
      guard has >= 20 else { throw MalformedPacket("tcp header", at: transportOffset, says: 20, has: has) }
      let header = Int(bytes[transportOffset + 12] >> 4) * 4
      guard header >= 20, header <= has else {
        throw MalformedPacket("tcp data offset", at: transportOffset + 12, says: header, has: has)
      }
    case .icmp where family == .v4, .icmpv6 where family == .v6:
      guard has >= 8 else { throw MalformedPacket("icmp header", at: transportOffset, says: 8, has: has) }
    default: break
    }
  }

  package static func == (a: IPPacket, b: IPPacket) -> Bool { a.bytes == b.bytes }
  package func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

extension IPPacket {
  package var source: IPAddress { address(at: family == .v4 ? 12 : 8) }
  package var destination: IPAddress { address(at: family == .v4 ? 16 : 24) }
  /// TTL (IPv4) or hop limit (IPv6).
  package var hopLimit: UInt8 { bytes[family == .v4 ? 8 : 7] }
  /// What follows the IP headers.
  package var payload: ArraySlice<UInt8> { bytes[transportOffset...] }

  private func address(at offset: Int) -> IPAddress {
    switch family {
    case .v4: .v4(IPv4Address(bits: bytes.be32(offset)))
    case .v6: .v6(IPv6Address(high: bytes.be64(offset), low: bytes.be64(offset + 8)))
    }
  }
}

/// Fixed-width numbers in network order. The caller has checked that they are there.
extension [UInt8] {
  package func be16(_ at: Int) -> UInt16 { UInt16(self[at]) << 8 | UInt16(self[at + 1]) }
  package func be32(_ at: Int) -> UInt32 { UInt32(be16(at)) << 16 | UInt32(be16(at + 2)) }
  package func be64(_ at: Int) -> UInt64 { UInt64(be32(at)) << 32 | UInt64(be32(at + 4)) }

  package mutating func put16(_ value: UInt16, at: Int) {
    self[at] = UInt8(truncatingIfNeeded: value >> 8)
    self[at + 1] = UInt8(truncatingIfNeeded: value)
  }
  package mutating func append16(_ value: UInt16) {
    append(UInt8(truncatingIfNeeded: value >> 8))
    append(UInt8(truncatingIfNeeded: value))
  }
  package mutating func append32(_ value: UInt32) {
    append16(UInt16(truncatingIfNeeded: value >> 16))
    append16(UInt16(truncatingIfNeeded: value))
  }
  package mutating func append64(_ value: UInt64) {
    append32(UInt32(truncatingIfNeeded: value >> 32))
    append32(UInt32(truncatingIfNeeded: value))
  }
}
