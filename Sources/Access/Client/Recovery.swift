import Base
import Portal
import Wire

/// When a client asks anew because its gateway refused a packet of a resource that it believes to have.
///
/// The gateway's refusal says that the two views of the authorization differ; asking again joins them. What must not
/// happen is a storm: traffic that stays refused asks after 0, 2, 4, 8 … seconds, at most once a minute, however fast
/// the refusals come. Traffic that flows again forgets all of it.
package struct Recovery: Sendable {
  /// Our own: the second request waits this long, each later one twice as long as the one before.
  package static let interval: Duration = .seconds(2)
  package static let longestInterval: Duration = .seconds(60)

  /// What became of one refusal.
  package enum Verdict: Hashable, Sendable {
    case reauthorize
    case ignored(Reason)
  }

  package enum Reason: String, Hashable, Sendable {
    case flagOff = "flag-off"
    /// The error is not addressed to us, or quotes a packet that we did not send.
    case notOurPacket = "not-our-packet"
    /// The quoted destination belongs to no resource that the client has.
    case unknownResource = "unknown-resource"
    /// The resource is reached through another gateway than the one that refused.
    case otherGateway = "other-gateway"
    /// The filters that the client knows refuse the packet too: the authorization is not what is missing.
    case filtered = "filtered"
    /// A request for the resource is under way.
    case pending = "pending"
    /// The last request for the resource is too recent.
    case tooSoon = "too-soon"
  }

  private struct Attempts: Sendable {
    var last: Instant
    var wait: Duration
  }

  private var attempts = SortedTable<ResourceID, Attempts>()

  package init() {}

  /// Whether a request may be sent now; if so, it counts as sent.
  package mutating func mayAsk(for resource: ResourceID, at now: Instant) -> Bool {
    guard let earlier = attempts[resource] else {
      attempts[resource] = Attempts(last: now, wait: Self.interval)
      return true
    }
    guard now - earlier.last >= earlier.wait else { return false }
    attempts[resource] = Attempts(last: now, wait: min(earlier.wait * 2, Self.longestInterval))
    return true
  }

  /// Traffic came back from the resource: the views agree.
  package mutating func flows(_ resource: ResourceID) {
    if !attempts.isEmpty { attempts[resource] = nil }
  }

  package mutating func forget(_ resource: ResourceID) { attempts[resource] = nil }
  package mutating func removeAll() { attempts.removeAll() }
}
