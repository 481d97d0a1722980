import Base

/// The name servers that questions go to, and the sentinels that stand for them in the system's eyes.
package struct Resolvers: Sendable {
  /// The portal's list, in its order.
  package internal(set) var portal: [Endpoint] = []
  /// What the system would use without us.
  package internal(set) var system: [Endpoint] = []
  /// In the order of their name servers.
  package private(set) var sentinels: [TunConfiguration.Sentinel] = []

  package init() {}

  /// The name servers in use: the portal's, or else the system's. Our own sentinels are none of them.
  package var effective: [Endpoint] { chosen.servers }
  /// Only what the portal chose is ever asked through the tunnel.
  package var areFromPortal: Bool { chosen.fromPortal }

  private var chosen: (servers: [Endpoint], fromPortal: Bool) {
    let named = Self.usable(portal)
    return named.isEmpty ? (Self.usable(system), false) : (named, true)
  }

  private static func usable(_ servers: [Endpoint]) -> [Endpoint] {
    var usable: [Endpoint] = []
    for server in servers where !AddressPlan.isSentinel(server.address) && !usable.contains(server) {
      usable.append(server)
    }
    return usable
  }

  package func upstream(of sentinel: IPAddress) -> Endpoint? {
    sentinels.first { $0.address == sentinel }?.upstream
  }

  /// Maps the sentinels anew. The same name servers keep theirs; others, be it one, all get addresses that are not in
  /// use at this moment, so that the system's caches and sockets see that something changed.
  ///
  /// - Returns: name servers for which no address is left.
  mutating func choose() -> [Endpoint] {
    let servers = effective
    if servers.sorted() == sentinels.map(\.upstream).sorted() {
      sentinels = servers.compactMap { server in sentinels.first { $0.upstream == server } }
      return []
    }
    let used = sentinels.map(\.address)
    var free = IPFamily.allCases.map { family in Self.addresses(family).filter { !used.contains($0) }[...] }
    var unplaced: [Endpoint] = []
    sentinels = servers.compactMap { server in
      guard let address = free[server.address.family == .v4 ? 0 : 1].popFirst() else {
        unplaced.append(server)
        return nil
      }
      return TunConfiguration.Sentinel(address: address, upstream: server)
    }
    return unplaced
  }

  /// 100.100.111.1 … 254, and fd00:2021:1111:8000:100:100:111:0 … ff.
  static func addresses(_ family: IPFamily) -> [IPAddress] {
    AddressPlan.sentinels.filter { $0.family == family }.flatMap { prefix in
      let all = AddressRange(prefix)
      return (family == .v4 ? 1..<all.count - 1 : 0..<all.count).map { all[$0] }
    }
  }
}
