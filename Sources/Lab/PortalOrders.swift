import Base
import Portal

/// An operator's change, by names, as the orders that a portal takes, by identifiers.
package struct PortalOrders {
  private let directory: Directory
  /// With the names of what the change adds, once the portal has taken the orders.
  package private(set) var names: NameBook
  /// Machines by their names, where several of them are one device.
  private let machines: SortedTable<String, ClientID>
  private let chance: Chance
  private let serial: Int
  private let time: UnixTime

  /// - Parameters:
  ///   - chance: from which identifiers are drawn, by the name of what they stand for.
  ///   - serial: tells two objects of one name apart that do not exist at the same time.
  package init(
    _ directory: Directory, _ names: NameBook, machines: SortedTable<String, ClientID> = SortedTable(),
    _ chance: Chance, serial: Int, at time: UnixTime
  ) {
    (self.directory, self.names, self.machines) = (directory, names, machines)
    (self.chance, self.serial, self.time) = (chance, serial, time)
  }

  private func identifier<Kind>(_ what: String) -> Identifier<Kind> { chance.identifier("\(what) at event \(serial)") }

  package mutating func orders(for change: AccessChange) throws(LabError) -> [OperatorAction] {
    switch change {
    case .authorize(let resource, let client, let gateway):
      return [.authorize(try clientID(client), try self.resource(resource), try gatewayID(gateway), until: nil)]
    case .expire(let resource, let client, let gateway, let span):
      let (client, resource) = (try clientID(client), try self.resource(resource))
      let on = try gateway.map { name throws(LabError) in try gatewayID(name) }
      return span.map { [.setExpiry(client, resource, on: on, time + $0)] } ?? [.expire(client, resource, on: on)]
    case .addPolicy, .deletePolicy, .setPolicy: return try orders(policy: change)
    case .addResource, .deleteResource, .changeResource: return try orders(resource: change)
    case .addSite, .deleteSite, .renameSite: return try orders(site: change)
    case .setSearchDomain, .setUpstreamDNS, .disableAccount: return [account(change)]
    case .deleteToken, .expireToken: return try orders(token: change)
    default: return try orders(people: change)
    }
  }

  private func orders(policy change: AccessChange) throws(LabError) -> [OperatorAction] {
    switch change {
    case .addPolicy(let policy):
      let row = policy.row(
        identifier("policy \(policy.resource)"), group: try group(policy.group),
        resource: try resource(policy.resource),
        chance)
      return [.putPolicy(row)]
    case .deletePolicy(let resource, let group): return try policies(of: resource, group).map { .deletePolicy($0) }
    case .setPolicy(let resource, let group, let enabled):
      return try policies(of: resource, group).map { .setPolicyEnabled($0, enabled) }
    default: return []
    }
  }

  private mutating func orders(resource change: AccessChange) throws(LabError) -> [OperatorAction] {
    switch change {
    case .addResource(let resource):
      guard names.resource(named: resource.name) == nil else { throw taken(resource.name, "resource") }
      let id: ResourceID = identifier("resource \(resource.name)")
      let row = resource.row(id, sites: try sites(resource.sites))
      names.resources[id] = resource.name
      return [.putResource(row)]
    case .deleteResource(let name):
      let id = try resource(name)
      names.resources[id] = nil
      return [.deleteResource(id)]
    case .changeResource(let name, let change):
      guard var row = directory.resources[try resource(name)] else { return [] }
      row.name = change.name ?? row.name
      row.target = change.target ?? row.target
      if let wanted = change.sites { row.sites = try sites(wanted) }
      names.resources[row.id] = row.name
      return [.putResource(row)]
    default: return []
    }
  }

  private mutating func orders(site change: AccessChange) throws(LabError) -> [OperatorAction] {
    switch change {
    case .addSite(let name):
      guard !names.sites.values.contains(name) else { throw taken(name, "site") }
      let id: SiteID = identifier("site \(name)")
      names.sites[id] = name
      return [.putSite(Directory.Site(id: id, name: name))]
    case .deleteSite(let name): return [.deleteSite(try site(name))]
    case .renameSite(let old, let new):
      guard var row = directory.sites[try site(old)] else { return [] }
      row.name = new
      names.sites[row.id] = new
      return [.putSite(row)]
    default: return []
    }
  }

  private func account(_ change: AccessChange) -> OperatorAction {
    var account = directory.account
    switch change {
    case .setSearchDomain(let domain): account.searchDomain = domain
    case .setUpstreamDNS(let servers): account.upstreamDNS = servers.map { UpstreamDNS($0) }
    case .disableAccount(let isDisabled): account.isDisabled = isDisabled
    default: break
    }
    return .putAccount(account)
  }

  private func orders(token change: AccessChange) throws(LabError) -> [OperatorAction] {
    switch change {
    case .deleteToken(let client):
      return directory.clients[try clientID(client)].map { [.deleteToken($0.token)] } ?? []
    case .expireToken(let client, let span):
      guard let token = directory.clients[try clientID(client)]?.token, var row = directory.tokens[token] else {
        throw .invalid(what: "the token of `\(client)`", reason: "it has been deleted")
      }
      row.expiresAt = time + span
      return [.putToken(row)]
    default: return []
    }
  }

  private func orders(people change: AccessChange) throws(LabError) -> [OperatorAction] {
    switch change {
    case .setMember(let actor, let group, let isMember):
      let (actor, group) = (try self.actor(actor), try self.group(group))
      return [isMember ? .addMember(actor, group) : .removeMember(actor, group)]
    case .addGroup(let name):
      guard !directory.groups.values.contains(where: { $0.name == name }) else { throw taken(name, "group") }
      return [.addGroup(Directory.Group(id: identifier("group \(name)"), name: name), members: [])]
    case .deleteGroup(let name): return [.deleteGroup(try group(name))]
    case .disableActor(let name, let isDisabled):
      guard var row = directory.actors[try actor(name)] else { return [] }
      row.isDisabled = isDisabled
      return [.putActor(row)]
    case .deleteClient(let name): return [.deleteClient(try clientID(name))]
    case .verifyClient(let name, let isVerified): return [.setVerified(try clientID(name), isVerified)]
    case .deleteGateway(let name): return [.deleteGateway(try gatewayID(name))]
    default: return []
    }
  }

  private func taken(_ name: String, _ what: String) -> LabError {
    .invalid(what: "`\(name)`", reason: "there is a \(what) of this name")
  }
}

// The portal's objects by their names, and the errors that say which there are.

extension PortalOrders {
  package func clientID(_ name: String) throws(LabError) -> ClientID {
    guard let id = machines[name] ?? names.client(named: name) else {
      throw .unknown(.client, name: name, known: names.clients.values.sorted())
    }
    return id
  }

  package func gatewayID(_ name: String) throws(LabError) -> GatewayID {
    guard let id = names.gateway(named: name) else {
      throw .unknown(.gateway, name: name, known: names.gateways.values.sorted())
    }
    return id
  }

  package func resource(_ name: String) throws(LabError) -> ResourceID {
    guard let id = names.resource(named: name) else {
      throw .unknown(.resource, name: name, known: names.resources.values.sorted())
    }
    return id
  }

  private func site(_ name: String) throws(LabError) -> SiteID {
    guard let id = names.sites.first(where: { $0.value == name })?.key else {
      throw .unknown(.site, name: name, known: names.sites.values.sorted())
    }
    return id
  }

  private func sites(_ wanted: [String]) throws(LabError) -> [SiteID] {
    var sites: [SiteID] = []
    for name in wanted { sites.append(try site(name)) }
    return sites
  }

  private func group(_ name: String) throws(LabError) -> GroupID {
    guard let row = directory.groups.values.first(where: { $0.name == name }) else {
      throw .unknown(.group, name: name, known: directory.groups.values.map(\.name).sorted())
    }
    return row.id
  }

  private func actor(_ name: String) throws(LabError) -> ActorID {
    guard let row = directory.actors.values.first(where: { $0.name == name }) else {
      throw .unknown(.actor, name: name, known: directory.actors.values.map(\.name).sorted())
    }
    return row.id
  }

  /// - Throws: when there is none.
  private func policies(of resource: String, _ group: String?) throws(LabError) -> [PolicyID] {
    let wanted = try group.map { name throws(LabError) in try self.group(name) }
    let all = directory.policies(of: try self.resource(resource))
    let meant = all.filter { wanted == nil || directory.policies[$0]?.group == wanted }
    guard !meant.isEmpty else {
      let groups = all.compactMap { directory.policies[$0]?.group }.compactMap { directory.groups[$0]?.name }
      throw .invalid(
        what: "a policy of `\(resource)`" + (group.map { " for `\($0)`" } ?? ""),
        reason: groups.isEmpty ? "there is none" : "there is one for " + groups.joined(separator: ", "))
    }
    return meant
  }
}
