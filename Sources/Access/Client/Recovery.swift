import Base
import Portal
import Wire

/// When a client asks anew because its gateway refused a packet of a resource that it believes to have.
///
/// The gateway's refusal says that the two views of the authorization differ; asking again joins them. What must not
/// happen is a storm: traffic that stays refused asks after 0, 2, 4, 8 … seconds, at most once a minute, however fast
/// the refusals come. When the refused traffic flows again, the next refusal is a first one; other traffic of the same
/// resource says nothing, for a gateway may allow one port and refuse another.
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
    /// A gateway refuses in the name of the packet's own destination: this error comes from someone else's address.
    case foreignReporter = "foreign-reporter"
    /// The resource is reached through another gateway than the one that refused.
    case otherGateway = "other-gateway"
    /// The filters that the client knows refuse the packet too: the authorization is not what is missing.
    case filtered = "filtered"
    /// A request for the resource is under way.
    case pending = "pending"
    /// The last request for the resource is too recent.
    case tooSoon = "too-soon"
  }

  /// The far end of the refused traffic.
  package struct Flow: Hashable, Sendable {
    package let address: IPAddress
    package let proto: IPProtocol
    /// nil where the protocol has no ports.
    package let port: UInt16?

    package init(_ address: IPAddress, _ proto: IPProtocol, port: UInt16?) {
      self.address = address
      self.proto = proto
      self.port = proto == .tcp || proto == .udp ? port : nil
    }
  }

  private struct Attempts: Sendable {
    var last: Instant
    var wait: Duration
    /// What was refused last.
    var flow: Flow
  }

  private var attempts = SortedTable<ResourceID, Attempts>()

  package init() {}

  /// When the last request for each resource was sent, and how long the next one must wait from then.
  package var spacing: [(resource: ResourceID, last: Instant, wait: Duration)] {
    attempts.map { ($0.key, $0.value.last, $0.value.wait) }
  }

  /// Whether a request may be sent now; if so, it counts as sent.
  package mutating func mayAsk(for resource: ResourceID, refused flow: Flow, at now: Instant) -> Bool {
    let earlier = attempts[resource]
    if let earlier, now - earlier.last < earlier.wait { return false }
    let wait = earlier.map { min($0.wait * 2, Self.longestInterval) } ?? Self.interval
    attempts[resource] = Attempts(last: now, wait: wait, flow: flow)
    return true
  }

  /// Traffic came back from there: if it had been refused, the views agree again.
  ///
  /// The shortest wait stays, so that one who answers and refuses in turn gets no more than a request for each.
  package mutating func flows(_ flow: Flow, at now: Instant) {
    for (resource, attempt) in attempts where attempt.flow == flow {
      let settled = now - attempt.last >= Self.interval
      attempts[resource] = settled ? nil : Attempts(last: attempt.last, wait: Self.interval, flow: flow)
    }
  }

  package mutating func forget(_ resource: ResourceID) { attempts[resource] = nil }
}
