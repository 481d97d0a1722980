/// Wall time: nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// Used where a protocol speaks of dates (TAI64N, token and authorization expiry), never for waiting.
package struct UnixTime: Hashable, Comparable, Sendable {
  package var nanoseconds: Int64

  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
  package init(seconds: Int64) { nanoseconds = seconds * 1_000_000_000 }

  package var seconds: Int64 { nanoseconds / 1_000_000_000 }

  package static func < (a: UnixTime, b: UnixTime) -> Bool { a.nanoseconds < b.nanoseconds }
  package static func + (a: UnixTime, b: Duration) -> UnixTime {
    UnixTime(nanoseconds: a.nanoseconds &+ b.nanoseconds)
  }
  package static func - (a: UnixTime, b: UnixTime) -> Duration { .nanoseconds(a.nanoseconds &- b.nanoseconds) }
}

/// Where a monotonic clock stands in wall time: anchored once per lab or process.
package struct WallClock: Hashable, Sendable {
  package var epoch: UnixTime

  package init(epoch: UnixTime) { self.epoch = epoch }

  package func time(at now: Instant) -> UnixTime { UnixTime(nanoseconds: epoch.nanoseconds &+ now.nanoseconds) }
  package func instant(of time: UnixTime) -> Instant {
    Instant(nanoseconds: time.nanoseconds &- epoch.nanoseconds)
  }
}
