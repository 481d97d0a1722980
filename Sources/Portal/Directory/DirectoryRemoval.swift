import Base

// How rows leave, each with what cannot be without it. Authorizations and sockets are the control plane's to end.

extension Directory {
  /// Takes its identities, tokens, memberships and clients along.
  package mutating func deleteActor(_ id: ActorID) throws(DirectoryError) {
    guard actors[id] != nil else { throw .unknownActor(id) }
    for client in clients(of: id) { try deleteClient(client) }
    for token in links.tokens[id] { try deleteToken(token) }
    for identity in identities.values where identity.actor == id { identities[identity.id] = nil }
    for group in groups(of: id) {
      links.members.set(group, id, false)
      links.groups.set(id, group, false)
    }
    actors[id] = nil
  }

  /// Takes its memberships and policies along.
  package mutating func deleteGroup(_ id: GroupID) throws(DirectoryError) {
    guard let group = groups[id] else { throw .unknownGroup(id) }
    guard group.kind != .managed else { throw .managedGroup(id) }
    for policy in policies(of: id) { try deletePolicy(policy) }
    for actor in members(of: id) {
      links.members.set(id, actor, false)
      links.groups.set(actor, id, false)
    }
    groups[id] = nil
  }

  package mutating func deleteToken(_ id: TokenID) throws(DirectoryError) {
    guard let token = tokens[id] else { throw .unknownToken(id) }
    if let actor = token.owner.actor { links.tokens.set(actor, id, false) }
    tokens[id] = nil
  }

  package mutating func deleteClient(_ id: ClientID) throws(DirectoryError) {
    guard let client = clients[id] else { throw .unknownClient(id) }
    links.clients.set(client.actor, id, false)
    clients[id] = nil
  }

  package mutating func deleteGateway(_ id: GatewayID) throws(DirectoryError) {
    guard let gateway = gateways[id] else { throw .unknownGateway(id) }
    links.gateways.set(gateway.site, id, false)
    gateways[id] = nil
  }

  package mutating func deleteRelay(_ id: RelayID) throws(DirectoryError) {
    guard relays[id] != nil else { throw .unknownRelay(id) }
    relays[id] = nil
  }

  /// Takes its gateways and tokens along; resources that it alone served stay, and nobody reaches them.
  package mutating func deleteSite(_ id: SiteID) throws(DirectoryError) {
    guard let site = sites[id] else { throw .unknownSite(id) }
    guard site.owner == .account else { throw .systemSite(id) }
    for gateway in gateways(in: id) { try deleteGateway(gateway) }
    for token in tokens.values where token.owner == .site(id) { try deleteToken(token.id) }
    for resource in resources(in: id) {
      links.resources.set(id, resource, false)
      resources.update(resource) { $0.sites.removeAll { $0 == id } }
    }
    sites[id] = nil
  }

  /// Takes its policies along.
  package mutating func deleteResource(_ id: ResourceID) throws(DirectoryError) {
    guard let resource = resources[id] else { throw .unknownResource(id) }
    for policy in policies(of: id) { try deletePolicy(policy) }
    for site in resource.sites { links.resources.set(site, id, false) }
    resources[id] = nil
  }

  package mutating func deletePolicy(_ id: PolicyID) throws(DirectoryError) {
    guard policies[id] != nil else { throw .unknownPolicy(id) }
    unlinkPolicy(id)
    policies[id] = nil
  }
}
