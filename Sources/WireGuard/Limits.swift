import Base

/// The constants of the WireGuard paper §6.1 and what follows from them.
package enum Limits {
  /// A session's initiator starts a new handshake when it sends data on a session of this age.
  package static let rekeyAfterTime: Duration = .seconds(120)
  /// Nothing is sent or accepted on a session of this age.
  package static let rejectAfterTime: Duration = .seconds(180)
  /// An initiation without a response is repeated, with a new ephemeral key, after this and some jitter.
  package static let rekeyTimeout: Duration = .seconds(5)
  /// How long an initiation is repeated unless the policy says otherwise.
  package static let rekeyAttemptTime: Duration = .seconds(90)
  /// Data that got no answer of ours within this is answered with a keepalive.
  package static let keepaliveTimeout: Duration = .seconds(10)
  package static let rekeyAfterMessages: UInt64 = 1 << 60
  package static let rejectAfterMessages: UInt64 = .max - (1 << 13)

  /// §6.2: data sent but nothing heard for this means that the peer has lost the session.
  package static let noResponse = keepaliveTimeout + rekeyTimeout
  /// §6.2: an initiator that receives data on a session of this age renews it before it ends.
  package static let rekeyOnReceive = rejectAfterTime - keepaliveTimeout - rekeyTimeout
  /// The initiator's session is the younger of the two by half a round trip, so it stops sending before the peer's ends.
  package static let initiatorStopsSending = rejectAfterTime - .seconds(10)
  /// §6.3: key material without a new session is forgotten after three lifetimes.
  package static let expireAfterTime = rejectAfterTime * 3
  /// §5.4.7: a cookie, and the secret behind it, hold two minutes.
  package static let cookieLifetime: Duration = .seconds(120)

  /// Keeps two peers that lost each other at one moment from meeting for ever; as the Linux kernel draws it.
  package static let initiationJitter: Duration = .milliseconds(333)
  /// A peer may not make us calculate more than fifty handshakes a second; as wireguard-go sets it.
  package static let initiationInterval: Duration = .milliseconds(20)
  /// Handshake messages in one second that make a node demand cookies; as boringtun sets it.
  package static let handshakesPerSecond = 100
  /// A proactive handshake is not repeated within this; as Firezone's connections set it.
  package static let proactiveInterval: Duration = .seconds(20)
}
