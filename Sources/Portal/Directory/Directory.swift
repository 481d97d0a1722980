import Base

/// What the portal knows: one account with its people, devices, sites, resources and policies, and the relays.
///
/// Every row was checked when it came in, so that references never dangle.
package struct Directory: Sendable {
  package internal(set) var account: Account
  package internal(set) var actors = SortedTable<ActorID, Actor>()
  package internal(set) var identities = SortedTable<IdentityID, Identity>()
  package internal(set) var groups = SortedTable<GroupID, Group>()
  package internal(set) var tokens = SortedTable<TokenID, Token>()
  package internal(set) var sites = SortedTable<SiteID, Site>()
  package internal(set) var gateways = SortedTable<GatewayID, Gateway>()
  package internal(set) var clients = SortedTable<ClientID, Client>()
  package internal(set) var relays = SortedTable<RelayID, Relay>()
  package internal(set) var resources = SortedTable<ResourceID, Resource>()
  package internal(set) var policies = SortedTable<PolicyID, Policy>()
  var links = DirectoryLinks()
  /// Which addresses of the tunnel ranges are taken.
  var addresses = TunnelAddresses()

  package init(account: Account) { self.account = account }
}

/// Who belongs to whom, both ways, so that a change finds what it is about without looking at everything.
struct DirectoryLinks: Sendable {
  var members = Pairs<GroupKind, ActorKind>()
  var groups = Pairs<ActorKind, GroupKind>()
  var clients = Pairs<ActorKind, ClientKind>()
  var tokens = Pairs<ActorKind, TokenKind>()
  var policiesOfGroup = Pairs<GroupKind, PolicyKind>()
  var policiesOfResource = Pairs<ResourceKind, PolicyKind>()
  var resources = Pairs<SiteKind, ResourceKind>()
  var gateways = Pairs<SiteKind, GatewayKind>()
}

extension Directory {
  package func members(of group: GroupID) -> [ActorID] { links.members[group] }
  package func isMember(_ actor: ActorID, of group: GroupID) -> Bool { links.members.contains(group, actor) }
  package func groups(of actor: ActorID) -> [GroupID] { links.groups[actor] }
  package func clients(of actor: ActorID) -> [ClientID] { links.clients[actor] }
  package func policies(of group: GroupID) -> [PolicyID] { links.policiesOfGroup[group] }
  package func policies(of resource: ResourceID) -> [PolicyID] { links.policiesOfResource[resource] }
  package func resources(in site: SiteID) -> [ResourceID] { links.resources[site] }
  package func gateways(in site: SiteID) -> [GatewayID] { links.gateways[site] }

  /// Everybody's devices in a group.
  package func clients(in group: GroupID) -> [ClientID] { members(of: group).flatMap(clients(of:)) }

  /// What any policy grants one of the actor's groups, whether or not it holds now; in ascending order.
  func resources(of actor: ActorID) -> [ResourceID] {
    let all = groups(of: actor).flatMap(policies(of:)).compactMap { policies[$0]?.resource }.sorted()
    return all.indices.filter { $0 == 0 || all[$0] != all[$0 - 1] }.map { all[$0] }
  }

  /// Everybody whom a resource may concern; in ascending order.
  func clients(concernedBy resource: ResourceID) -> [ClientID] {
    let groups = policies(of: resource).compactMap { policies[$0]?.group }
    let all = groups.flatMap(clients(in:)).sorted()
    return all.indices.filter { $0 == 0 || all[$0] != all[$0 - 1] }.map { all[$0] }
  }
}
