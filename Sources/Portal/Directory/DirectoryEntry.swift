import Base

// How rows come in. What would break a rule is refused and changes nothing.

extension Directory {
  package mutating func put(_ actor: Actor) throws(DirectoryError) {
    try Self.check(name: actor.name)
    let isNew = actors[actor.id] == nil
    actors[actor.id] = actor
    guard isNew else { return }
    for group in groups.values where group.kind == .managed { link(actor.id, group.id, true) }
  }

  package mutating func add(_ identity: Identity) throws(DirectoryError) {
    guard identities[identity.id] == nil else { throw .duplicate("\(identity.id)") }
    guard actors[identity.actor] != nil else { throw .unknownActor(identity.actor) }
    identities[identity.id] = identity
  }

  /// A managed group gets every actor that there is and will be.
  package mutating func add(_ group: Group, members: [ActorID] = []) throws(DirectoryError) {
    try Self.check(name: group.name)
    guard groups[group.id] == nil else { throw .duplicate(group.name) }
    for member in members where actors[member] == nil { throw .unknownActor(member) }
    groups[group.id] = group
    for member in group.kind == .managed ? actors.keys : members { link(member, group.id, true) }
  }

  /// - Returns: false when it was so already.
  package mutating func setMember(
    _ actor: ActorID, of group: GroupID, _ isMember: Bool
  ) throws(DirectoryError) -> Bool {
    guard actors[actor] != nil else { throw .unknownActor(actor) }
    guard let row = groups[group] else { throw .unknownGroup(group) }
    guard self.isMember(actor, of: group) != isMember else { return false }
    guard row.kind != .managed else { throw .managedGroup(group) }
    link(actor, group, isMember)
    return true
  }

  private mutating func link(_ actor: ActorID, _ group: GroupID, _ isMember: Bool) {
    links.members.set(group, actor, isMember)
    links.groups.set(actor, group, isMember)
  }

  /// Adds the token or replaces the one of this id.
  package mutating func put(_ token: Token) throws(DirectoryError) {
    switch token.owner {
    case .actor(let actor, let identity):
      guard actors[actor] != nil else { throw .unknownActor(actor) }
      if let identity, identities[identity]?.actor != actor { throw .unknownIdentity(identity) }
      guard token.expiresAt != nil else { throw .endlessToken(token.id) }
    case .browser(let actor), .apiClient(let actor), .email(let actor):
      guard actors[actor] != nil else { throw .unknownActor(actor) }
    case .site(let site): guard sites[site] != nil else { throw .unknownSite(site) }
    case .relays: break
    }
    if let old = tokens[token.id]?.owner.actor { links.tokens.set(old, token.id, false) }
    tokens[token.id] = token
    if let actor = token.owner.actor { links.tokens.set(actor, token.id, true) }
  }

  package mutating func add(_ site: Site) throws(DirectoryError) {
    guard sites[site.id] == nil else { throw .duplicate(site.name) }
    try put(site)
  }

  /// Adds the site or replaces the one of this id.
  package mutating func put(_ site: Site) throws(DirectoryError) {
    try Self.check(name: site.name)
    if let old = sites[site.id], old.owner == .system, site != old { throw .systemSite(site.id) }
    sites[site.id] = site
  }

  /// - Parameter pskBase: 32 random bytes.
  package mutating func addGateway(
    _ id: GatewayID, name: String, site: SiteID, pskBase: [UInt8], externalID: String? = nil
  ) throws(DirectoryError) {
    try Self.check(name: name)
    guard gateways[id] == nil else { throw .duplicate(name) }
    guard sites[site] != nil else { throw .unknownSite(site) }
    guard pskBase.count == 32 else { throw .pskBaseLength(pskBase.count) }
    gateways[id] = Gateway(
      id: id, name: name, site: site, tunnel: try addresses.allocate(), pskBase: pskBase, externalID: externalID)
    links.gateways.set(site, id, true)
  }

  /// - Parameter pskBase: 32 random bytes.
  package mutating func addClient(
    _ id: ClientID, name: String, actor: ActorID, token: TokenID, pskBase: [UInt8], externalID: String? = nil
  ) throws(DirectoryError) {
    try Self.check(name: name)
    guard clients[id] == nil else { throw .duplicate(name) }
    guard actors[actor] != nil else { throw .unknownActor(actor) }
    guard case .actor(actor, _)? = tokens[token]?.owner else { throw .unknownToken(token) }
    guard pskBase.count == 32 else { throw .pskBaseLength(pskBase.count) }
    clients[id] = Client(
      id: id, name: name, actor: actor, tunnel: try addresses.allocate(), pskBase: pskBase, externalID: externalID,
      token: token)
    links.clients.set(actor, id, true)
  }

  /// A client with an actor and a token of its own, which share its UUID and its name.
  ///
  /// - Parameter pskBase: 32 random bytes.
  package mutating func addClient(
    _ id: ClientID, name: String, pskBase: [UInt8], tokenExpiresAt: UnixTime
  ) throws(DirectoryError) {
    guard clients[id] == nil else { throw .duplicate(name) }
    guard pskBase.count == 32 else { throw .pskBaseLength(pskBase.count) }
    let (actor, token) = (ActorID(sameAs: id), TokenID(sameAs: id))
    try put(Actor(id: actor, name: name))
    try put(Token(id: token, owner: .actor(actor, nil), expiresAt: tokenExpiresAt))
    try addClient(id, name: name, actor: actor, token: token, pskBase: pskBase)
  }

  /// Somebody has seen that the client is whose it says it is.
  package mutating func verify(_ id: ClientID) { clients.update(id) { $0.isVerified = true } }

  /// Adds the relay or replaces the one of this id.
  package mutating func put(_ relay: Relay) throws(DirectoryError) {
    guard relay.ipv4 != nil || relay.ipv6 != nil else { throw .relayWithoutAddress(relay.id) }
    relays[relay.id] = relay
  }

  /// Adds the resource or replaces the one of this id.
  package mutating func put(_ resource: Resource) throws(DirectoryError) {
    try Self.check(name: resource.name)
    guard !resource.sites.isEmpty else { throw .noSite(resource.id) }
    for site in resource.sites {
      guard let site = sites[site] else { throw .unknownSite(site) }
      guard site.owner == .account || resource.target == .internet else { throw .systemSite(site.id) }
    }
    try resource.target.check()
    for site in resources[resource.id]?.sites ?? [] { links.resources.set(site, resource.id, false) }
    resources[resource.id] = resource
    for site in resource.sites { links.resources.set(site, resource.id, true) }
  }

  /// Adds the policy or replaces the one of this id.
  package mutating func put(_ policy: Policy) throws(DirectoryError) {
    guard groups[policy.group] != nil else { throw .unknownGroup(policy.group) }
    guard resources[policy.resource] != nil else { throw .unknownResource(policy.resource) }
    unlinkPolicy(policy.id)
    policies[policy.id] = policy
    links.policiesOfGroup.set(policy.group, policy.id, true)
    links.policiesOfResource.set(policy.resource, policy.id, true)
  }

  mutating func unlinkPolicy(_ id: PolicyID) {
    guard let old = policies[id] else { return }
    links.policiesOfGroup.set(old.group, id, false)
    links.policiesOfResource.set(old.resource, id, false)
  }

  static func check(name: String) throws(DirectoryError) {
    guard name.utf8.contains(where: { $0 != UInt8(ascii: " ") }) else { throw .emptyName }
    // §1.2: a longer one is answered 422.
    guard name.count <= 255 else { throw .longName(name.count) }
  }
}
