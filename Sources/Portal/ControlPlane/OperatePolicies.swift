import Base

// Policies, groups and who is in them.

extension ControlPlane {
  mutating func operate(
    onPolicies action: OperatorAction, at now: Instant, into out: inout Outbox<Output>
  ) throws(DirectoryError) {
    switch action {
    case .putPolicy(let policy): try put(policy, at: now, into: &out)
    case .deletePolicy(let id): try deletePolicy(id, at: now, into: &out)
    case .setPolicyEnabled(let id, let isEnabled):
      guard var policy = directory.policies[id] else { throw .unknownPolicy(id) }
      policy.isEnabled = isEnabled
      try put(policy, at: now, into: &out)
    case .addGroup(let group, let members): try directory.add(group, members: members)
    case .deleteGroup(let id): try deleteGroup(id, at: now, into: &out)
    case .addMember(let actor, let group): try setMember(actor, of: group, true, at: now, into: &out)
    case .removeMember(let actor, let group): try setMember(actor, of: group, false, at: now, into: &out)
    default: break
    }
  }

  /// A policy that changes is one that goes and another that comes: clients see both halves.
  private mutating func put(
    _ policy: Directory.Policy, at now: Instant, into out: inout Outbox<Output>
  ) throws(DirectoryError) {
    let old = directory.policies[policy.id]
    guard policy != old else { return }
    var changed = directory
    try changed.put(policy)
    if let old {
      try directory.deletePolicy(policy.id)
      refresh(directory.clients(in: old.group), [old.resource], at: now, into: &out)
    }
    directory = changed
    refresh(directory.clients(in: policy.group), [policy.resource], at: now, into: &out)
    end(.policyChanged(policy.id), authorizations.live(.policy(policy.id)), at: now, into: &out)
  }

  private mutating func deletePolicy(
    _ id: PolicyID, at now: Instant, into out: inout Outbox<Output>
  ) throws(DirectoryError) {
    let old = directory.policies[id]
    try directory.deletePolicy(id)
    if let old { refresh(directory.clients(in: old.group), [old.resource], at: now, into: &out) }
    end(.policyChanged(id), authorizations.live(.policy(id)), at: now, into: &out)
  }

  private mutating func deleteGroup(
    _ id: GroupID, at now: Instant, into out: inout Outbox<Output>
  ) throws(DirectoryError) {
    let policies = directory.policies(of: id).compactMap { directory.policies[$0] }
    let concerned = directory.clients(in: id)
    try directory.deleteGroup(id)
    refresh(concerned, policies.map(\.resource), at: now, into: &out)
    end(.membershipRemoved(id), authorizations.live(.group(id)), at: now, into: &out)
  }

  private mutating func setMember(
    _ actor: ActorID, of group: GroupID, _ isMember: Bool, at now: Instant, into out: inout Outbox<Output>
  ) throws(DirectoryError) {
    guard try directory.setMember(actor, of: group, isMember) else { return }
    let resources = directory.policies(of: group).compactMap { directory.policies[$0]?.resource }
    let clients = directory.clients(of: actor)
    refresh(clients, resources.sorted(), at: now, into: &out)
    guard !isMember else { return }
    let rows = clients.flatMap { authorizations.live(.client($0)) }.filter { $0.basis.group == group }
    end(.membershipRemoved(group), rows, at: now, into: &out)
  }
}
