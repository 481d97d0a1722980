import Access
import Base
import Portal

/// What portal, gateway and client each hold of one access, and all that decides whether they come together again.
package struct AccessViews: Hashable, Sendable {
  package var portal = false
  package var gateway = false
  package var client = false

  /// What the client does about it.
  package var asking = Asking.nothing
  /// Why the client answers the resource's packets itself, and until when.
  package var refusal: Refused?
  /// Until when a refusal by the gateway asks for nothing, because the client has just asked.
  package var pausedUntil: Instant?
  /// By which signals client and gateway would notice that the access is lost.
  package var hears: [Signal] = []
  /// The way between client and gateway.
  package var path = Path.open
  /// Whom the portal can hear and be heard by.
  package var portalReaches = Reach()
  /// What the client lets through to the resource; nil: everything.
  package var filters: String?
  /// What the portal would answer a request; nil: it would grant it.
  package var wouldRefuse: FlowCreationFailed.Reason?
  /// Another access of the same client at the same gateway that lets these packets through.
  package var bypass: String?
  /// When portal and gateway end the access.
  package var ends = Ends()
  /// What stands in the way whatever the three think.
  package var condition = Condition.usual

  /// Nobody holds anything.
  package static var none: AccessViews { AccessViews() }

  package enum Asking: Hashable, Sendable {
    case nothing
    case asked
    /// The request waits until the portal is there.
    case held
  }

  package struct Reach: Hashable, Sendable {
    package var client = true
    package var gateway = true
  }

  package struct Refused: Hashable, Sendable {
    package var reason: Refusal.Reason
    package var until: Instant

    package init(reason: Refusal.Reason, until: Instant) { (self.reason, self.until) = (reason, until) }
  }

  package enum Signal: String, Hashable, Sendable {
    case icmp = "ICMP prohibited"
    case controlEvent = "no_authorization"
  }

  package enum Path: Hashable, Sendable {
    case open
    /// The gateway has no tunnel with the client, or does not run.
    case gone
    /// Nothing crosses between the two.
    case cut
  }

  package struct Ends: Hashable, Sendable {
    package var portal: Instant?
    package var gateway: Instant?
  }

  package enum Condition: Hashable, Sendable {
    case usual
    case clientAsleep(until: Instant)
    /// So long that the gateway gives the connection up before.
    case clientAsleepForLong
    /// The client's process has ended.
    case clientDown
    /// The gateway keeps what its portal's list does not name (a fault of the original).
    case listIgnored
    /// The message that settles it is on its way to the gateway or the client.
    case told
  }
}

extension AccessViews {
  /// What will become of it, and by what.
  package var prospect: Prospect {
    if condition == .clientAsleepForLong, client, !gateway { return .heals(.tunnelGivenUp) }
    if case .clientAsleep(let until) = condition, client != gateway {
      return .heals(.packet(.init(after: until, signal: client ? hears.first : nil, filters: filters)))
    }
    if condition == .clientDown, client || asking != .nothing { return .lasts(.clientDown) }
    if client, !gateway { return lost }
    if asking != .nothing { return .asked(answer) }
    if let refusal, !client { return .refused(refusal) }
    if gateway, !portal { return overdue }
    if portal != client { return unused }
    return portal ? .agreed(until: Instant.earlier(ends.portal, ends.gateway), earlier: earlierEnd) : .nobody
  }

  /// A request is under way: whose word it waits for.
  private var answer: Prospect.Event {
    if asking == .held || !portalReaches.client { return .clientReachesPortal }
    return portalReaches.gateway || wouldRefuse != nil ? .answer : .gatewayReachesPortal
  }

  /// The client believes in an access that its gateway knows nothing of.
  private var lost: Prospect {
    if asking != .nothing { return .heals(answer) }
    if condition == .told { return .heals(.message) }
    if !portalReaches.client { return .heals(.clientReachesPortal) }
    // Time alone makes a policy that the client still knows of hold no more.
    if wouldRefuse == .forbidden { return .heals(.recheck) }
    if let wouldRefuse { return .lasts(.portalRefuses(wouldRefuse)) }
    if !portalReaches.gateway { return .heals(.gatewayReachesPortal) }
    if path == .cut { return .heals(.path) }
    if path == .gone { return .heals(.tunnelGivenUp) }
    if let bypass { return .lasts(.bypassed(bypass)) }
    guard let signal = hears.first else { return .lasts(.flagsOff) }
    return .heals(packet(by: signal, after: Self.later(refusal?.until, pausedUntil)))
  }

  /// The portal has ended it, and the gateway lets packets through.
  private var overdue: Prospect {
    if condition == .told { return .heals(.message) }
    if !portalReaches.gateway, condition != .listIgnored { return .heals(.gatewayReachesPortal) }
    return ends.gateway.map { .heals(.expiry($0)) } ?? .lasts(.nobodyTells)
  }

  /// Portal, or portal and gateway, know of an access that the client does not.
  private var unused: Prospect {
    if !portalReaches.client { return .heals(.clientReachesPortal) }
    if let wouldRefuse { return .lasts(.portalRefuses(wouldRefuse)) }
    return portalReaches.gateway ? .heals(packet()) : .heals(.gatewayReachesPortal)
  }

  private func packet(by signal: Signal? = nil, after: Instant? = nil) -> Prospect.Event {
    .packet(.init(after: after, signal: signal, filters: filters))
  }

  /// Who ends the access before the other.
  private var earlierEnd: Prospect.End? {
    guard let portal = ends.portal, let gateway = ends.gateway, portal != gateway else { return nil }
    return portal < gateway ? .portal : .gateway
  }

  private static func later(_ a: Instant?, _ b: Instant?) -> Instant? {
    guard let a, let b else { return a ?? b }
    return max(a, b)
  }
}
