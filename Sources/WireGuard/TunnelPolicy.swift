import Base

/// What implementations of WireGuard decide differently.
package struct TunnelPolicy: Hashable, Sendable {
  package enum Padding: Hashable, Sendable {
    case none
    /// §5.4.6: with zeros to a multiple of 16 bytes.
    case to16
  }

  /// How long an initiation is repeated before the handshake is abandoned.
  package var rekeyAttemptTime: Duration = Limits.rekeyAttemptTime
  package var padding: Padding = .to16
  /// Packets that may wait for a session; one more overwrites the oldest.
  package var queueLength = 128
  package var persistentKeepalive: Duration?
  /// Whether the initiator of a session that ends unused makes a new one.
  package var renewsEndedSessions = false

  package init() {}

  /// The paper's.
  package static let paper = TunnelPolicy()

  /// Firezone's: gives up after 15 s, pads nothing, keeps sessions alive while the connection lasts.
  package static let firezone: TunnelPolicy = {
    var policy = TunnelPolicy()
    policy.rekeyAttemptTime = .seconds(15)
    policy.padding = .none
    policy.queueLength = 256
    policy.renewsEndedSessions = true
    return policy
  }()
}
