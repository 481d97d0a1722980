import Base

/// What RFC 8656 fixes, and the bounds that the document of Firezone's relay adds.
package enum RelayConstants {
  /// RFC 8656 §7.2: without a wish, and at least.
  package static let defaultLifetime: UInt32 = 600
  /// RFC 8656 §7.2 recommends an hour at most.
  package static let greatestLifetime: UInt32 = 3600
  /// RFC 8656 §9.
  package static let permissionLifetime: Duration = .seconds(300)
  /// RFC 8656 §12.
  package static let channelLifetime: Duration = .seconds(600)
  /// RFC 8656 §12.1: after its end neither number nor peer may be bound otherwise for five minutes.
  package static let channelCooldown: Duration = .seconds(300)
  /// RFC 8656 §7.2: at least 30 s.
  package static let reservationLifetime: Duration = .seconds(30)
  /// RFC 8489 §9.2 recommends an hour at most.
  package static let nonceLifetime: Duration = .seconds(3600)
  /// RFC 8489 §6.3.1: how long an answer is kept for a request that comes again.
  package static let answerLifetime: Duration = .seconds(40)
  /// Our own: how long a port is left alone that another program had.
  static let occupiedPause: Duration = .seconds(300)
  /// Our own: ports that are tried for one request.
  static let greatestAttempts = 8
  /// Our bound on answers that are kept: the oldest goes first.
  static let greatestAnswerCount = 4096
}
