import Wire

/// What stands before the network packet in captured bytes.
package struct LinkHeader: Hashable, Sendable {
  /// Where the network packet begins.
  package let length: Int
  /// What it is. Nil where the link does not say, as on an 802.3 frame or a link that is not known here.
  package let type: EtherType?
}

/// The number by which a link says what it carries (IEEE 802 numbers).
package struct EtherType: Hashable, Sendable {
  package let rawValue: UInt16

  package static let ipv4 = EtherType(rawValue: 0x0800)
  package static let ipv6 = EtherType(rawValue: 0x86dd)

  /// 802.1Q, 802.1ad, and the number that came before the latter.
  var isTag: Bool { rawValue == 0x8100 || rawValue == 0x88a8 || rawValue == 0x9100 }
  package var isIP: Bool { self == .ipv4 || self == .ipv6 }

  package var name: String {
    switch rawValue {
    case 0x0800: "ip"
    case 0x0806: "arp"
    case 0x86dd: "ip6"
    case 0x8847: "mpls"
    case 0x8863, 0x8864: "pppoe"
    case 0x888e: "eapol"
    case 0x88cc: "lldp"
    default: "ethertype 0x" + String(rawValue, radix: 16)
    }
  }
}

extension LinkType {
  /// Nil where the bytes end before the header does.
  package func header(of bytes: [UInt8]) -> LinkHeader? {
    switch self {
    case .raw, .rawOfBSD, .rawOfOpenBSD: LinkHeader(length: 0, type: Self.version(bytes.first))
    case .ipv4: LinkHeader(length: 0, type: .ipv4)
    case .ipv6: LinkHeader(length: 0, type: .ipv6)
    case .ethernet: Self.tagged(bytes, typeAt: 12, length: 14)
    case .linuxCooked: Self.tagged(bytes, typeAt: 14, length: 16)
    case .linuxCooked2: Self.tagged(bytes, typeAt: 0, length: 20)
    case .null, .loop: Self.family(bytes)
    default: LinkHeader(length: 0, type: nil)
    }
  }

  private static func version(_ first: UInt8?) -> EtherType? {
    switch first.map({ $0 >> 4 }) {
    case 4?: .ipv4
    case 6?: .ipv6
    default: nil
    }
  }

  /// A header that ends with, or holds, the type of what follows; each VLAN tag has four bytes, its type last.
  private static func tagged(_ bytes: [UInt8], typeAt: Int, length: Int) -> LinkHeader? {
    guard bytes.count >= length else { return nil }
    var type = EtherType(rawValue: bytes.be16(typeAt))
    var end = length
    while type.isTag {
      guard bytes.count >= end + 4 else { return nil }
      type = EtherType(rawValue: bytes.be16(end + 2))
      end += 4
    }
    // Less than 0x0600 is the length of an 802.3 frame, or one of Linux's own numbers.
    return LinkHeader(length: end, type: type.rawValue < 0x0600 ? nil : type)
  }

  /// AF_INET is 2 everywhere; AF_INET6 is 10 on Linux, 24, 28 and 30 on the BSDs.
  private static func family(_ bytes: [UInt8]) -> LinkHeader? {
    guard bytes.count >= 4 else { return nil }
    let number = bytes.be32(0)
    switch number > 0xffff ? number.byteSwapped : number {
    case 2: return LinkHeader(length: 4, type: .ipv4)
    case 10, 24, 28, 30: return LinkHeader(length: 4, type: .ipv6)
    default: return LinkHeader(length: 4, type: nil)
    }
  }
}
