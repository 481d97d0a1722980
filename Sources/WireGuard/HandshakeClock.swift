import Base

/// Timestamps in both directions: ours only rise, and the peer's must.
struct HandshakeClock: Sendable {
  private let wall: WallClock
  private var lastSent: TAI64N?
  private var newestReceived: TAI64N?
  private var lastAccepted: Instant?

  init(wall: WallClock) { self.wall = wall }

  /// Now, or just after the last one given if the wall clock has not moved on since.
  mutating func timestamp(at now: Instant) -> TAI64N {
    var timestamp = TAI64N(wall.time(at: now))
    if let lastSent, timestamp <= lastSent { timestamp = lastSent.successor }
    lastSent = timestamp
    return timestamp
  }

  /// §5.1: a timestamp not newer than the newest is a replay.
  mutating func accept(_ timestamp: TAI64N, at now: Instant) throws(MessageRejection) {
    if let newestReceived, timestamp <= newestReceived { throw .staleTimestamp(timestamp, newest: newestReceived) }
    if let lastAccepted, now - lastAccepted < Limits.initiationInterval {
      throw .initiationFlood(after: now - lastAccepted)
    }
    newestReceived = timestamp
    lastAccepted = now
  }
}
