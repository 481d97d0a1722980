import Base

/// Our initiations, repeated until one is answered. The last two stay answerable: a response may be late.
struct InitiationSeries: Sendable {
  private var newest: InitiatorHandshake?
  private var older: InitiatorHandshake?
  private(set) var attempts = 0
  var lastProactive: Instant?

  mutating func begin() { attempts = 0 }

  mutating func countAttempt() { attempts += 1 }

  mutating func add(_ handshake: InitiatorHandshake) {
    older = newest
    newest = handshake
  }

  func handshake(_ local: UInt32) -> InitiatorHandshake? {
    if newest?.local == local { return newest }
    return older?.local == local ? older : nil
  }

  /// The peer's last word is its answer to our newest initiation, so an answer to the older leaves the newest open.
  mutating func answered(_ local: UInt32) {
    if newest?.local == local { newest = nil }
    older = nil
  }

  mutating func forget() {
    newest = nil
    older = nil
  }
}
