import Base
import Lab
import Portal

// A lab file's contents as the reference knows them.

extension Terrain {
  init(_ lab: Topology) {
    portal = lab.portal.name
    relays = lab.relays.map(\.name)
    wideRelays = lab.relays.filter { $0.addresses.count > 1 }.map(\.name)
    clients = lab.clients.map(\.node.name)
    let nodes = lab.clients.map(\.node) + lab.sites.flatMap(\.gateways)
    behindRouters = nodes.filter { $0.network != nil || $0.nat.map { $0.kind != .none } ?? false }.map(\.name)
    for network in lab.networks {
      shared[network.name] = nodes.filter { $0.network == network.name }.map(\.name)
    }
    for site in lab.sites {
      gateways[site.name] = site.gateways.map(\.name)
      hosts += site.hosts.map { Host($0, in: site.name) }
      texts[site.name] = site.records.filter { !$0.records.contains(.failure) }.map(\.name)
    }
    hosts += lab.internet.hosts.map { Host($0, in: nil) }
    let server = lab.internet.hosts.first { $0.services.contains { $0.kind == .dns } }
    resolver = server?.addresses.first.map { "\($0)" }
  }
}

extension Terrain.Host {
  fileprivate init(_ server: Topology.Server, in site: String?) {
    let ports = { (kinds: [Topology.Service.Kind]) in
      server.services.filter { kinds.contains($0.kind) }.map(\.port)
    }
    self.init(
      site: site, names: [server.name] + server.names, addresses: server.addresses,
      tcpPorts: ports([.http, .tcpEcho, .dns]), udpPorts: ports([.udpEcho, .dns]), httpPort: ports([.http]).first)
  }
}

extension Rights {
  init(_ lab: Topology) {
    for resource in lab.resources {
      resources[resource.name] = Holding(
        target: Target(resource.target), sites: resource.sites, filters: resource.filters.map(Opening.init))
    }
    policies = lab.policies.map { policy in
      Clause(
        group: policy.group, resource: policy.resource, isEnabled: policy.isEnabled,
        end: policy.expiresAt.map { .zero + ($0 - Topology.epoch) }, conditions: policy.conditions.map(Term.init))
    }
    for group in lab.groups where group.name != Self.everyone { groups[group.name] = group.members }
    for client in lab.clients {
      clients[client.node.name] = Device(
        actor: client.actor, region: client.region, isVerified: client.isVerified,
        tokenEnd: .zero + client.tokenLifetime, usesInternet: client.usesInternet)
    }
  }
}

extension Rights.Target {
  fileprivate init(_ target: Directory.Resource.Target) {
    switch target {
    case .cidr(let prefix): self = .network(prefix)
    case .ip(let address): self = .network(IPPrefix(host: address))
    case .dns(let pattern, let stack): self = .name(pattern, families: stack.families)
    case .internet: self = .internet
    }
  }
}

extension IPStack {
  fileprivate var families: [IPFamily] {
    switch self {
    case .dual: [.v4, .v6]
    case .ipv4Only: [.v4]
    case .ipv6Only: [.v6]
    }
  }
}

extension Rights.Opening {
  fileprivate init(_ filter: Filter) {
    switch filter {
    case .tcp(let ports): self = .tcp(ports)
    case .udp(let ports): self = .udp(ports)
    case .icmp: self = .icmp
    }
  }
}

extension Rights.Term {
  fileprivate init(_ condition: AccessCondition) {
    switch condition.property {
    case .clientVerified where condition.values == ["true"]: self = .verified
    case .region where condition.word == "is_in": self = .regions(condition.values)
    case .time: self = Self.window(condition.values) ?? .unclear
    default: self = .unclear
    }
  }

  /// `R/HH:MM-HH:MM/UTC`: the first day of a lab, which is a Thursday.
  private static func window(_ values: [String]) -> Rights.Term? {
    let parts = values.first?.split(separator: "/") ?? []
    guard values.count == 1, parts.count == 3, parts[0] == "R", parts[2] == "UTC" else { return nil }
    let times = parts[1].split(separator: "-").compactMap { time -> Duration? in
      let numbers = time.split(separator: ":").compactMap { Int64($0) }
      return numbers.count == 2 ? .seconds(numbers[0] * 3600 + numbers[1] * 60) : nil
    }
    return times.count == 2 && times[0] < times[1] ? .window(times[0]...times[1]) : nil
  }
}
