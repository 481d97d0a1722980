import Base
import Wire

/// What follows from every change: who failed, who is selected, who is checked, and how all that is called.
extension Agent {
  mutating func settle(at now: Instant, into out: inout Outbox<Output>) {
    removeFailed(at: now, into: &out)
    suspect(at: now, into: &out)
    choose(into: &out)
    sendChecks(at: now, into: &out)
    note(nextState, into: &out)
    timers[.check] = pairs.map(nextCheck).min()
    timers[.failure] = pairs.compactMap { $0.end(policy, mode) }.min()
  }

  private mutating func removeFailed(at now: Instant, into out: inout Outbox<Output>) {
    let failed = pairs.filter { $0.end(policy, mode).map { $0 <= now } ?? false }
    for pair in failed {
      removePairs(.unanswered(pair.checks.unanswered), into: &out) { $0.ends == pair.ends }
    }
  }

  /// The selected pair does not answer: the others are asked, and the first signs of them decide.
  private mutating func suspect(at now: Instant, into out: inout Outbox<Output>) {
    guard let suspicion = policy.suspicion, let i = pairs.firstIndex(where: { $0.ends == selected }) else { return }
    let unanswered = pairs[i].checks.unanswered
    guard let since = pairs[i].checks.unansweredSince, unanswered >= suspicion, !pairs[i].isSuspected else { return }
    // The last of them is given its time, too.
    guard nextCheck(pairs[i]) <= now else { return }
    pairs[i].isSuspected = true
    out.put(.event(.pairSuspected(pairs[i].pair)))
    for other in pairs.indices where other != i && pairs[other].hasSucceeded {
      guard pairs[other].checks.lastAnswer ?? .zero < since else { continue }
      pairs[other].isTriggered = true
      pairs[other].isDoubted = true
    }
  }

  /// RFC 8445 §8.1.1: the controlling side nominates the best pair that works, and again when a better one does. The
  /// other side takes the best of those that were nominated.
  private mutating func choose(into out: inout Outbox<Output>) {
    let current = pairs.firstIndex { $0.ends == selected }
    guard let best = pairs.indices.first(where: { mayBeSelected($0, current) }) else {
      if current == nil { select(nil, into: &out) }
      return
    }
    if let current, best != current, pairs[current].isNominated, !pairs[current].isSuspected,
      pairs[best].pair.priority <= pairs[current].pair.priority
    {
      return
    }
    if role == .controlling, best != current || !pairs[best].isNominated {
      pairs[best].isTriggered = true
      pairs[best].isNominated = true
      out.put(.event(.pairNominated(pairs[best].pair)))
    }
    select(pairs[best], into: &out)
  }

  private func mayBeSelected(_ i: Int, _ current: Int?) -> Bool {
    let pair = pairs[i]
    guard pair.hasSucceeded, !pair.isSuspected, role == .controlling || pair.isNominated else { return false }
    guard let current, i != current else { return true }
    // In place of a suspected one, or of the one that took over from it: only a pair that has answered since.
    guard !pair.isDoubted else { return false }
    guard pairs[current].isSuspected, let since = pairs[current].checks.unansweredSince else { return true }
    return pair.checks.lastAnswer ?? .zero >= since
  }

  private mutating func select(_ pair: CheckedPair?, into out: inout Outbox<Output>) {
    guard pair?.ends != selected else { return }
    selected = pair?.ends
    flow.received()
    out.put(.select(pair?.path))
  }

  private var nextState: AgentState {
    if selected != nil { return pairs.contains { !$0.isNominated } ? .connected : .completed }
    if !pairs.isEmpty { return .checking }
    // What is not there yet may still come.
    if candidates.local.isEmpty || candidates.remote.isEmpty { return state == .new ? .new : .checking }
    return .disconnected
  }

  private mutating func note(_ next: AgentState, into out: inout Outbox<Output>) {
    guard next != state else { return }
    state = next
    out.put(.event(.stateChanged(next)))
  }

  /// Data that leaves and brings nothing back makes the next check come sooner.
  func nextCheck(_ pair: CheckedPair) -> Instant {
    let isSelected = pair.ends == selected
    return pair.nextCheck(policy, mode, isSelected: isSelected, silentSince: isSelected ? flow.unansweredSince : nil)
  }
}
