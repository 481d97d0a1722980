import Access
import Base
import Portal

/// What will become of an access about which portal, gateway and client think what they think.
///
/// Each is a promise that a test holds the world to.
package enum Prospect: Hashable, Sendable {
  /// Nobody knows of an access.
  case nobody
  /// All three hold it, until it ends; `earlier` ends it before the other does.
  case agreed(until: Instant?, earlier: End?)
  /// A request is under way, and no one is wrong about anything.
  case asked(Event)
  /// The client answers the packets itself.
  case refused(AccessViews.Refused)
  /// They disagree, and this joins them.
  case heals(Event)
  /// They disagree, and nothing that happens by itself or with traffic joins them.
  case lasts(Reason)

  package enum Event: Hashable, Sendable {
    case packet(Packet)
    /// The portal looks at what time alone changes, once a minute.
    case recheck
    /// The portal's answer to a request that was sent.
    case answer
    /// A message that is on its way.
    case message
    case clientReachesPortal, gatewayReachesPortal
    /// Client and gateway reach each other again.
    case path
    /// Packets go into a tunnel whose other end is gone, until WireGuard gives it up.
    case tunnelGivenUp
    case expiry(Instant)
  }

  /// The next packet to the resource that its filters allow, or the first one after an instant.
  package struct Packet: Hashable, Sendable {
    package var after: Instant?
    /// What tells the client; nil: it knows by itself that it must ask.
    package var signal: AccessViews.Signal?
    package var filters: String?
  }

  package enum Reason: Hashable, Sendable {
    case flagsOff
    case portalRefuses(FlowCreationFailed.Reason)
    /// The packets pass because of another resource, so that nobody notices.
    case bypassed(String)
    case clientDown
    /// The gateway was not told, and the access has no end there.
    case nobodyTells
  }

  package enum End: String, Hashable, Sendable { case portal, gateway }
}

extension Prospect {
  /// Whether the three think differently, with nobody doing anything about it yet.
  package var isDesync: Bool {
    switch self {
    case .heals, .lasts: true
    default: false
    }
  }

  /// In one sentence.
  package var words: String {
    switch self {
    case .nobody: "agree"
    case .agreed(nil, _): "agree"
    case .agreed(let end?, nil): "agree, until \(Self.text(end))"
    case .agreed(let end?, let earlier?): "agree, until \(Self.text(end)): the \(earlier.rawValue) ends it first"
    case .asked(let event): "asked: \(event.words)"
    case .refused(let refused):
      "refused as \(refused.reason.rawValue): packets are answered locally until \(Self.text(refused.until))"
    case .heals(let event): "desync: heals \(event.words)"
    case .lasts(let reason): "desync: does not heal, \(reason.words)"
    }
  }

  fileprivate static func text(_ instant: Instant) -> String { (instant - .zero).text }
}

extension Prospect.Event {
  fileprivate var words: String {
    switch self {
    case .packet(let packet): packet.words
    case .recheck: "within a minute, when the portal looks at its policies again"
    case .answer: "with the portal's answer"
    case .message: "with a message that is on its way"
    case .clientReachesPortal: "when the client reaches the portal again"
    case .gatewayReachesPortal: "when the gateway reaches the portal again"
    case .path: "when client and gateway reach each other again"
    case .tunnelGivenUp: "when packets have gone unanswered until the client gives its tunnel up"
    case .expiry(let end): "when the access ends at the gateway, at \(Prospect.text(end))"
    }
  }
}

extension Prospect.Packet {
  fileprivate var words: String {
    let which = after.map { "first packet after \(Prospect.text($0))" } ?? "next packet"
    let allowed = filters.map { " that is allowed (\($0))" } ?? ""
    return "with the \(which)\(allowed), \(signal.map { "by \($0.rawValue)" } ?? "which asks")"
  }
}

extension Prospect.Reason {
  fileprivate var words: String {
    switch self {
    case .flagsOff: "the flag is off: packets stay refused"
    case .portalRefuses(let reason): "the portal would answer \(reason.wireText)"
    case .bypassed(let name): "its packets pass because of \(name), and nobody notices"
    case .clientDown: "the client's process has ended"
    case .nobodyTells: "the gateway was not told, and knows no end of it"
    }
  }
}
