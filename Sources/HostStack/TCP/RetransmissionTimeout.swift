import Base

/// How long to wait for an acknowledgment (RFC 6298).
struct RetransmissionTimeout: Sendable {
  private var smoothed: Duration?
  private var variation: Duration = .zero
  private var base: Duration = initial
  /// Timeouts in a row without news.
  private(set) var attempts = 0
  /// What is being timed: the position that must be acknowledged, and since when (§3: never a retransmission).
  private var timing: (position: Int, since: Instant)?

  /// §2.1.
  static let initial: Duration = .seconds(1)
  /// Linux; §2.4 asks for one second.
  static let minimum: Duration = .milliseconds(200)
  /// Linux; §2.5 allows any bound of at least 60 s.
  static let maximum: Duration = .seconds(120)

  /// §5.5: doubled with every timeout.
  var current: Duration { min(base * (1 << min(attempts, 10)), Self.maximum) }

  /// Starts timing unless something is timed already.
  mutating func sent(upTo position: Int, at now: Instant) {
    if timing == nil { timing = (position, now) }
  }

  mutating func retransmitted() { timing = nil }

  mutating func expired() {
    attempts += 1
    timing = nil
  }

  mutating func acknowledged(upTo position: Int, at now: Instant) {
    attempts = 0
    guard let (awaited, since) = timing, position >= awaited else { return }
    timing = nil
    measure(now - since)
  }

  /// An acknowledgment that keeps a closed window closed: the peer lives (RFC 9293 §3.8.6.1).
  mutating func probeAnswered() { attempts = min(attempts, 10) }

  /// §2.2 and §2.3 with α = 1/8, β = 1/4, K = 4.
  private mutating func measure(_ sample: Duration) {
    if let old = smoothed {
      let error = old > sample ? old - sample : sample - old
      variation = (variation * 3 + error) / 4
      smoothed = (old * 7 + sample) / 8
    } else {
      variation = sample / 2
      smoothed = sample
    }
    base = min(max((smoothed ?? sample) + max(variation * 4, .milliseconds(1)), Self.minimum), Self.maximum)
  }
}
