import Access
import Base
import Portal
import Traversal

// What happened on the way to a path, in the words of the trace.

extension AgentEvent {
  var kind: String {
    switch self {
    case .stateChanged: "ice.state"
    case .pairFormed, .pairSucceeded, .pairFailed, .pairSuspected: "ice.pair"
    case .pairNominated: "ice.nominated"
    case .peerReflexiveFound: "ice.candidate"
    case .candidateIgnored: "candidate.ignored"
    case .roleChanged: "ice.role"
    case .rejected: "drop"
    }
  }

  var details: [Field] {
    switch self {
    case .stateChanged(let state): [Field("state", state.rawValue)]
    case .pairFormed(let pair): [Field("state", "formed")] + pair.fields
    case .pairSucceeded(let pair, let after):
      [Field("state", "succeeded")] + pair.fields + [Field("after", .duration(after))]
    case .pairFailed(let pair, let failure):
      [Field("state", "failed")] + pair.fields + [Field("reason", failure.name)]
    case .pairSuspected(let pair): [Field("state", "suspected")] + pair.fields
    case .pairNominated(let pair): pair.fields
    case .peerReflexiveFound(let candidate): [Field("change", "discovered"), Field("candidates", .text(candidate.words))]
    case .candidateIgnored(let candidate, let refusal):
      [Field("reason", refusal.rawValue), Field("candidates", .text(candidate.words))]
    case .roleChanged(let role): [Field("role", role == .controlling ? "controlling" : "controlled")]
    case .rejected(let rejection, let source, _): [Field("reason", rejection.name), Field("src", .endpoint(source))]
    }
  }

  /// What goes on all the time, and says nothing new while all is well.
  var isUpkeep: Bool {
    switch self {
    case .stateChanged(let state): state != .disconnected
    case .pairFormed, .pairSucceeded: true
    default: false
    }
  }
}

extension CandidatePair {
  /// `host-relay`: whose kinds the pair has, ours first.
  package var kinds: String { "\(local.kind.rawValue)-\(remote.kind.rawValue)" }

  var fields: [Field] {
    [
      Field("pair", kinds), Field("local", .endpoint(local.endpoint)), Field("remote", .endpoint(remote.endpoint)),
    ]
  }
}

extension Candidate {
  /// `relay 203.0.113.101:50000`
  package var words: String { "\(kind.rawValue) \(endpoint)" }
}

extension CandidateFact {
  func fields(_ names: NameBook) -> [Field] {
    var fields = peer.map { [Field("peer", names.name($0))] } ?? []
    fields.append(Field("change", change.rawValue))
    if let relay { fields.append(Field("relay", names.name(relay))) }
    return fields + [Field("candidates", .list(candidates.map { .text($0.words) }))]
  }
}

extension AllocationEvent {
  var kind: String {
    switch self {
    case .allocated: "turn.allocated"
    case .refreshed: "turn.refreshed"
    case .channelBound: "turn.bound"
    case .channelRefused, .suspended, .freed: "turn.failed"
    case .rejected, .dropped: "drop"
    case .serverChosen, .challenged, .candidateFound, .candidateLost: "ice.candidate"
    }
  }

  var details: [Field] {
    switch self {
    case .allocated(let relayed, let lifetime):
      [Field("relayed", .list(relayed.map { .endpoint($0) })), Field("lifetime", .duration(lifetime))]
    case .refreshed(let lifetime): [Field("lifetime", .duration(lifetime))]
    case .channelBound(let number, let peer):
      [Field("channel", .text(number.words)), Field("remote", .endpoint(peer))]
    case .channelRefused(let peer, let error): [Field("reason", error.words), Field("remote", .endpoint(peer))]
    case .suspended(let error): [Field("reason", error.words)]
    case .freed(let reason): [Field("reason", reason.rawValue)]
    case .candidateFound(_, let endpoint, _), .candidateLost(_, let endpoint): [Field("local", .endpoint(endpoint))]
    case .serverChosen(let server): [Field("server", .endpoint(server))]
    case .challenged, .rejected, .dropped: [Field("reason", name)]
    }
  }

  var isUpkeep: Bool {
    switch self {
    case .refreshed, .channelBound: true
    default: false
    }
  }
}
