import Base

/// What the Internet resource reaches: the addresses that are routed between networks, and none that lead into the
/// network of the gateway itself.
package enum InternetRange {
  /// IANA IPv4 Special-Purpose Address Registry (RFC 6890): not globally reachable, and multicast (RFC 5771).
  private static let excluded = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
    "224.0.0.0/4", "240.0.0.0/4",
  ].compactMap { IPPrefix($0) }

  /// RFC 4291 §2.4, IANA: all global unicast addresses are from 2000::/3 so far.
  private static let globalUnicast = IPPrefix("2000::/3")

  package static func contains(_ address: IPAddress) -> Bool {
    switch address.family {
    case .v4: !excluded.contains { $0.contains(address) }
    case .v6: globalUnicast?.contains(address) ?? false
    }
  }
}
