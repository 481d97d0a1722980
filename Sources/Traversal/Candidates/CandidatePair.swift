import Base

/// A local and a remote candidate that may reach each other.
package struct CandidatePair: Hashable, Sendable {
  package var local: Candidate
  package var remote: Candidate
  package var priority: UInt64

  /// nil for candidates of different families (RFC 8445 §6.1.2.2).
  ///
  /// - Parameter role: the local agent's.
  package init?(local: Candidate, remote: Candidate, role: ICERole) {
    guard local.endpoint.address.family == remote.endpoint.address.family else { return nil }
    self.local = local
    self.remote = remote
    let mine = UInt64(local.priority)
    let theirs = UInt64(remote.priority)
    priority = role == .controlling ? Self.priority(mine, theirs) : Self.priority(theirs, mine)
  }

  /// RFC 8445 §6.1.2.3: 2³² × min(G, D) + 2 × max(G, D) + (G > D ? 1 : 0), of the controlling and the controlled agent.
  private static func priority(_ g: UInt64, _ d: UInt64) -> UInt64 {
    min(g, d) << 32 &+ 2 * max(g, d) &+ (g > d ? 1 : 0)
  }

  /// All pairs that can be formed, in the order in which they are tried: highest priority first, among equals the
  /// lower endpoints. Of pairs between the same endpoints only the first is kept (RFC 8445 §6.1.2.4).
  package static func formed(
    local: [Candidate], remote: [Candidate], role: ICERole
  ) -> [CandidatePair] {
    var pairs: [CandidatePair] = []
    for mine in local {
      for theirs in remote {
        if let pair = CandidatePair(local: mine, remote: theirs, role: role) { pairs.append(pair) }
      }
    }
    pairs.sort { $0.isTried(before: $1) }
    var kept = SortedTable<Ends, Bool>()
    return pairs.filter { pair in
      let ends = Ends(local: pair.local.endpoint, remote: pair.remote.endpoint)
      defer { kept[ends] = true }
      return kept[ends] == nil
    }
  }

  private func isTried(before other: CandidatePair) -> Bool {
    if priority != other.priority { return priority > other.priority }
    return (local.endpoint, remote.endpoint) < (other.local.endpoint, other.remote.endpoint)
  }

  private struct Ends: Comparable {
    var local: Endpoint
    var remote: Endpoint
    static func < (a: Ends, b: Ends) -> Bool { (a.local, a.remote) < (b.local, b.remote) }
  }
}

/// RFC 8445 §6.1.1: the controlling agent decides which pair is used.
package enum ICERole: Hashable, Sendable {
  case controlling
  case controlled
}
