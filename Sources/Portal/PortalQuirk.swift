import Base

/// What the portal and its channels do at the commit that this system is modelled after, and we do better unless it is
/// switched on.
///
/// Each is a known fault or weakness (control plane §5 to §9); all of them together are `compat seed`.
package enum PortalQuirk: String, CaseIterable, Hashable, Comparable, Sendable {
  // Authorizations.
  /// A deleted authorization is made anew where another policy grants it, instead of `reject_access` always.
  case reauthorizeInPortal = "reauthorize-in-portal"
  /// Each `create_flow` inserts a row, instead of taking the place of the one before.
  case rowPerRequest = "row-per-request"
  /// A gateway that never answers `authorize_flow` is waited for without end, and the client with it.
  case waitForSilentGateway = "wait-for-silent-gateway"
  /// An answer for a client that has reconnected since it asked is lost, even if it has kept its key.
  case answerOldChannelOnly = "answer-old-channel-only"
  /// Ended authorizations are cleared away once a minute, instead of at their hour.
  case expireByTheMinute = "expire-by-the-minute"

  // Choosing.
  /// The gateways that a client names are a set: their order counts for nothing.
  case unorderedPreference = "unordered-preference"
  /// The greatest gateway version is found by comparing texts: 1.4.9 beats 1.4.17.
  case versionByString = "version-by-string"
  /// Two relays at the same coordinates count as one.
  case samePlaceOneRelay = "same-place-one-relay"

  // Devices.
  /// A machine whose identity another one brings too is only cut off, and comes back: the two push each other out.
  case evictWithoutWord = "evict-without-word"

  // Relays and candidates.
  /// A gateway's relay credentials end 90 days after each connect, so that every reconnect changes them.
  case relayCredentialsChange = "relay-credentials-change"
  /// A relay that joins announces every other relay's pending departure at once.
  case joinFlushesLeaves = "join-flushes-leaves"
  /// Candidates go to whomever their sender names.
  case candidatesForAnyone = "candidates-for-anyone"

  // The participants' channel.
  /// Every message postpones the next heartbeat.
  case heartbeatAfterSilence = "heartbeat-after-silence"
  /// Nobody looks whether heartbeats are answered.
  case unansweredHeartbeats = "unanswered-heartbeats"
  /// What waited for the portal is sent after an explicit reconnect too, however stale.
  case keepQueueOnConnect = "keep-queue-on-connect"
  /// The backoff ends when the socket opens, before the join has succeeded.
  case backoffEndsOnOpen = "backoff-ends-on-open"
  /// A connection attempt may take for ever.
  case connectWithoutLimit = "connect-without-limit"
  /// Any HTTP status 4xx ends the channel, not only 401.
  case anyClientErrorIsFatal = "any-client-error-is-fatal"
  /// A gateway gives its portal up after a quarter of an hour, not after a day.
  case impatientServants = "impatient-servants"

  /// Whether it is a fault of the participants' channels, and not of the portal.
  package var isOfChannel: Bool {
    switch self {
    case .heartbeatAfterSilence, .unansweredHeartbeats, .keepQueueOnConnect, .backoffEndsOnOpen, .connectWithoutLimit,
      .anyClientErrorIsFatal, .impatientServants:
      true
    default: false
    }
  }

  package static func < (a: PortalQuirk, b: PortalQuirk) -> Bool { a.rawValue < b.rawValue }
}

/// The quirks that are switched on.
package typealias PortalQuirks = Switches<PortalQuirk>

extension PortalQuirks {
  package static var seed: PortalQuirks { .all }
}
