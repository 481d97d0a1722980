import Base
import Lab
import Portal

/// The portal's directory of a topology. Draws identities and secrets, each from a stream of its own name.
struct DirectoryBuilder {
  let topology: Topology
  let root: Chance
  let wall: WallClock
  var names = NameBook()

  private func identifier<Kind>(_ name: String) -> Identifier<Kind> {
    var chance = root.stream(name).stream("id")
    return Identifier(drawnFrom: &chance)
  }

  private func secret(_ name: String) -> [UInt8] {
    var chance = root.stream(name).stream("psk base")
    return chance.bytes(32)
  }

  /// - Throws: what the directory refuses, with the object's name.
  mutating func directory() throws(TopologyError) -> Directory {
    let account = topology.account
    var directory = Directory(
      account: .init(
        id: identifier("account"), slug: account.slug, searchDomain: account.searchDomain,
        upstreamDNS: account.upstreamDNS.map { UpstreamDNS($0) }))
    do throws(DirectoryError) {
      for site in topology.sites { try add(site, to: &directory) }
      for client in topology.clients { try add(client, to: &directory) }
      for group in topology.groups { try add(group, to: &directory) }
      for resource in topology.resources { try add(resource, to: &directory) }
      for (number, policy) in topology.policies.enumerated() { try add(policy, number, to: &directory) }
    } catch {
      throw TopologyError(object: topology.name, reason: error.words)
    }
    return directory
  }

  private mutating func add(_ site: Topology.Site, to directory: inout Directory) throws(DirectoryError) {
    let id: SiteID = identifier("site " + site.name)
    names.sites[id] = site.name
    try directory.add(Directory.Site(id: id, name: site.name))
    for gateway in site.gateways {
      let gatewayID: GatewayID = identifier(gateway.name)
      names.gateways[gatewayID] = gateway.name
      try directory.addGateway(gatewayID, name: gateway.name, site: id, pskBase: secret(gateway.name))
    }
  }

  private mutating func add(_ client: Topology.Client, to directory: inout Directory) throws(DirectoryError) {
    let name = client.node.name
    let id: ClientID = identifier(name)
    names.clients[id] = name
    try directory.addClient(
      id, name: name, pskBase: secret(name), tokenExpiresAt: wall.epoch + client.tokenLifetime)
  }

  private mutating func add(_ group: Topology.Group, to directory: inout Directory) throws(DirectoryError) {
    let members = topology.clients.filter { group.members.contains($0.actor) }.map(\.node.name)
    try directory.add(
      Directory.Group(
        id: identifier("group " + group.name), name: group.name,
        members: members.compactMap { names.client(named: $0) }))
  }

  private mutating func add(_ resource: Topology.Resource, to directory: inout Directory) throws(DirectoryError) {
    let id: ResourceID = identifier("resource " + resource.name)
    names.resources[id] = resource.name
    try directory.put(
      Directory.Resource(
        id: id, name: resource.name, target: resource.target, addressDescription: resource.description,
        sites: names.sites.filter { resource.sites.contains($0.value) }.map(\.key), filters: resource.filters))
  }

  private mutating func add(
    _ policy: Topology.Policy, _ number: Int, to directory: inout Directory
  ) throws(DirectoryError) {
    guard let resource = names.resource(named: policy.resource),
      let group = directory.groups.values.first(where: { $0.name == policy.group })?.id
    else { return }
    // The first policy of a resource keeps its identifier, whatever policies come besides.
    let isFirst = topology.policies.prefix(number).allSatisfy { $0.resource != policy.resource }
    let name = "policy " + policy.resource + (isFirst ? "" : " \(number)")
    try directory.put(
      Directory.Policy(
        id: identifier(name), group: group, resource: resource, isEnabled: policy.isEnabled,
        expiresAt: policy.expiresAt))
  }
}
