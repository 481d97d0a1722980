import Base
import CLinux
import Glibc

/// The time of one process: what has passed since it began, on the clock that also counts a machine's sleep.
package struct LiveClock: Sendable {
  /// On the machine's clock, in nanoseconds: what is the same to all its processes.
  package let beginning: Int64
  /// Anchored once: a clock that is set while the process runs moves no deadline and no timestamp of a handshake.
  package let wall: WallClock

  package init() {
    beginning = Self.read(CLOCK_BOOTTIME)
    wall = WallClock(epoch: UnixTime(nanoseconds: Self.read(CLOCK_REALTIME)))
  }

  /// The machine's clock, in nanoseconds (CLOCK_BOOTTIME).
  package static var machineTime: Int64 { read(CLOCK_BOOTTIME) }

  package var now: Instant { Instant(nanoseconds: Self.read(CLOCK_BOOTTIME) &- beginning) }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }
}

extension Chance {
  /// True randomness, from the kernel.
  package static func drawnFromKernel() throws(SystemError) -> Chance {
    var key = [UInt8](repeating: 0, count: 32)
    guard getrandom(&key, key.count, 0) == key.count else { throw SystemError(.random) }
    return Chance(key: key)
  }
}
