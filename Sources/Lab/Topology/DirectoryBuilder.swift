import Base
import Portal

/// The portal's directory of a topology. Draws identities and secrets, each from a stream of its own name.
package struct DirectoryBuilder {
  let topology: Topology
  let root: Chance
  let wall: WallClock
  package private(set) var names = NameBook()

  /// - Parameter wall: tokens are good from its epoch on.
  package init(topology: Topology, root: Chance, wall: WallClock) {
    self.topology = topology
    self.root = root
    self.wall = wall
  }

  private func identifier<Kind>(_ name: String) -> Identifier<Kind> { root.identifier(name) }

  private func secret(_ name: String) -> [UInt8] {
    var chance = root.stream(name).stream("psk base")
    return chance.bytes(32)
  }

  /// - Throws: what the directory refuses, with the object's name.
  package mutating func directory() throws(TopologyError) -> Directory {
    let account = topology.account
    var directory = Directory(
      account: .init(
        id: identifier("account"), slug: account.slug, searchDomain: account.searchDomain,
        upstreamDNS: account.upstreamDNS.map { UpstreamDNS($0) }))
    var object = topology.name
    do throws(DirectoryError) {
      for site in topology.sites {
        object = site.name
        try add(site, to: &directory)
      }
      for client in topology.devices {
        object = client.node.name
        try add(client, to: &directory)
      }
      for group in topology.groups { try add(group, to: &directory) }
      for resource in topology.resources {
        object = resource.name
        try add(resource, to: &directory)
      }
      for (number, policy) in topology.policies.enumerated() { try add(policy, number, to: &directory) }
      for relay in topology.relays { try add(relay, to: &directory) }
    } catch {
      throw TopologyError(object: object, reason: error.words)
    }
    return directory
  }

  private mutating func add(_ site: Topology.Site, to directory: inout Directory) throws(DirectoryError) {
    let id: SiteID = identifier("site " + site.name)
    names.sites[id] = site.name
    try directory.add(Directory.Site(id: id, name: site.name, owner: site.name == "Internet" ? .system : .account))
    for gateway in site.gateways {
      let gatewayID: GatewayID = identifier(gateway.name)
      names.gateways[gatewayID] = gateway.name
      // A live node that logs in as the device of this name is this one.
      try directory.addGateway(
        gatewayID, name: gateway.name, site: id, pskBase: secret(gateway.name), externalID: gateway.name)
    }
  }

  private mutating func add(_ client: Topology.Client, to directory: inout Directory) throws(DirectoryError) {
    let name = client.node.name
    let id: ClientID = identifier(name)
    let actor: ActorID = identifier("actor " + client.actor)
    names.clients[id] = name
    if directory.actors[actor] == nil { try directory.put(Directory.Actor(id: actor, name: client.actor)) }
    let identity: IdentityID? = client.provider.map { identifier("identity \(client.actor) \($0)") }
    if let identity, let provider = client.provider, directory.identities[identity] == nil {
      try directory.add(
        Directory.Identity(id: identity, actor: actor, provider: identifier("provider " + provider)))
    }
    let token: TokenID = identifier("token " + name)
    try directory.put(
      Directory.Token(id: token, owner: .actor(actor, identity), expiresAt: wall.epoch + client.tokenLifetime))
    try directory.addClient(id, name: name, actor: actor, token: token, pskBase: secret(name), externalID: name)
  }

  private mutating func add(_ group: Topology.Group, to directory: inout Directory) throws(DirectoryError) {
    let isEveryone = group.name == Topology.Group.everyone
    try directory.add(
      Directory.Group(
        id: identifier("group " + group.name), name: group.name, kind: isEveryone ? .managed : .static),
      members: isEveryone ? [] : group.members.map { identifier("actor " + $0) })
  }

  private mutating func add(_ resource: Topology.Resource, to directory: inout Directory) throws(DirectoryError) {
    let id: ResourceID = identifier("resource " + resource.name)
    names.resources[id] = resource.name
    try directory.put(resource.row(id, sites: resource.sites.map { identifier("site " + $0) }))
  }

  private mutating func add(
    _ policy: Topology.Policy, _ number: Int, to directory: inout Directory
  ) throws(DirectoryError) {
    // The first policy of a resource keeps its identifier, whatever policies come besides.
    let first: PolicyID = identifier("policy " + policy.resource)
    let id = directory.policies[first] == nil ? first : identifier("policy \(policy.resource) \(number)")
    try directory.put(
      policy.row(
        id, group: identifier("group " + policy.group), resource: identifier("resource " + policy.resource), root))
  }

  private mutating func add(_ relay: Topology.Node, to directory: inout Directory) throws(DirectoryError) {
    var (v4, v6): (IPv4Address?, IPv6Address?) = (nil, nil)
    for address in relay.addresses {
      switch address {
      case .v4(let address): v4 = address
      case .v6(let address): v6 = address
      }
    }
    let id: RelayID = identifier("relay " + relay.name)
    names.relays[id] = relay.name
    try directory.put(
      Directory.Relay(id: id, name: relay.name, ipv4: v4, ipv6: v6, location: relay.location))
  }
}

extension Chance {
  /// The identifier of something by its name: the same in every lab of the seed.
  package func identifier<Kind>(_ name: String) -> Identifier<Kind> {
    var chance = stream(name).stream("id")
    return Identifier(drawnFrom: &chance)
  }
}

extension Topology.Resource {
  package func row(_ id: ResourceID, sites: [SiteID]) -> Directory.Resource {
    Directory.Resource(
      id: id, name: name, target: target, addressDescription: description, sites: sites, filters: filters)
  }
}

extension Topology.Policy {
  /// - Parameter root: providers have their identifiers from it.
  package func row(_ id: PolicyID, group: GroupID, resource: ResourceID, _ root: Chance) -> Directory.Policy {
    var row = Directory.Policy(id: id, group: group, resource: resource, isEnabled: isEnabled, expiresAt: expiresAt)
    row.conditions = conditions.compactMap { try? $0.condition { root.identifier("provider " + $0) } }
    return row
  }
}
