import Base

/// The ranges that the system keeps for itself (data plane: the address plan).
package enum AddressPlan {
  /// Tunnel addresses of clients and gateways: 100.64.0.0/11 and fd00:2021:1111::/107.
  package static let peers = [
    IPPrefix("100.64.0.0/11"), IPPrefix("fd00:2021:1111::/107"),
  ].compactMap(\.self)

  /// What the client assigns to the names of DNS resources: 100.96.0.0/11 and fd00:2021:1111:8000::/107.
  package static let proxies = [
    IPPrefix("100.96.0.0/11"), IPPrefix("fd00:2021:1111:8000::/107"),
  ].compactMap(\.self)
  /// The client's name servers. The range of IPv4 lies within the proxies', which leave it out.
  package static let sentinels = [
    IPPrefix("100.100.111.0/24"), IPPrefix("fd00:2021:1111:8000:100:100:111:0/120"),
  ].compactMap(\.self)

  package static func isPeer(_ address: IPAddress) -> Bool { peers.contains { $0.contains(address) } }

  package static func isSentinel(_ address: IPAddress) -> Bool { sentinels.contains { $0.contains(address) } }
  /// Whether the address stands, or could stand, for a name.
  package static func isProxy(_ address: IPAddress) -> Bool {
    proxies.contains { $0.contains(address) } && !isSentinel(address)
  }

  /// The longest packet that a tunnel carries, in bytes.
  package static let mtu = 1280
}
