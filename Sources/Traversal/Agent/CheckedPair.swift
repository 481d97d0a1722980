import Base
import Wire

/// A pair and the checks that were sent on it.
package struct CheckedPair: Sendable {
  package internal(set) var pair: CandidatePair
  /// What our side sends from.
  package let base: Endpoint
  package internal(set) var checks = CheckLog()
  /// RFC 8445 §7.3.1.4: the next check does not wait for its turn.
  var isTriggered = false
  package internal(set) var hasSucceeded = false
  /// By us where we control, else by the peer.
  package internal(set) var isNominated = false
  var isSuspected = false
  /// Asked because the selected pair was suspected, and has not answered since: it may be as dead as that one.
  var isDoubted = false

  init(_ pair: CandidatePair, base: Endpoint) {
    self.pair = pair
    self.base = base
  }

  var ends: PairEnds { PairEnds(base: base, remote: pair.remote.endpoint) }
  package var path: SelectedPath {
    SelectedPath(local: base, localKind: pair.local.kind, remote: pair.remote.endpoint, remoteKind: pair.remote.kind)
  }

  /// When the next check leaves.
  ///
  /// - Parameter silentSince: when data left that brought nothing back.
  func nextCheck(_ policy: AgentPolicy, _ mode: AgentMode, isSelected: Bool, silentSince: Instant?) -> Instant {
    guard !isTriggered, let last = checks.last else { return .zero }
    let due = last + wait(policy, mode, isSelected: isSelected)
    // What stays unanswered has a pace of its own, or the end of a dead pair would be put off for ever.
    guard let outage = policy.outage, hasSucceeded, checks.unanswered == 0, let silentSince else { return due }
    return min(due, max(last + outage.first, silentSince + AgentPolicy.silence))
  }

  private func wait(_ policy: AgentPolicy, _ mode: AgentMode, isSelected: Bool) -> Duration {
    let timing = mode == .busy ? policy.busy : policy.idle
    // Two round trips are given to an answer before it counts as missing.
    if let outage = policy.outage, hasSucceeded, checks.unanswered > 0 {
      return max(outage.delay(after: checks.unanswered), checks.roundTrip * 2)
    }
    if let standby = policy.standby, hasSucceeded, !isSelected { return max(standby, timing.greatest) }
    // As str0m counts: all checks, and only the unanswered ones once those last half of the greatest wait.
    let isOut = checks.unansweredFor > timing.greatest / 2
    return timing.delay(after: isOut ? checks.unanswered : checks.count)
  }

  /// When it has failed, if nothing is answered until then.
  func end(_ policy: AgentPolicy, _ mode: AgentMode) -> Instant? {
    let usual = mode == .busy ? policy.busy : policy.idle
    let timing = hasSucceeded ? policy.outage ?? usual : usual
    guard checks.unanswered >= timing.count, let last = checks.last else { return nil }
    return last + max(timing.greatest, checks.roundTrip * 2)
  }
}

/// Where a pair's packets go from and to: of pairs that share these one is enough (RFC 8445 §6.1.2.4).
struct PairEnds: Hashable, Comparable, Sendable {
  let base: Endpoint
  let remote: Endpoint

  static func < (a: PairEnds, b: PairEnds) -> Bool { (a.base, a.remote) < (b.base, b.remote) }
}

/// The way that data goes.
package struct SelectedPath: Hashable, Sendable {
  /// A socket of ours, or our relayed address.
  package let local: Endpoint
  package let localKind: Candidate.Kind
  package let remote: Endpoint
  package let remoteKind: Candidate.Kind

  /// Over a relay of ours, whose channel the data needs.
  package var isOverOwnRelay: Bool { localKind == .relayed }
}

/// The last checks of a pair: what was sent, and what was answered.
package struct CheckLog: Sendable {
  struct Check: Sendable {
    let transaction: STUNTransactionID
    let sent: Instant
    let role: ICERole
    let nominates: Bool
    var isAnswered = false
  }

  /// As many as ever must stay unanswered for a pair to fail.
  private static let length = 12
  private var checks: [Check] = []
  package private(set) var roundTrip = Duration.zero
  package private(set) var lastAnswer: Instant?

  var count: Int { checks.count }
  package var last: Instant? { checks.last?.sent }

  mutating func add(_ check: Check) {
    checks.append(check)
    if checks.count > Self.length { checks.removeFirst() }
  }

  func check(of transaction: STUNTransactionID) -> Check? { checks.last { $0.transaction == transaction } }

  mutating func answer(_ transaction: STUNTransactionID, at now: Instant) {
    guard let i = checks.lastIndex(where: { $0.transaction == transaction }) else { return }
    checks[i].isAnswered = true
    roundTrip = now - checks[i].sent
    lastAnswer = now
  }

  /// Those in a row, up to the last, that nobody answered.
  package var unanswered: Int { checks.reversed().prefix { !$0.isAnswered }.count }
  /// When the first of those left.
  var unansweredSince: Instant? { unanswered > 0 ? checks[checks.count - unanswered].sent : nil }
  /// From the first of those to the last.
  var unansweredFor: Duration {
    guard let unansweredSince, let last else { return .zero }
    return last - unansweredSince
  }
}
