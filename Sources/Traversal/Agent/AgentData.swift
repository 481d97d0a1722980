import Base

/// What shows soonest that a path has stopped. Once a packet: no look at the pairs, at worst a check that is due too
/// early finds nothing to do.
extension Agent {
  /// Data left along the selected path.
  package mutating func noteSent(at now: Instant) {
    guard flow.unansweredSince == nil, selected != nil else { return }
    flow.sent(at: now)
    guard policy.outage != nil else { return }
    timers[.check] = Instant.earlier(timers[.check], now + AgentPolicy.silence)
  }

  /// Data came along it.
  package mutating func noteReceived() { flow.received() }
}
