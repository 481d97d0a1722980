import Access
import Base
import HostStack
import Lab
import Portal
import Wire

extension Topology {
  /// The world at its first moment: relays begin to connect to the portal; clients and gateways do when those are there.
  func world(
    seed: UInt64, flags: FeatureFlags, taped: [String], into trace: inout Trace
  ) throws(TopologyError) -> World {
    let root = Chance(seed: seed)
    let wall = WallClock(epoch: Self.epoch)
    var builder = DirectoryBuilder(topology: self, root: root, wall: wall)
    let directory = try builder.directory()
    var plane = ControlPlane(directory: directory, wall: wall, chance: root.stream("portal"))
    var out = Outbox<ControlPlane.Output>(nextPacket: 1)
    for client in clients where client.isVerified {
      guard let id = builder.names.client(named: client.node.name) else { continue }
      plane.handle(.operate(.setVerified(id, true)), at: .zero, into: &out)
    }
    var world = World(self, portal: PortalNode(name: portal.name, plane: plane), wall: wall, chance: root)
    world.names = builder.names
    world.populate(flags: flags.with(self.flags))
    for name in taped { world.beginTape(of: name) }
    for relay in world.relays.keys { world.drive(relay: relay, .start, into: &trace) }
    return world
  }
}

extension FeatureFlags {
  fileprivate func with(_ more: [FeatureFlag]) -> FeatureFlags {
    var flags = self
    for flag in more { flags[flag] = true }
    return flags
  }
}

extension World {
  fileprivate mutating func populate(flags: FeatureFlags) {
    join(topology.portal)
    for network in topology.networks { join(network) }
    for relay in topology.relays {
      join(relay)
      guard let id = names.relays.first(where: { $0.value == relay.name })?.key else { continue }
      relays[relay.name] = RelayNode(relay, id, wall: wall, chance)
    }
    populateNames()
    for client in topology.clients {
      join(client.node)
      guard let id = names.client(named: client.copyOf ?? client.node.name) else { continue }
      clients[client.node.name] = Node(
        name: client.node.name, identity: .client(id), site: nil,
        access: AccessClient(local(client.node), flags: flags), host: host(of: client.node.name),
        resolvers: client.resolvers.isEmpty ? internetResolvers : client.resolvers, usesInternet: client.usesInternet)
      if client.copyOf != nil { update(stateOf: client.node.name) { $0.life = .stopped } }
    }
    for site in topology.sites {
      for gateway in site.gateways {
        join(gateway)
        guard let id = names.gateway(named: gateway.name) else { continue }
        gateways[gateway.name] = Node(
          name: gateway.name, identity: .gateway(id), site: site.name,
          access: AccessGateway(local(gateway), flags: flags), host: host(of: gateway.name),
          resolvers: internetResolvers)
      }
      for server in site.hosts { add(server, in: site.name) }
    }
    for server in topology.internet.hosts { add(server, in: nil) }
    setUp = SetUp(machines: topology.devices.count + gateways.count, relays: relays.count)
  }

  /// Clients and gateways begin, once.
  mutating func beginMachines(into trace: inout Trace) {
    guard setUp.awaitsRelays else { return }
    setUp.awaitsRelays = false
    for client in topology.clients {
      let name = client.node.name
      drive(hostOfClient: name, .resolver(systemResolver(of: name)), into: &trace)
      if client.copyOf == nil { begin(name, into: &trace) }
    }
    for gateway in topology.sites.flatMap(\.gateways) { begin(gateway.name, into: &trace) }
  }

  /// A process begins: its system tells it of the name servers outside.
  mutating func begin(_ name: String, into trace: inout Trace) {
    let servers = systemResolver(of: name).servers
    drive(name, .systemResolvers(servers), into: &trace)
    if let usesInternet = clients[name]?.usesInternet {
      drive(client: name, .setInternetResource(usesInternet), into: &trace)
    }
    drive(name, .start, into: &trace)
  }

  /// The network that a client is in names other servers. Its system asks them itself while it has no tunnel.
  mutating func set(resolvers servers: [Endpoint], of client: String, into trace: inout Trace) {
    clients.update(client) { $0.resolvers = servers }
    if clients[client]?.state.isConfigured == false {
      drive(hostOfClient: client, .resolver(systemResolver(of: client)), into: &trace)
    }
    if life(of: client) == .running { drive(client: client, .systemResolvers(servers), into: &trace) }
  }

  /// Where a node's system looks names up without a tunnel.
  func systemResolver(of name: String) -> ResolverSettings {
    ResolverSettings(servers: clients[name]?.resolvers ?? gateways[name]?.resolvers ?? [])
  }

  private func host(of node: String) -> Host {
    Host(name: node, addresses: [], services: [], chance: chance.stream(node).stream("host"))
  }

  private mutating func add(_ server: Topology.Server, in site: String?) {
    let services = server.services.map { service -> Service in
      switch service.kind {
      case .http: .http(service.port)
      case .tcpEcho: .tcpEcho(service.port)
      case .udpEcho: .udpEcho(service.port)
      case .dns: .dns(service.port, nameBook(of: site).server)
      }
    }
    hosts[server.name] = HostNode(
      site: site,
      host: Host(
        name: server.name, addresses: server.addresses, services: services,
        chance: chance.stream("host " + server.name)))
    for address in server.addresses { hostNames[HostPlace(site: site, address: address)] = server.name }
  }

  private func local(_ node: Topology.Node) -> LocalNode {
    LocalNode(
      node.name, generation: 0, sockets: socketAddresses(of: node).map { Endpoint($0, LocalNode.preferredPort) },
      wall: wall,
      chance)
  }
}
