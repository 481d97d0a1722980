import Access
import Base
import Lab
import Portal

/// Whether the views of an access come together again, in a network that is whole.
///
/// Two laws, both about a time `bound` without a disturbance, with portal, client and gateway running and joined:
///
/// * A client believes in an access of its gateway, hears the gateway refuse its traffic, and may do something about it
///   (a recovery signal is on, and its filters allow the traffic). Refusals that far apart, and nothing between them that
///   ends the belief or renews the access at the gateway, are a violation. Without traffic nobody can know of the
///   difference, and the law says nothing.
/// * The portal ends an authorization. A gateway that holds the access so long after, while the portal has no other
///   authorization for it, is a violation.
///
/// A disturbance is whatever an operator does to links, machines, rules and faults; there is one for as long as any of
/// them is not as it should be.
struct BeliefWatch: Sendable {
  static let invariant = "beliefs agree again"
  /// The longest pause of a client between two requests, the portal's patience with a gateway that does not answer
  /// (15 s), and the longest that a stream repeats what a link loses.
  static let bound = Recovery.longestInterval + .seconds(15) + StreamDelivery.longestDelay

  struct Belief: Hashable, Comparable, Sendable {
    let client: String
    let resource: ResourceID

    static func < (a: Belief, b: Belief) -> Bool { (a.client, a.resource) < (b.client, b.resource) }
  }

  private struct Ended: Sendable {
    let access: AccessPath
    let due: Instant
  }

  /// When the last disturbance was.
  private(set) var calmSince = Instant.zero
  /// When the first of a row of refusals was heard.
  private var refused = SortedTable<Belief, Instant>()
  /// In the order in which they are due.
  private var ended: [Ended] = []
  /// How many of them have been looked at.
  private var settled = 0

  mutating func disturb(at now: Instant) { calmSince = now }

  /// - Returns: whether refusals have been heard for too long.
  mutating func hearRefusal(of belief: Belief, at now: Instant) -> Bool {
    guard let first = refused[belief], first >= calmSince else {
      refused[belief] = now
      return false
    }
    return now - first > Self.bound
  }

  mutating func settle(_ belief: Belief) {
    if !refused.isEmpty { refused[belief] = nil }
  }

  /// Starts over: there was no calm after all.
  mutating func excuse(_ belief: Belief, at now: Instant) { refused[belief] = now }

  /// The client believes in nothing any more.
  mutating func settle(allOf client: String) {
    for belief in refused.keys where belief.client == client { refused[belief] = nil }
  }

  mutating func expectEnd(of access: AccessPath, at now: Instant) {
    ended.append(Ended(access: access, due: now + Self.bound))
  }

  func isDue(at now: Instant) -> Bool { settled < ended.count && ended[settled].due <= now }

  mutating func nextDue(at now: Instant) -> AccessPath? {
    guard isDue(at: now) else { return nil }
    defer { settled += 1 }
    if settled > 1024, settled * 2 > ended.count {
      ended.removeFirst(settled)
      settled = 0
    }
    return ended[settled].access
  }
}
