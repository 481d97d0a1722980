/// What a captured packet begins with (https://www.tcpdump.org/linktypes.html).
package struct LinkType: Hashable, Sendable {
  package let rawValue: UInt16

  package init(rawValue: UInt16) { self.rawValue = rawValue }

  /// BSD loopback: the address family, in the byte order of the machine that captured.
  package static let null = LinkType(rawValue: 0)
  package static let ethernet = LinkType(rawValue: 1)
  /// Each packet begins with its IP header.
  package static let raw = LinkType(rawValue: 101)
  /// OpenBSD loopback: the address family, in network order.
  package static let loop = LinkType(rawValue: 108)
  package static let linuxCooked = LinkType(rawValue: 113)
  package static let ipv4 = LinkType(rawValue: 228)
  package static let ipv6 = LinkType(rawValue: 229)
  package static let linuxCooked2 = LinkType(rawValue: 276)
  /// What raw IP is called in files of some systems: their number of the device type, written as it is.
  static let rawOfBSD = LinkType(rawValue: 12)
  static let rawOfOpenBSD = LinkType(rawValue: 14)
}

extension LinkType: CustomStringConvertible {
  package var description: String {
    switch self {
    case .null: "null"
    case .ethernet: "ethernet"
    case .raw, .rawOfBSD, .rawOfOpenBSD: "raw"
    case .loop: "loop"
    case .linuxCooked: "linux-sll"
    case .ipv4: "ipv4"
    case .ipv6: "ipv6"
    case .linuxCooked2: "linux-sll2"
    default: "link type \(rawValue)"
    }
  }
}
