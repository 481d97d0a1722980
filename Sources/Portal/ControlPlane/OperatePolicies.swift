import Base

extension ControlPlane {
  /// A policy that changes is one that goes and another that comes: clients see both halves.
  mutating func put(_ policy: Directory.Policy, at now: Instant, into out: inout Outbox<Output>) throws(DirectoryError)
  {
    let old = directory.policies[policy.id]
    guard policy != old else { return }
    var changed = directory
    try changed.put(policy)
    if old != nil {
      try directory.deletePolicy(policy.id)
      refreshClients(at: now, into: &out)
    }
    directory = changed
    refreshClients(at: now, into: &out)
    end(.policyChanged(policy.id), at: now, into: &out) { $0.policy == policy.id }
  }

  mutating func deletePolicy(_ id: PolicyID, at now: Instant, into out: inout Outbox<Output>) throws(DirectoryError) {
    try directory.deletePolicy(id)
    refreshClients(at: now, into: &out)
    end(.policyChanged(id), at: now, into: &out) { $0.policy == id }
  }
}
