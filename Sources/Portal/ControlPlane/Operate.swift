import Base

// An operator's actions, each with all that follows from it. Clients hear of a change before gateways do.

extension ControlPlane {
  mutating func operate(
    _ action: OperatorAction, at now: Instant, into out: inout Outbox<Output>
  ) throws(DirectoryError) {
    switch action {
    case .rejectAccess(let gateway, let client, let resource):
      try rejectAccess(gateway, client, resource, into: &out)
    case .deleteAuthorization(let client, let resource, let gateway):
      try deleteAuthorization(client, resource, on: gateway, at: now, into: &out)
    case .setFilters(let resource, let filters):
      guard var row = directory.resources[resource] else { throw .unknownResource(resource) }
      row.filters = filters
      try put(row, at: now, into: &out)
    case .putPolicy(let policy): try put(policy, at: now, into: &out)
    case .deletePolicy(let id): try deletePolicy(id, at: now, into: &out)
    case .setPolicyEnabled(let id, let isEnabled):
      guard var policy = directory.policies[id] else { throw .unknownPolicy(id) }
      policy.isEnabled = isEnabled
      try put(policy, at: now, into: &out)
    case .putResource(let resource): try put(resource, at: now, into: &out)
    case .deleteResource(let id): try deleteResource(id, at: now, into: &out)
    case .addMember(let client, let group): try setMember(client, of: group, true, at: now, into: &out)
    case .removeMember(let client, let group): try setMember(client, of: group, false, at: now, into: &out)
    }
  }

  private func rejectAccess(
    _ gateway: GatewayID, _ client: ClientID, _ resource: ResourceID, into out: inout Outbox<Output>
  ) throws(DirectoryError) {
    guard directory.gateways[gateway] != nil else { throw .unknownGateway(gateway) }
    guard directory.clients[client] != nil else { throw .unknownClient(client) }
    guard directory.resources[resource] != nil else { throw .unknownResource(resource) }
    guard presence.joined(.gateway(gateway)) != nil else { throw .gatewayNotOnline(gateway) }
    send(.rejectAccess(.init(clientID: client, resourceID: resource)), to: gateway, into: &out)
  }

  private mutating func deleteAuthorization(
    _ client: ClientID, _ resource: ResourceID, on gateway: GatewayID?, at now: Instant, into out: inout Outbox<Output>
  ) throws(DirectoryError) {
    func isMeant(_ row: Authorization) -> Bool {
      row.client == client && row.resource == resource && gateway.map { $0 == row.gateway } ?? true
    }
    guard authorizations.live.contains(where: isMeant) else { throw .noAuthorization(client, resource) }
    end(.deletedByOperator, at: now, into: &out, where: isMeant)
  }

  private mutating func setMember(
    _ client: ClientID, of group: GroupID, _ isMember: Bool, at now: Instant, into out: inout Outbox<Output>
  ) throws(DirectoryError) {
    guard try directory.setMember(client, of: group, isMember) else { return }
    refreshClients(at: now, into: &out)
    guard !isMember else { return }
    let policies = directory.policies
    end(.membershipRemoved(group), at: now, into: &out) {
      $0.client == client && policies[$0.policy]?.group == group
    }
  }
}
