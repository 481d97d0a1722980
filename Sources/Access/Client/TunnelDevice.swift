import Base
import Portal

/// The client's tunnel device: what the portal says of it, and what the operating system was told.
package struct TunnelDevice: Sendable {
  package internal(set) var interface: ClientInterface? {
    didSet { addresses = interface.map { [.v4($0.ipv4), .v6($0.ipv6)] } ?? [] }
  }
  /// Looked at for every packet.
  package private(set) var addresses: [IPAddress] = []
  /// What the system was told last.
  package private(set) var configuration: TunConfiguration?

  /// What the system must be told now, if that differs from what it knows.
  mutating func configure(
    sentinels: [TunConfiguration.Sentinel], networks: [IPPrefix]
  ) -> TunConfiguration? {
    guard let interface else { return nil }
    let routes = AddressPlan.peers + AddressPlan.proxies + AddressPlan.sentinels + networks
    var ordered: [IPPrefix] = []
    for route in routes.sorted() where ordered.last != route { ordered.append(route) }
    let new = TunConfiguration(
      addresses: addresses, sentinels: sentinels, searchDomain: interface.searchDomain, routes: ordered)
    guard new != configuration else { return nil }
    configuration = new
    return new
  }
}

extension AccessClient {
  mutating func configure(_ interface: ClientInterface, at now: Instant, into out: inout Outbox<Output>) {
    device.interface = interface
    names.resolvers.portal = interface.upstreamDNS.map(\.address)
    chooseResolvers(at: now, into: &out)
  }

  /// Maps sentinels to the name servers that are to be used, and tells the system.
  mutating func chooseResolvers(at now: Instant, into out: inout Outbox<Output>) {
    for server in names.resolvers.choose() { out.put(.event(.upstreamUnplaced(server))) }
    readdressStreams(at: now, into: &out)
    reconfigure(into: &out)
  }

  mutating func reconfigure(into out: inout Outbox<Output>) {
    let new = device.configure(sentinels: names.resolvers.sentinels, networks: resources.routes)
    if let new { out.put(.interface(new)) }
  }
}
