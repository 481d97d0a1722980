import Base

// Deeds that only together come upon something: what is known to have gone wrong, drawn with other nodes and resources.
extension DeedDrawing {
  /// A resource of a network whose host the client can send datagrams to.
  private mutating func network(_ family: IPFamily? = nil) -> (
    resource: String, holding: Rights.Holding, host: IPAddress
  )? {
    guard let resource = someResource(), let holding = rights.resources[resource],
      case .network(let prefix) = holding.target, family == nil || prefix.family == family
    else { return nil }
    let hosts = terrain.hosts.filter { $0.site.map(holding.sites.contains) ?? false }
    return any(hosts.flatMap(\.addresses).filter(prefix.contains)).map { (resource, holding, $0) }
  }

  private mutating func probes(_ client: String, _ count: Int) -> [Deed] {
    (0..<count).compactMap { _ in ProbeDrawing.probe(from: client, reference, &chance).map { .probe($0) } }
  }

  mutating func foreignSource() -> [Deed]? {
    let address = any(terrain.hosts.flatMap(\.addresses))
    return address.map { [.foreignSource(client: someClient(), $0), pause()] }
  }

  /// A tunnel in use, and a stranger behind its gateway.
  mutating func forgery() -> [Deed]? {
    guard let (_, holding, host) = network(.v4), let gateway = any(holding.sites.flatMap { terrain.gateways[$0] ?? [] })
    else { return nil }
    let client = someClient()
    let probe = Probe(client: client, program: .ping, goal: .address(host))
    return [.probe(probe), .forged(client: client, "10.9.9.66", gateway: gateway), .probe(probe)]
  }

  mutating func loneDatagram() -> [Deed]? {
    network().map { [.lone(client: someClient(), $0.host), pause()] }
  }

  mutating func missedFilter() -> [Deed]? {
    guard let (resource, _, host) = network(), reference.weather.rules.isEmpty else { return nil }
    let client = someClient()
    return [
      .probe(Probe(client: client, program: .ping, goal: .address(host))),
      .missedFilter(resource, [.tcp(443...443)], client: client, host), pause(),
    ]
  }

  /// An access is lost where the client has another one: all that it sends is refused.
  mutating func flood() -> [Deed]? {
    guard let (resource, holding, host) = network() else { return nil }
    let client = someClient()
    let gateways = holding.sites.flatMap { terrain.gateways[$0] ?? [] }
    return probes(client, 2) + [.probe(Probe(client: client, program: .udp(port: 7), goal: .address(host)))]
      + gateways.map { .revoke(resource, client: client, gateway: $0) }
      + [.run(.milliseconds(300)), .flood(client: client, host)]
  }

  /// A policy comes to its end while the client's list, a minute behind at most, still has the resource.
  mutating func hour() -> [Deed]? {
    guard let (resource, _, host) = network() else { return nil }
    let client = someClient()
    let probe = Probe(client: client, program: oneIn(2) ? .ping : .tcp(port: 80), goal: .address(host))
    let old: [Deed] = rights.policies.contains { $0.resource == resource } ? [.deletePolicies(resource)] : []
    return old + [
      .addPolicy(.init(group: Rights.everyone, resource: resource), lasting: .seconds(20)),
      .run(.seconds(21)), .probe(probe), .run(.seconds(70)),
    ]
  }

  /// An access that would soon end is granted anew before it does.
  mutating func renewal() -> [Deed]? {
    guard let (resource, _, host) = network(), let gateway = gateway(of: resource) else { return nil }
    let client = someClient()
    let probe = Probe(client: client, program: .ping, goal: .address(host))
    return probes(client, 1) + [
      .probe(probe), .expire(resource, client: client, after: .seconds(20)), .run(.seconds(2)),
      .authorize(resource, client: client, gateway: gateway), .run(.seconds(1)), .probe(probe), .run(.seconds(25)),
      .probe(probe),
    ]
  }

  /// What is in use goes on while the portal is away or does not hear an end of the tunnel, and when it is back; what is
  /// asked for meanwhile must not get in its way.
  mutating func portalAway() -> [Deed]? {
    guard reference.weather.cuts.isEmpty, !reference.weather.stopped.contains(terrain.portal) else { return nil }
    let client = someClient()
    guard let resource = someResource(), let gateway = gateway(of: resource),
      let probe = ProbeDrawing.probe(from: client, to: resource, reference, &chance)
    else { return nil }
    let absence = absence(of: [client, gateway, gateway])
    let span: Deed = .run(pick([.seconds(5), .seconds(70), .seconds(400)]))
    return [.probe(probe), .run(.seconds(3)), absence.begins, span] + probes(client, 2)
      + [.probe(probe), absence.ends, .run(.seconds(3)), .probe(probe), .run(.seconds(40)), .probe(probe)]
  }

  private mutating func absence(of nodes: [String]) -> (begins: Deed, ends: Deed) {
    if oneIn(3) { return (.stop(terrain.portal, kill: false), .start(terrain.portal)) }
    return (.partition(pick(nodes), terrain.portal), .heal)
  }
}
