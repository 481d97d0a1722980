import Base

/// What the operating system is told of the tunnel device: its addresses, how names are resolved, what goes through it.
package struct TunConfiguration: Hashable, Sendable {
  /// One of each family, as host addresses.
  package var addresses: [IPAddress]
  /// The name servers that applications are to use, each with the one that it stands for.
  package var sentinels: [Sentinel]
  package var searchDomain: String?
  /// In ascending order.
  package var routes: [IPPrefix]

  /// A resolver address that the client invents for an upstream name server.
  package struct Sentinel: Hashable, Sendable {
    package var address: IPAddress
    package var upstream: Endpoint

    package init(address: IPAddress, upstream: Endpoint) {
      self.address = address
      self.upstream = upstream
    }
  }

  package init(
    addresses: [IPAddress], sentinels: [Sentinel] = [], searchDomain: String? = nil, routes: [IPPrefix] = []
  ) {
    self.addresses = addresses
    self.sentinels = sentinels
    self.searchDomain = searchDomain
    self.routes = routes
  }
}
