import Base

/// Lets `burst` things pass at once, and then one each `interval` (RFC 4443 §2.4 f recommends it for ICMP errors).
package struct TokenBucket: Sendable {
  package let burst: Int
  package let interval: Duration
  /// When the bucket will be full again.
  private var full = Instant(nanoseconds: .min / 2)

  package init(burst: Int, every interval: Duration) {
    self.burst = burst
    self.interval = interval
  }

  /// How many things may pass at once.
  package func left(at now: Instant) -> Int {
    guard full > now, interval > .zero else { return burst }
    let owed = ((full - now).nanoseconds - 1) / interval.nanoseconds + 1
    return max(0, burst - Int(owed))
  }

  /// Takes a token, if there is one.
  package mutating func take(at now: Instant) -> Bool {
    let begin = max(full, now)
    guard begin + interval - now <= interval * burst else { return false }
    full = begin + interval
    return true
  }
}
