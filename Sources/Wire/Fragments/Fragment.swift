import Base

/// Which datagram a fragment belongs to: RFC 791 §3.2 and RFC 8200 §4.5.
package struct DatagramKey: Hashable, Comparable, Sendable {
  package let source: IPAddress
  package let destination: IPAddress
  package let id: UInt32
  /// IPv4 tells datagrams of different protocols apart; IPv6 does not: 0.
  package let proto: UInt8

  package static func < (a: DatagramKey, b: DatagramKey) -> Bool {
    (a.source, a.destination, a.id, a.proto) < (b.source, b.destination, b.id, b.proto)
  }
}

/// One packet as a part of a datagram.
///
/// ```
/// IPv4  [ header, options ][ data ]
/// IPv6  [ per-fragment headers ][ fragment header ][ data ]
/// ```
struct Fragment {
  let key: DatagramKey
  /// Where its data belongs, in bytes.
  let offset: Int
  let isLast: Bool
  /// The headers that every fragment has, without the fragment header.
  let header: Range<Int>
  let data: Range<Int>
  /// IPv6: what the whole datagram has in place of the fragment header, and where that is said.
  let next: (proto: UInt8, at: Int)?

  /// Nil for what is no fragment; a packet whose headers do not fit its bytes throws.
  init?(_ bytes: [UInt8]) throws(FragmentError) {
    switch bytes.first.map({ $0 >> 4 }) {
    case 4:
      guard let found = try Fragment(v4: bytes) else { return nil }
      self = found
    case 6:
      guard let found = try Fragment(v6: bytes) else { return nil }
      self = found
    default: throw .notIP
    }
  }

  private init?(v4 bytes: [UInt8]) throws(FragmentError) {
    let packet = try IPv4Parts(bytes)
    let word = bytes.be16(6)
    guard word & 0x3fff != 0 else { return nil }
    offset = Int(word & 0x1fff) * 8
    isLast = word & 0x2000 == 0
    key = DatagramKey(
      source: bytes.address(.v4, at: 12), destination: bytes.address(.v4, at: 16), id: UInt32(bytes.be16(4)),
      proto: bytes[9])
    header = 0..<packet.header
    data = packet.header..<packet.end
    next = nil
  }

  private init?(v6 bytes: [UInt8]) throws(FragmentError) {
    let packet = try IPv6Parts(bytes)
    guard let at = packet.fragmentHeader else { return nil }
    let word = bytes.be16(at + 2)
    offset = Int(word & 0xfff8)
    isLast = word & 1 == 0
    key = DatagramKey(
      source: bytes.address(.v6, at: 8), destination: bytes.address(.v6, at: 24), id: bytes.be32(at + 4), proto: 0)
    header = 0..<at
    data = at + 8..<packet.end
    next = (bytes[at], packet.nextField)
  }
}

/// Why a packet is neither cut nor taken for a fragment.
package enum FragmentError: Error, Hashable, Sendable {
  case notIP
  /// The headers that the packet claims do not fit its bytes.
  case malformed
  /// RFC 791: the packet is longer than the MTU and forbids what that asks for.
  case dontFragment(length: Int, mtu: Int)
  /// Not even eight bytes of data fit behind the headers: `least` would do.
  case mtuTooSmall(mtu: Int, least: Int)
  /// RFC 7112: the first fragment must hold all headers, which ask for an MTU of `least`.
  case headersTooLong(mtu: Int, least: Int)
  /// IPv6: it was cut by its source, and nobody else may cut it (RFC 8200 §4.5).
  case alreadyFragment
}

extension FragmentError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notIP: "this is no IP packet"
    case .malformed: "its headers do not fit its bytes"
    case .dontFragment(let length, let mtu): "its \(length) bytes do not fit an MTU of \(mtu), and DF is set"
    case .mtuTooSmall(let mtu, let least):
      "an MTU of \(mtu) has no room for data; \(least) is the least for this packet"
    case .headersTooLong(let mtu, let least):
      "the first fragment must hold all headers (RFC 7112): that takes an MTU of \(least), not \(mtu)"
    case .alreadyFragment: "it is a fragment already, and IPv6 lets none but the source cut"
    }
  }
}

/// Where the parts of an IPv4 packet lie.
struct IPv4Parts {
  let header: Int
  /// The end that the packet states, or that of the bytes.
  let end: Int

  init(_ bytes: [UInt8]) throws(FragmentError) {
    guard bytes.count >= 20, bytes[0] >> 4 == 4 else { throw .malformed }
    header = Int(bytes[0] & 15) * 4
    end = Int(bytes.be16(2))
    guard header >= 20, header <= end, end <= bytes.count else { throw .malformed }
  }
}

/// Where the parts of an IPv6 packet lie.
struct IPv6Parts {
  /// End of the headers that nodes on the way look at (RFC 8200 §4.5: up to the routing header, else the hop-by-hop one).
  let perFragmentEnd: Int
  /// Where the number of the header behind those is said.
  let nextField: Int
  /// End of all extension headers, as far as they are in this packet.
  let headersEnd: Int
  /// The upper layer, as far as its headers are in this packet.
  let upper: UInt8
  let fragmentHeader: Int?
  let end: Int

  init(_ bytes: [UInt8]) throws(FragmentError) {
    guard bytes.count >= 40, bytes[0] >> 4 == 6, 40 + Int(bytes.be16(4)) <= bytes.count else { throw .malformed }
    end = 40 + Int(bytes.be16(4))
    var next = IPProtocol(rawValue: bytes[6])
    var said = 6
    var at = 40
    var perFragment = (end: 40, nextField: 6)
    var fragment: Int?
    while next.isExtension, fragment == nil {
      guard at + 8 <= end else { throw .malformed }
      let units = Int(bytes[at + 1])
      let length =
        next == .fragment ? 8 : next == .authentication ? (units + 2) * 4 : (units + 1) * 8
      guard at + length <= end else { throw .malformed }
      if next == .fragment {
        fragment = at
        perFragment = (at, said)
      }
      said = at
      if next == .routing || (next == .hopByHop && at == 40) { perFragment = (at + length, at) }
      next = IPProtocol(rawValue: bytes[at])
      at += length
    }
    (perFragmentEnd, nextField) = perFragment
    headersEnd = at
    upper = next.rawValue
    fragmentHeader = fragment
  }
}
