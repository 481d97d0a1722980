/// IANA protocol numbers: what follows an IP header.
package struct IPProtocol: RawRepresentable, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let hopByHop = IPProtocol(rawValue: 0)
  package static let icmp = IPProtocol(rawValue: 1)
  package static let tcp = IPProtocol(rawValue: 6)
  package static let udp = IPProtocol(rawValue: 17)
  package static let routing = IPProtocol(rawValue: 43)
  package static let fragment = IPProtocol(rawValue: 44)
  package static let authentication = IPProtocol(rawValue: 51)
  package static let icmpv6 = IPProtocol(rawValue: 58)
  package static let noNextHeader = IPProtocol(rawValue: 59)
  package static let destinationOptions = IPProtocol(rawValue: 60)
  /// Reserved by IANA; carries the peer control protocol between client and gateway.
  package static let peerControl = IPProtocol(rawValue: 255)

  /// RFC 8200 §4: headers that stand between the IPv6 header and the upper layer.
  package var isExtension: Bool {
    switch self {
    case .hopByHop, .routing, .fragment, .authentication, .destinationOptions: true
    default: false
    }
  }
}

extension IPProtocol: CustomStringConvertible {
  package var description: String {
    switch self {
    case .icmp: "icmp"
    case .tcp: "tcp"
    case .udp: "udp"
    case .icmpv6: "icmp6"
    case .peerControl: "control"
    default: "protocol \(rawValue)"
    }
  }
}
