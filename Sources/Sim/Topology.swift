import Access
import Base
import Cipher
import HostStack
import Lab
import Portal
import Wire
import WireGuard

/// What a lab is made of, before anything happens.
package struct Topology: Sendable {
  package struct Site: Sendable {
    package let name: String
    package let gateways: [Node]
    package let hosts: [Server]
  }

  /// Something with an address on the internet; `latency` is one way between it and the internet's middle.
  package struct Node: Sendable {
    package let name: String
    package let addresses: [IPAddress]
    package let latency: Duration
  }

  package struct Server: Sendable {
    package let name: String
    package let addresses: [IPAddress]
    package let services: [Service]
  }

  package struct Resource: Sendable {
    package let name: String
    package let network: IPPrefix
    package let site: String
    package let filters: [Filter]
  }

  package let name: String
  package let account: String
  package let portal: Node
  package let clients: [Node]
  package let sites: [Site]
  package let resources: [Resource]
}

/// Why a lab cannot be built from a topology.
package struct TopologyError: Error, Sendable {
  package let object: String
  package let reason: String
}

extension Topology {
  /// Wall time at a lab's beginning: 2026-01-01T00:00:00Z, the same for every lab.
  static let epoch = UnixTime(seconds: 1_767_225_600)
  /// How long a client's token is good from the lab's beginning.
  static let tokenLifetime: Duration = .seconds(7 * 24 * 3600)

  /// The world at its first moment: all nodes begin to connect to the portal.
  func world(seed: UInt64, flags: FeatureFlags, into trace: inout Trace) throws(TopologyError) -> World {
    let root = Chance(seed: seed)
    let wall = WallClock(epoch: Self.epoch)
    var builder = Builder(topology: self, root: root, wall: wall)
    let directory = try builder.directory()
    let plane = ControlPlane(directory: directory, wall: wall, chance: root.stream("portal"))
    var world = World(portal: PortalNode(name: portal.name, plane: plane), wall: wall, chance: root.stream("rules"))
    builder.populate(&world, flags: flags)
    for node in clients { world.drive(client: node.name, .start, into: &trace) }
    for gateway in sites.flatMap(\.gateways) { world.drive(gateway: gateway.name, .start, into: &trace) }
    return world
  }
}

/// Draws identities and keys, each from a stream of its own name.
private struct Builder {
  let topology: Topology
  let root: Chance
  let wall: WallClock
  var names = NameBook()

  private func chance(_ name: String) -> Chance { root.stream(name) }

  private func identifier<Kind>(_ name: String) -> Identifier<Kind> {
    var chance = chance(name).stream("id")
    return Identifier(drawnFrom: &chance)
  }

  private func secret(_ name: String) -> [UInt8] {
    var chance = chance(name).stream("psk base")
    return chance.bytes(32)
  }

  /// - Throws: what the directory refuses, with the object's name.
  mutating func directory() throws(TopologyError) -> Directory {
    var directory = Directory(account: .init(id: identifier("account"), slug: topology.account))
    let everyone: GroupID = identifier("group Everyone")
    do throws(DirectoryError) {
      for site in topology.sites {
        let id: SiteID = identifier("site " + site.name)
        names.sites[id] = site.name
        try directory.add(Directory.Site(id: id, name: site.name))
        for gateway in site.gateways {
          let gatewayID: GatewayID = identifier(gateway.name)
          names.gateways[gatewayID] = gateway.name
          try directory.addGateway(gatewayID, name: gateway.name, site: id, pskBase: secret(gateway.name))
        }
      }
      for client in topology.clients {
        let id: ClientID = identifier(client.name)
        names.clients[id] = client.name
        try directory.addClient(
          id, name: client.name, pskBase: secret(client.name),
          tokenExpiresAt: wall.epoch + Topology.tokenLifetime)
      }
      try directory.add(Directory.Group(id: everyone, name: "Everyone", kind: .managed))
      for resource in topology.resources { try add(resource, for: everyone, to: &directory) }
    } catch {
      throw TopologyError(object: topology.name, reason: "\(error)")
    }
    return directory
  }

  private mutating func add(
    _ resource: Topology.Resource, for group: GroupID, to directory: inout Directory
  ) throws(DirectoryError) {
    let id: ResourceID = identifier("resource " + resource.name)
    names.resources[id] = resource.name
    try directory.put(
      Directory.Resource(
        id: id, name: resource.name, target: .cidr(resource.network),
        sites: names.sites.filter { $0.value == resource.site }.map(\.key), filters: resource.filters))
    try directory.put(Directory.Policy(id: identifier("policy " + resource.name), group: group, resource: id))
  }

  func populate(_ world: inout World, flags: FeatureFlags) {
    world.names = names
    join(topology.portal, to: &world)
    for client in topology.clients {
      join(client, to: &world)
      guard let id = names.client(named: client.name) else { continue }
      world.clients[client.name] = ClientNode(
        name: client.name, id: id, access: AccessClient(local(client), flags: flags),
        host: Host(name: client.name, addresses: [], services: [], chance: chance(client.name).stream("host")))
    }
    for site in topology.sites {
      for gateway in site.gateways {
        join(gateway, to: &world)
        guard let id = names.gateway(named: gateway.name) else { continue }
        world.gateways[gateway.name] = GatewayNode(
          name: gateway.name, id: id, access: AccessGateway(local(gateway)),
          host: Host(name: gateway.name, addresses: [], services: [], chance: chance(gateway.name).stream("host")))
      }
      for server in site.hosts {
        world.hosts[server.name] = HostNode(
          host: Host(
            name: server.name, addresses: server.addresses, services: server.services,
            chance: chance("host " + server.name)))
      }
    }
  }

  private func join(_ node: Topology.Node, to world: inout World) {
    world.links[node.name] = Link(latency: node.latency, chance: chance("link " + node.name))
    for address in node.addresses { world.owners[address] = node.name }
  }

  private func local(_ node: Topology.Node) -> LocalNode {
    var keys = chance(node.name).stream("key")
    return LocalNode(
      keys: StaticKeys(PrivateKey(drawnFrom: &keys)),
      sockets: node.addresses.map { Endpoint($0, LocalNode.preferredPort) }, wall: wall,
      chance: chance(node.name).stream("access"))
  }
}
