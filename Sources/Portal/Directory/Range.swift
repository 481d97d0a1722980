import Base

/// Tunnel addresses of clients and gateways.
package enum TunnelRange {
  package static let ipv4 = network(.v4(IPv4Address(100, 64, 0, 0)), 11)
  package static let ipv6 = network(.v6(IPv6Address(high: 0xfd00_2021_1111_0000, low: 0)), 107)
}

/// Networks in which no resource may lie.
package enum ReservedRange {
  /// What Firezone uses itself: tunnel, proxy and sentinel addresses (of the carriers' RFC 6598 range, all).
  package static let firezone = [
    network(.v4(IPv4Address(100, 64, 0, 0)), 10), network(.v6(IPv6Address(high: 0xfd00_2021_1111_0000, low: 0)), 48),
  ]
  package static let loopback = [
    network(.v4(IPv4Address(127, 0, 0, 0)), 8), network(.v6(IPv6Address(high: 0, low: 1)), 128),
  ]
  package static var all: [IPPrefix] { firezone + loopback }
}

/// For lengths that are known to fit.
private func network(_ address: IPAddress, _ length: Int) -> IPPrefix {
  IPPrefix(address, length: length) ?? IPPrefix(host: address)
}
