import Base
import CLinux
import Glibc

/// The time of one process: what has passed since it began, on the clock that also counts a machine's sleep.
package struct LiveClock: Sendable {
  /// On the machine's clock, in nanoseconds: what is the same to all its processes.
  package let beginning: Int64
  /// As it stood at the beginning. Handshakes keep to it, so that their timestamps rise whatever becomes of the machine's
  /// clock; dates follow that one (`ClockWatch`).
  package let wall: WallClock
  package let pace: Pace

  package init(_ pace: Pace = .real, at machine: MachineTime = .read()) {
    (beginning, self.pace) = (machine.boot, pace)
    wall = WallClock(epoch: pace.time(machine.real))
  }

  /// The machine's clock, in nanoseconds (CLOCK_BOOTTIME).
  package static var machineTime: Int64 { MachineTime.read(CLOCK_BOOTTIME) }

  package var now: Instant { now(at: Self.machineTime) }

  private func now(at boot: Int64) -> Instant {
    Instant(nanoseconds: (boot &- beginning) &* pace.factor)
  }

  /// How long the machine has to wait for it, in its own time.
  package func wait(until deadline: Instant) -> Duration { pace.machineSpan(deadline - now) }

  /// Where this clock stands in wall time by what the machine says now.
  func wall(at machine: MachineTime) -> WallClock {
    WallClock(epoch: pace.time(machine.real) + (.zero - (now(at: machine.boot) - .zero)))
  }
}

/// The machine's clocks at one moment, in nanoseconds.
package struct MachineTime: Hashable, Sendable {
  /// Since the machine began, its sleep counted (CLOCK_BOOTTIME). Nobody sets it.
  package var boot: Int64
  /// Since 1970 (CLOCK_REALTIME). Operators and time servers set it.
  package var real: Int64

  package init(boot: Int64, real: Int64) {
    self.boot = boot
    self.real = real
  }

  package static func read() -> MachineTime { MachineTime(boot: read(CLOCK_BOOTTIME), real: read(CLOCK_REALTIME)) }

  fileprivate static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }

  /// What setting the clock changes, and nothing else: both are slewed alike.
  fileprivate var offset: Int64 { real &- boot }
}

/// Looks whether the machine's clock was set.
package struct ClockWatch: Sendable {
  package let clock: LiveClock
  /// Where the clock stands in wall time, as far as it has been looked at.
  package private(set) var wall: WallClock
  private var offset: Int64

  /// Our own: what is told in seconds ends by seconds.
  private static let tolerance: Int64 = 1_000_000_000

  package init(_ clock: LiveClock, at machine: MachineTime = .read()) {
    (self.clock, wall, offset) = (clock, clock.wall, machine.offset)
  }

  /// - Returns: by how much it was set since it was looked at last, where it was.
  package mutating func look(_ read: () -> MachineTime = MachineTime.read) -> Duration? {
    guard isSet(read()) else { return nil }
    // The process may have been halted between the two clocks: then the next look says otherwise.
    let machine = read()
    guard isSet(machine) else { return nil }
    let before = wall
    (offset, wall) = (machine.offset, clock.wall(at: machine))
    return wall.epoch - before.epoch
  }

  private func isSet(_ machine: MachineTime) -> Bool { (machine.offset &- offset).magnitude > Self.tolerance.magnitude }
}

extension Chance {
  /// True randomness, from the kernel.
  package static func drawnFromKernel() throws(SystemError) -> Chance {
    var key = [UInt8](repeating: 0, count: 32)
    guard getrandom(&key, key.count, 0) == key.count else { throw SystemError(.random) }
    return Chance(key: key)
  }
}
