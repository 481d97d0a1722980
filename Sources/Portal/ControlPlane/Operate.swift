import Base

// An operator's actions, each with all that follows from it. Clients hear of a change before gateways do.

extension ControlPlane {
  mutating func operate(
    _ action: OperatorAction, at now: Instant, into out: inout Outbox<Output>
  ) throws(DirectoryError) {
    switch action {
    case .rejectAccess(let gateway, let client, let resource):
      guard directory.clients[client] != nil else { throw .unknownClient(client) }
      guard directory.resources[resource] != nil else { throw .unknownResource(resource) }
      try tell(gateway, .rejectAccess(.init(clientID: client, resourceID: resource)), into: &out)
    case .tellClient(let client, let message): try tell(client, message, into: &out)
    case .tellGateway(let gateway, let message): try tell(gateway, message, into: &out)
    case .authorize(let client, let resource, let gateway, let end):
      let access = AccessPath(gateway: gateway, client: client, resource: resource)
      try authorize(access, until: end, at: now, into: &out)
    case .deleteAuthorization(let client, let resource, let gateway):
      end(.deletedByOperator, try rows(client, resource, on: gateway), at: now, into: &out)
    case .expire(let client, let resource, let gateway):
      try setExpiry(of: rows(client, resource, on: gateway), to: wall.time(at: now), at: now, into: &out)
    case .setExpiry(let client, let resource, let gateway, let time):
      try setExpiry(of: rows(client, resource, on: gateway), to: time, at: now, into: &out)
    case .setFilters, .putResource, .deleteResource, .putSite, .deleteSite:
      try operate(onResources: action, at: now, into: &out)
    case .putPolicy, .deletePolicy, .setPolicyEnabled, .addGroup, .deleteGroup, .addMember, .removeMember:
      try operate(onPolicies: action, at: now, into: &out)
    case .putActor, .deleteActor, .addIdentity, .putToken, .deleteToken, .putAccount:
      try operate(onPeople: action, at: now, into: &out)
    case .addClient, .addGateway, .setVerified, .deleteClient, .deleteGateway, .putRelay, .deleteRelay:
      try operate(onDevices: action, at: now, into: &out)
    case .setQuirk(let quirk, let on): quirks[quirk] = on
    }
  }

  private func tell(
    _ gateway: GatewayID, _ message: ToGateway, into out: inout Outbox<Output>
  ) throws(DirectoryError) {
    guard directory.gateways[gateway] != nil else { throw .unknownGateway(gateway) }
    guard presence.joined(.gateway(gateway)) != nil else { throw .gatewayNotOnline(gateway) }
    send(message, to: gateway, into: &out)
  }

  private func tell(_ client: ClientID, _ message: ToClient, into out: inout Outbox<Output>) throws(DirectoryError) {
    guard directory.clients[client] != nil else { throw .unknownClient(client) }
    guard presence.joined(.client(client)) != nil else { throw .clientNotOnline(client) }
    send(message, to: client, into: &out)
  }

  private func rows(
    _ client: ClientID, _ resource: ResourceID, on gateway: GatewayID?
  ) throws(DirectoryError) -> [Authorization] {
    let rows = authorizations.live(.client(client)).filter {
      $0.resource == resource && (gateway == nil || gateway == $0.gateway)
    }
    guard !rows.isEmpty else { throw .noAuthorization(client, resource) }
    return rows
  }

  private mutating func authorize(
    _ access: AccessPath, until end: UnixTime?, at now: Instant, into out: inout Outbox<Output>
  ) throws(DirectoryError) {
    guard let client = directory.clients[access.client] else { throw .unknownClient(access.client) }
    guard let resource = directory.resources[access.resource] else { throw .unknownResource(access.resource) }
    guard let gateway = directory.gateways[access.gateway] else { throw .unknownGateway(access.gateway) }
    guard resource.sites.contains(gateway.site) else { throw .notServed(resource.id, by: gateway.id) }
    guard presence.joined(.client(client.id)) != nil else { throw .clientNotOnline(client.id) }
    guard presence.joined(.gateway(gateway.id)) != nil else { throw .gatewayNotOnline(gateway.id) }
    var (policy, limit): (PolicyID?, UnixTime?) = (nil, directory.tokens[client.token]?.expiresAt)
    if case .granted(let id, let until) = directory.grant(client.id, resource.id, at: wall.time(at: now)) {
      (policy, limit) = (id, until)
    }
    guard let end = end ?? limit else { throw .unknownToken(client.token) }
    authorize(access, by: policy, until: end, asker: nil, at: now, into: &out)
  }

  /// Gateways are told the hour, also one that has come: their own clock does the rest.
  private mutating func setExpiry(
    of rows: [Authorization], to time: UnixTime, at now: Instant, into out: inout Outbox<Output>
  ) {
    for row in rows {
      guard let changed = authorizations.setExpiry(of: row.id, to: time) else { continue }
      out.put(.event(.authorizationChanged(changed)))
      tellExpiry(of: row.access, time, into: &out)
    }
    if time <= wall.time(at: now) {
      for row in rows { finish(row, .expired, at: now, into: &out) }
    }
  }
}
