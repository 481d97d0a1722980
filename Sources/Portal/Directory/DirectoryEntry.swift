import Base

// How rows come in and leave. What would break a rule is refused and changes nothing.

extension Directory {
  package mutating func add(_ site: Site) throws(DirectoryError) {
    try Self.check(name: site.name)
    guard sites[site.id] == nil else { throw .duplicate(site.name) }
    sites[site.id] = site
  }

  /// - Parameter pskBase: 32 random bytes.
  package mutating func addGateway(
    _ id: GatewayID, name: String, site: SiteID, pskBase: [UInt8]
  ) throws(DirectoryError) {
    try Self.check(name: name)
    guard gateways[id] == nil else { throw .duplicate(name) }
    guard sites[site] != nil else { throw .unknownSite(site) }
    guard pskBase.count == 32 else { throw .pskBaseLength(pskBase.count) }
    gateways[id] = Gateway(id: id, name: name, site: site, tunnel: try addresses.allocate(), pskBase: pskBase)
  }

  /// - Parameter pskBase: 32 random bytes.
  package mutating func addClient(
    _ id: ClientID, name: String, pskBase: [UInt8], tokenExpiresAt: UnixTime
  ) throws(DirectoryError) {
    try Self.check(name: name)
    guard clients[id] == nil else { throw .duplicate(name) }
    guard pskBase.count == 32 else { throw .pskBaseLength(pskBase.count) }
    clients[id] = Client(
      id: id, name: name, tunnel: try addresses.allocate(), pskBase: pskBase, tokenExpiresAt: tokenExpiresAt)
  }

  package mutating func add(_ group: Group) throws(DirectoryError) {
    try Self.check(name: group.name)
    guard groups[group.id] == nil else { throw .duplicate(group.name) }
    for member in group.members where clients[member] == nil { throw .unknownClient(member) }
    groups[group.id] = group
  }

  /// - Returns: false when it was so already.
  package mutating func setMember(
    _ client: ClientID, of group: GroupID, _ isMember: Bool
  ) throws(DirectoryError) -> Bool {
    guard clients[client] != nil else { throw .unknownClient(client) }
    guard var row = groups[group] else { throw .unknownGroup(group) }
    let present = row.members.sortedIndex(of: client)
    guard (present != nil) != isMember else { return false }
    if let present {
      row.members.remove(at: present)
    } else {
      row.members.insert(client, at: row.members.insertionIndex(of: client))
    }
    groups[group] = row
    return true
  }

  /// Adds the resource or replaces the one of this id.
  package mutating func put(_ resource: Resource) throws(DirectoryError) {
    try Self.check(name: resource.name)
    guard !resource.sites.isEmpty else { throw .noSite(resource.id) }
    for site in resource.sites where sites[site] == nil { throw .unknownSite(site) }
    try resource.target.check()
    resources[resource.id] = resource
  }

  /// Takes its policies along.
  package mutating func deleteResource(_ id: ResourceID) throws(DirectoryError) {
    guard resources[id] != nil else { throw .unknownResource(id) }
    resources[id] = nil
    for policy in policies.values where policy.resource == id { policies[policy.id] = nil }
  }

  /// Adds the policy or replaces the one of this id.
  package mutating func put(_ policy: Policy) throws(DirectoryError) {
    guard groups[policy.group] != nil else { throw .unknownGroup(policy.group) }
    guard resources[policy.resource] != nil else { throw .unknownResource(policy.resource) }
    policies[policy.id] = policy
  }

  package mutating func deletePolicy(_ id: PolicyID) throws(DirectoryError) {
    guard policies[id] != nil else { throw .unknownPolicy(id) }
    policies[id] = nil
  }

  private static func check(name: String) throws(DirectoryError) {
    guard name.utf8.contains(where: { $0 != UInt8(ascii: " ") }) else { throw .emptyName }
  }
}
