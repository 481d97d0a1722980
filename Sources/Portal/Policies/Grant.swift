import Base

/// Whether and how long somebody may reach something.
enum Grant: Hashable, Sendable {
  /// The policy that lasts longest, and when the access ends: with the policy or with the client's token.
  case granted(PolicyID, until: UnixTime)
  /// There are policies, and none of them holds now.
  case forbidden([FlowCreationFailed.ViolatedProperty])
  /// No policy connects the two.
  case none
}

extension Directory {
  /// What the policies say of a client and a resource at a moment.
  ///
  /// Complexity: O(policies of the resource × log rows).
  func grant(_ client: ClientID, _ resource: ResourceID, at time: UnixTime) -> Grant {
    guard let row = clients[client], let token = tokens[row.token]?.expiresAt else { return .none }
    let asker = asker(row, at: time)
    var best: (policy: PolicyID, end: UnixTime)?
    var violated: [FlowCreationFailed.ViolatedProperty] = []
    var applies = false
    for id in policies(of: resource) {
      guard let policy = policies[id], policy.isEnabled, isMember(row.actor, of: policy.group) else { continue }
      applies = true
      switch policy.verdict(asker) {
      case .violated(let properties): violated += properties.filter { !violated.contains($0) }
      case .holds(let until):
        let end = min(until ?? token, token)
        if best.map({ end > $0.end }) ?? true { best = (id, end) }
      }
    }
    if let best { return .granted(best.policy, until: best.end) }
    return applies ? .forbidden(violated) : .none
  }

  private func asker(_ client: Client, at time: UnixTime) -> Asker {
    var provider: ProviderID?
    if case .actor(_, let identity?)? = tokens[client.token]?.owner { provider = identities[identity]?.provider }
    return Asker(
      time: time, remoteIP: client.seen?.remoteIP, region: client.seen?.region, provider: provider,
      isVerified: client.isVerified)
  }

  /// The resource as the client is told of it; nil if it may not reach it now, or could not understand it.
  func connectable(_ id: ResourceID, for client: ClientID, at time: UnixTime) -> ClientResource? {
    guard case .granted = grant(client, id, at: time), let resource = resources[id], !resource.sites.isEmpty,
      resource.isUnderstood(by: clients[client]?.seen?.version)
    else { return nil }
    return clientView(of: resource)
  }
}

extension Directory.Policy {
  enum Verdict: Hashable, Sendable {
    case holds(until: UnixTime?)
    case violated([FlowCreationFailed.ViolatedProperty])
  }

  /// All conditions must hold; the grant ends with the first of them that ends.
  func verdict(_ asker: Asker) -> Verdict {
    var end = expiresAt
    var violated: [FlowCreationFailed.ViolatedProperty] = []
    if let expiresAt, expiresAt <= asker.time { violated.append(.currentUTCDatetime) }
    for condition in conditions {
      switch condition.verdict(asker) {
      case .violated: if !violated.contains(condition.property) { violated.append(condition.property) }
      case .holds(let until?): end = min(end ?? until, until)
      case .holds(nil): break
      }
    }
    return violated.isEmpty ? .holds(until: end) : .violated(violated)
  }
}
