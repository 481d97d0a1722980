import Base

/// Firezone's TURN client, where RFC 8656 leaves it free.
package enum AllocationConstants {
  /// A request is repeated after this, and each time after half as much again.
  package static let retransmission: Duration = .seconds(1)
  /// What comes due this long after the first copy is no copy but the end.
  package static let patience: Duration = .seconds(8)
  /// RFC 8445 §11 asks for 15 s or more; NATs forget after 30.
  package static let keepalive: Duration = .seconds(25)
  /// RFC 8656 §12.
  package static let channelLifetime: Duration = .seconds(600)
  package static let channelRefresh: Duration = .seconds(300)
  /// RFC 8656 §12: five minutes without use before a number may stand for another peer.
  package static let channelCooldown: Duration = .seconds(300)
  /// Channels that may wait for an allocation; one more overwrites the oldest.
  static let greatestBufferedCount = 100
  /// How long a peer that the relay refused is not asked for again.
  static let refusalMemory: Duration = .seconds(60)
  /// RFC 8656 §7.4: after 486 or 508 a client waits a minute at least.
  package static let retry: Duration = .seconds(60)

  /// Data goes out and nothing comes in: after this the relay is asked whether it still knows us.
  package static let silence: Duration = .seconds(3)
  /// … but no more often than this.
  package static let probeInterval: Duration = .seconds(10)
  static let probeRetransmission: Duration = .milliseconds(500)
  static let probePatience: Duration = .seconds(3)
  /// Challenges that one request may meet, and mismatches an allocation, before the server is taken to be broken.
  static let greatestChallengeCount = 4
}
