import Access
import Base

/// What of a box may be over, and when to look. A copy costs little: what is queued is numbers.
struct NATTimers: Sendable {
  private var mappings = SweepSchedule<UInt32>()
  private var permits = SweepSchedule<NATPermits.Key>()

  var next: Instant? { Instant.earlier(mappings.next, permits.next) }

  mutating func arm(mapping: UInt32, at deadline: Instant) -> Instant { mappings.arm(mapping, at: deadline) }
  mutating func arm(permit: NATPermits.Key, at deadline: Instant) -> Instant { permits.arm(permit, at: deadline) }
  mutating func dueMappings(at now: Instant) -> [(key: UInt32, at: Instant)] { mappings.popDue(at: now) }
  mutating func duePermits(at now: Instant) -> [(key: NATPermits.Key, at: Instant)] { permits.popDue(at: now) }
}
