import Base

/// Candidates as an agent has been told of them.
struct CandidateSets: Sendable {
  struct Local: Sendable {
    let candidate: Candidate
    let base: Endpoint
  }

  var local: [Local] = []
  var remote: [Candidate] = []
  /// Withdrawn by the peer: what still comes from there is ignored.
  private(set) var withdrawn: [Endpoint] = []
  private static let greatestWithdrawnCount = 64

  mutating func withdraw(_ endpoint: Endpoint) {
    withdrawn.append(endpoint)
    if withdrawn.count > Self.greatestWithdrawnCount { withdrawn.removeFirst() }
  }

  mutating func welcome(_ endpoint: Endpoint) { withdrawn.removeAll { $0 == endpoint } }
}

/// Candidates that come and go (RFC 8838).
extension Agent {
  mutating func addLocal(_ source: LocalSource, _ base: Endpoint, into out: inout Outbox<Output>) {
    let kind: Candidate.Kind = source == .host ? .host : .relayed
    let family = base.address.family
    let index = candidates.local.count { $0.candidate.kind == kind && $0.base.address.family == family }
    var candidate: Candidate
    switch source {
    case .host: candidate = Candidate(host: base, index: UInt16(index))
    case .relayed(let over): candidate = Candidate(relayed: base, over: over, index: UInt16(index))
    }
    candidate.usernameFragment = identity.local.fragment
    if let refusal = refusal(of: candidate, among: candidates.local.map(\.base)) {
      return out.put(.event(.candidateIgnored(candidate, refusal)))
    }
    candidates.local.append(CandidateSets.Local(candidate: candidate, base: base))
    out.put(.signal(candidate))
    for remote in candidates.remote { form(candidate, base, remote, into: &out) }
  }

  mutating func removeLocal(_ base: Endpoint, into out: inout Outbox<Output>) {
    for local in candidates.local where local.base == base { out.put(.withdraw(local.candidate)) }
    candidates.local.removeAll { $0.base == base }
    removePairs(.candidateWithdrawn, into: &out) { $0.base == base }
  }

  mutating func addRemote(_ candidate: Candidate, into out: inout Outbox<Output>) {
    if let fragment = candidate.usernameFragment, fragment != identity.remote.fragment {
      return out.put(.event(.candidateIgnored(candidate, .foreignFragment)))
    }
    candidates.welcome(candidate.endpoint)
    if learn(candidate) { return }
    if let refusal = refusal(of: candidate, among: candidates.remote.map(\.endpoint)) {
      return out.put(.event(.candidateIgnored(candidate, refusal)))
    }
    enter(candidate, into: &out)
    guard policy.guessesReflexivePorts else { return }
    for guess in GuessedCandidates.of(candidates.remote)
    where candidates.remote.count < policy.greatestCandidateCount { enter(guess, into: &out) }
  }

  mutating func enter(_ remote: Candidate, into out: inout Outbox<Output>) {
    candidates.remote.append(remote)
    for local in candidates.local { form(local.candidate, local.base, remote, into: &out) }
  }

  mutating func formMissing(into out: inout Outbox<Output>) {
    for local in candidates.local {
      for remote in candidates.remote { form(local.candidate, local.base, remote, into: &out) }
    }
  }

  /// RFC 8445 §7.3.1.3: an address that was seen before it was told gets its true kind and priority.
  private mutating func learn(_ candidate: Candidate) -> Bool {
    let known = candidates.remote.firstIndex { $0.endpoint == candidate.endpoint && $0.kind == .peerReflexive }
    guard let known, candidate.kind != .peerReflexive else { return false }
    candidates.remote[known] = candidate
    for i in pairs.indices where pairs[i].pair.remote.endpoint == candidate.endpoint {
      if let pair = CandidatePair(local: pairs[i].pair.local, remote: candidate, role: role) { pairs[i].pair = pair }
    }
    sortPairs()
    return true
  }

  mutating func removeRemote(_ endpoint: Endpoint, into out: inout Outbox<Output>) {
    candidates.withdraw(endpoint)
    candidates.remote.removeAll { $0.endpoint == endpoint }
    removePairs(.candidateWithdrawn, into: &out) { $0.pair.remote.endpoint == endpoint }
  }

  private func refusal(of candidate: Candidate, among known: [Endpoint]) -> CandidateRefusal? {
    guard candidate.endpoint.address.isUsableCandidate, candidate.endpoint.port != 0 else { return .unusableAddress }
    if known.contains(candidate.endpoint) { return .duplicate }
    return known.count < policy.greatestCandidateCount ? nil : .candidateLimit
  }

  /// Of one family, and not yet there; of too many those of the lowest priority go.
  mutating func form(_ local: Candidate, _ base: Endpoint, _ remote: Candidate, into out: inout Outbox<Output>) {
    guard let pair = CandidatePair(local: local, remote: remote, role: role) else { return }
    let new = CheckedPair(pair, base: base)
    guard !pairs.contains(where: { $0.ends == new.ends }) else { return }
    out.put(.event(.pairFormed(pair)))
    pairs.append(new)
    sortPairs()
    guard pairs.count > policy.greatestPairCount else { return }
    if let least = pairs.lastIndex(where: { $0.ends != selected }) {
      out.put(.event(.pairFailed(pairs.remove(at: least).pair, .pairLimit)))
    }
  }

  /// Highest priority first.
  mutating func sortPairs() {
    pairs.sort { a, b in a.pair.priority != b.pair.priority ? a.pair.priority > b.pair.priority : a.ends < b.ends }
  }

  mutating func removePairs(
    _ failure: PairFailure, into out: inout Outbox<Output>, where isGone: (CheckedPair) -> Bool
  ) {
    for gone in pairs where isGone(gone) { out.put(.event(.pairFailed(gone.pair, failure))) }
    pairs.removeAll(where: isGone)
  }
}
