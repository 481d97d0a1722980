import Base

/// What does not change in a lab: which machines there are, where they stand and what they offer.
struct Terrain: Equatable, Sendable {
  struct Host: Hashable, Sendable {
    /// nil: in the open.
    var site: String?
    var names: [String]
    var addresses: [IPAddress]
    var tcpPorts: [UInt16]
    var udpPorts: [UInt16]
    /// Whether its first TCP port speaks HTTP.
    var httpPort: UInt16?
  }

  var portal = ""
  var clients: [String] = []
  var relays: [String] = []
  /// Those that anybody can use: they speak both families.
  var wideRelays: [String] = []
  /// Routers that several nodes stand behind, with these nodes.
  var shared = SortedTable<String, [String]>()
  /// Clients and gateways that do not stand in the open.
  var behindRouters: [String] = []
  /// By site.
  var gateways = SortedTable<String, [String]>()
  var hosts: [Host] = []
  /// Names that have TXT records, by the site whose resolver knows them.
  var texts = SortedTable<String, [String]>()
  var resolver: String?

  var allGateways: [String] { gateways.values.flatMap { $0 } }
  /// Who is at an end of a tunnel.
  var ends: [String] { clients + allGateways }
  func site(of gateway: String) -> String? { gateways.first { $0.value.contains(gateway) }?.key }

  func host(at address: IPAddress, seenFrom site: String) -> Host? {
    hosts.first { $0.site == site && $0.addresses.contains(address) }
      ?? hosts.first { $0.site == nil && $0.addresses.contains(address) }
  }

  func host(named name: String, seenFrom site: String?) -> Host? {
    hosts.first { $0.names.contains(name) && ($0.site == site || $0.site == nil) }
  }
}
