import Base

/// How long a channel waits before it tries its portal again: at once the first time, then longer and longer.
package struct ReconnectBackoff: Hashable, Sendable {
  /// nil until the first failure.
  private var interval: Duration?

  package static let first: Duration = .milliseconds(500)
  package static let longest: Duration = .seconds(60)

  package init() {}

  /// The wait after one more failure: 500 ms × 1.5 each time, ± 50 % by chance, the middle never beyond 60 s.
  package mutating func next(using chance: inout Chance) -> Duration {
    guard let interval else {
      interval = Self.first
      return .zero
    }
    self.interval = min(interval * 3 / 2, Self.longest)
    return interval / 2 + chance.duration(upTo: interval)
  }

  package mutating func reset() { interval = nil }
}
