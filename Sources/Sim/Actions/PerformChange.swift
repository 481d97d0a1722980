import Base
import Lab
import Portal

// What an operator changes in the portal.

extension Simulation {
  mutating func perform(_ change: AccessChange) throws(LabError) -> ActionResult {
    switch change {
    case .authorize, .expire: try perform(authorization: change)
    case .addPolicy, .deletePolicy, .setPolicy: try perform(policy: change)
    case .addResource, .deleteResource, .changeResource: try perform(resource: change)
    case .addSite, .deleteSite, .renameSite, .setSearchDomain, .setUpstreamDNS, .disableAccount:
      try perform(account: change)
    default: try perform(people: change)
    }
    return .done
  }

  /// - Throws: why the portal refuses.
  mutating func operate(_ action: OperatorAction) throws(LabError) {
    let seen = events.records.count
    world.drivePortal(.operate(action), into: &events)
    for record in events.records[seen...] {
      if case .reported(let report as PortalReport) = record.what, case .actionRefused(_, let error) = report.event {
        throw .invalid(
          what: "this change", reason: [error.words, error.advice].filter { !$0.isEmpty }.joined(separator: ": "))
      }
    }
  }

  private mutating func perform(authorization change: AccessChange) throws(LabError) {
    switch change {
    case .authorize(let resource, let client, let gateway):
      try operate(.authorize(try clientID(client), try self.resource(resource), try gatewayID(gateway), until: nil))
    case .expire(let resource, let client, let gateway, let span):
      let (client, resource) = (try clientID(client), try self.resource(resource))
      let on = try gateway.map { name throws(LabError) in try gatewayID(name) }
      if let span {
        try operate(.setExpiry(client, resource, on: on, wall.time(at: now) + span))
      } else {
        try operate(.expire(client, resource, on: on))
      }
    default: break
    }
  }

  private mutating func perform(policy change: AccessChange) throws(LabError) {
    switch change {
    case .addPolicy(let policy):
      let id: PolicyID = world.chance.identifier("policy \(policy.resource) at event \(events.records.count)")
      let row = policy.row(
        id, group: try group(policy.group), resource: try resource(policy.resource), world.chance)
      try operate(.putPolicy(row))
    case .deletePolicy(let resource, let group):
      for policy in try policies(of: resource, group) { try operate(.deletePolicy(policy)) }
    case .setPolicy(let resource, let group, let enabled):
      for policy in try policies(of: resource, group) { try operate(.setPolicyEnabled(policy, enabled)) }
    default: break
    }
  }

  private mutating func perform(resource change: AccessChange) throws(LabError) {
    switch change {
    case .addResource(let resource):
      guard world.names.resource(named: resource.name) == nil else {
        throw .invalid(what: "`\(resource.name)`", reason: "there is a resource of this name")
      }
      let id: ResourceID = world.chance.identifier("resource \(resource.name) at event \(events.records.count)")
      var sites: [SiteID] = []
      for name in resource.sites { sites.append(try site(name)) }
      world.names.resources[id] = resource.name
      do throws(LabError) { try operate(.putResource(resource.row(id, sites: sites))) } catch {
        world.names.resources[id] = nil
        throw error
      }
    case .deleteResource(let name):
      let id = try resource(name)
      try operate(.deleteResource(id))
      world.names.resources[id] = nil
    case .changeResource(let name, let change):
      let id = try resource(name)
      guard var row = world.portal.plane.directory.resources[id] else { return }
      row.name = change.name ?? row.name
      row.target = change.target ?? row.target
      if let names = change.sites {
        row.sites = []
        for name in names { row.sites.append(try site(name)) }
      }
      try operate(.putResource(row))
      world.names.resources[id] = row.name
    default: break
    }
  }

  private mutating func perform(account change: AccessChange) throws(LabError) {
    var account = world.portal.plane.directory.account
    switch change {
    case .addSite(let name):
      guard !world.names.sites.values.contains(name) else {
        throw .invalid(what: "`\(name)`", reason: "there is a site of this name")
      }
      let id: SiteID = world.chance.identifier("site \(name) at event \(events.records.count)")
      world.names.sites[id] = name
      return try operate(.putSite(Directory.Site(id: id, name: name)))
    case .deleteSite(let name): return try operate(.deleteSite(try site(name)))
    case .renameSite(let old, let new):
      guard var row = world.portal.plane.directory.sites[try site(old)] else { return }
      row.name = new
      try operate(.putSite(row))
      world.names.sites[row.id] = new
      return
    case .setSearchDomain(let domain): account.searchDomain = domain
    case .setUpstreamDNS(let servers): account.upstreamDNS = servers.map { UpstreamDNS($0) }
    case .disableAccount(let isDisabled): account.isDisabled = isDisabled
    default: break
    }
    try operate(.putAccount(account))
  }

  private mutating func perform(people change: AccessChange) throws(LabError) {
    let directory = world.portal.plane.directory
    switch change {
    case .deleteToken(let client):
      guard let token = directory.clients[try clientID(client)]?.token else { return }
      try operate(.deleteToken(token))
    case .expireToken(let client, let span):
      guard let token = directory.clients[try clientID(client)]?.token, var row = directory.tokens[token] else {
        throw .invalid(what: "the token of `\(client)`", reason: "it has been deleted")
      }
      row.expiresAt = wall.time(at: now) + span
      try operate(.putToken(row))
    case .setMember(let actor, let group, let isMember):
      let (actor, group) = (try self.actor(actor), try self.group(group))
      try operate(isMember ? .addMember(actor, group) : .removeMember(actor, group))
    case .addGroup(let name):
      guard !directory.groups.values.contains(where: { $0.name == name }) else {
        throw .invalid(what: "`\(name)`", reason: "there is a group of this name")
      }
      let id: GroupID = world.chance.identifier("group \(name) at event \(events.records.count)")
      try operate(.addGroup(Directory.Group(id: id, name: name), members: []))
    case .deleteGroup(let name): try operate(.deleteGroup(try group(name)))
    case .disableActor(let name, let isDisabled):
      guard var row = directory.actors[try actor(name)] else { return }
      row.isDisabled = isDisabled
      try operate(.putActor(row))
    case .deleteClient(let name): try operate(.deleteClient(try clientID(name)))
    case .verifyClient(let name, let isVerified): try operate(.setVerified(try clientID(name), isVerified))
    case .deleteGateway(let name): try operate(.deleteGateway(try gatewayID(name)))
    default: break
    }
  }

  /// - Throws: when there is none.
  private func policies(of resource: String, _ group: String?) throws(LabError) -> [PolicyID] {
    let directory = world.portal.plane.directory
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
