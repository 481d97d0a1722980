import Base
import Glibc

/// The time of this machine, sleep included: a suspended laptop does not look awake.
package struct BootClock: Sendable {
  /// Where `Instant.zero` lies (ns since boot).
  private let origin: Int64

  package init() { origin = Self.sinceBoot }

  package var now: Instant { Instant(nanoseconds: Self.sinceBoot - origin) }

  /// Reads CLOCK_REALTIME once: a step of the system's clock moves no deadline.
  package var wall: WallClock {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    let unix = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    return WallClock(epoch: UnixTime(nanoseconds: unix - (Self.sinceBoot - origin)))
  }

  private static var sinceBoot: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
