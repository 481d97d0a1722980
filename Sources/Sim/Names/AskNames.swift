import Access
import Base
import HostStack
import Lab
import Wire

// Names that clients and gateways ask for outside the tunnel.

/// Asking by hand: none of these questions crosses a link as a datagram of its own.
enum NameAsking {
  /// A system's resolver gives up then (resolv.conf(5): timeout).
  static let patience: Duration = .seconds(5)
  /// TCP's handshake, and the question with its answer.
  static let tcpRoundTrips = 2
}

extension World {
  mutating func populateNames() {
    let open = topology.internet
    placeNames[""] = PlaceNames(hosts: open.hosts, records: open.records)
    for site in topology.sites {
      placeNames[site.name] = PlaceNames(hosts: site.hosts + open.hosts, records: site.records + open.records)
    }
  }

  /// - Parameter site: nil for what is known in the open.
  func nameBook(of site: String?) -> PlaceNames {
    placeNames[site ?? ""] ?? PlaceNames(hosts: [], records: [])
  }

  /// Name servers in the open, one address each.
  var internetResolvers: [Endpoint] {
    topology.internet.hosts.compactMap { host in
      guard let service = host.services.first(where: { $0.kind == .dns }) else { return nil }
      return host.addresses.first.map { Endpoint($0, service.port) }
    }
  }

  /// A gateway's system looks a name up in its site.
  mutating func resolve(_ lookup: NameLookup, for gateway: String, _ trace: Trace) {
    let site = gateways.update(gateway) { $0.site } ?? nil
    let outcome = nameBook(of: site).addresses(of: lookup.domain.wireText)
    schedule(.resolved(node: gateway, lookup.id, outcome), at: now + Self.lanLatency * 2, trace)
  }

  /// A question to a name server in the open, there and back over the node's link.
  mutating func ask(_ query: UpstreamQuery, by node: String, into trace: inout Trace) {
    let answer = upstreamAnswer(to: query, by: node)
    let trips = query.transport == .tcp ? NameAsking.tcpRoundTrips : 1
    let delay = if case .message = answer { (links[node]?.latency ?? .zero) * 2 * trips } else { NameAsking.patience }
    schedule(.answered(node: node, query.id, answer), at: now + delay, trace)
  }

  private mutating func upstreamAnswer(to query: UpstreamQuery, by node: String) -> UpstreamAnswer {
    let site = gateways.update(node) { $0.site } ?? nil
    guard let server = nameServer(at: query.server, seenFrom: site) else { return .timedOut }
    if partitions.separate(node, server) { return .timedOut }
    // Over TCP what is lost is sent again.
    if query.transport == .udp {
      for _ in 0..<2 where links.update(node, { $0.loses() }) == true { return .timedOut }
    }
    return nameBook(of: site).answer(query.message).map { .message($0) } ?? .timedOut
  }

  private func nameServer(at endpoint: Endpoint, seenFrom site: String?) -> String? {
    let places = [HostPlace(site: site, address: endpoint.address), HostPlace(site: nil, address: endpoint.address)]
    guard let name = places.lazy.compactMap({ hostNames[$0] }).first else { return nil }
    let servers = topology.internet.hosts + topology.sites.flatMap(\.hosts)
    let offers = servers.first { $0.name == name }?.services.contains(Topology.Service(.dns, endpoint.port)) == true
    return offers ? name : nil
  }
}
