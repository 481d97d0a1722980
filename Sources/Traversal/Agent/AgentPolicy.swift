import Base

/// How often checks are sent, and how many may stay without an answer.
package struct CheckTiming: Hashable, Sendable {
  /// After the first check; doubled after each.
  package var first: Duration
  package var greatest: Duration
  /// So many in a row without an answer, and a last wait: the pair has failed.
  package var count: Int

  package init(first: Duration, greatest: Duration, count: Int) {
    self.first = first
    self.greatest = greatest
    self.count = count
  }

  /// The wait after `sent` checks.
  func delay(after sent: Int) -> Duration {
    var delay = first
    for _ in 1..<max(1, min(sent, 40)) where delay < greatest { delay *= 2 }
    return min(delay, greatest)
  }
}

/// What an agent decides where RFC 8445 leaves it free.
package struct AgentPolicy: Hashable, Sendable {
  /// In use.
  package var busy = CheckTiming(first: .milliseconds(250), greatest: .milliseconds(1500), count: 12)
  /// Nothing but the agents themselves uses the path.
  package var idle = CheckTiming(first: .seconds(25), greatest: .seconds(25), count: 4)
  /// A pair that has worked does not answer: how it is asked then. Nil: as if nothing were the matter.
  package var outage: CheckTiming? = CheckTiming(
    first: .milliseconds(250), greatest: .milliseconds(750), count: 12)
  /// So many unanswered checks, and a pair that does answer takes over. Nil: only when the pair has failed.
  package var suspicion: Int? = 4
  /// How often pairs are checked that work and are not selected. Nil: as often as the selected one.
  package var standby: Duration? = .seconds(25)
  /// Data that brings nothing back for so long makes the next check come sooner.
  static let silence: Duration = .milliseconds(500)
  package var guessesReflexivePorts = true
  package var greatestPairCount = 100
  package var greatestCandidateCount = 32

  package init() {}

  /// Firezone's: every pair is checked for ever, and only a pair that has failed is left.
  package static let firezone: AgentPolicy = {
    var policy = AgentPolicy()
    policy.outage = nil
    policy.suspicion = nil
    policy.standby = nil
    return policy
  }()
}

/// Whether anybody uses the path.
package enum AgentMode: String, Hashable, Sendable {
  case busy
  case idle
}

package enum AgentState: String, Hashable, Sendable {
  /// No pair yet.
  case new
  case checking
  /// A pair is selected, and others are alive.
  case connected
  /// A pair is selected, and it is the only one.
  case completed
  /// No pair is left. A late candidate makes it `checking` again.
  case disconnected
}
