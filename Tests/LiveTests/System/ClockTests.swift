import Base
import Testing

@testable import Live

private let second: Int64 = 1_000_000_000
private let hour: Int64 = 3600 * second

/// A machine that has run for a thousand seconds, on a Friday in 2027.
private let morning = MachineTime(boot: 1000 * second, real: 1_800_000_000 * second)

extension MachineTime {
  fileprivate func later(_ span: Int64, set by: Int64 = 0) -> MachineTime {
    MachineTime(boot: boot + span, real: real + span + by)
  }
}

@Suite struct ClockTests {
  @Test func `a clock that nobody sets is never said to be`() {
    var watch = ClockWatch(LiveClock(at: morning), at: morning)
    for span in [0, second, hour, 24 * hour] { #expect(watch.look { morning.later(span) } == nil) }
    // Within what two clocks that are not read at once may differ by.
    #expect(watch.look { morning.later(hour, set: second) } == nil)
    #expect(watch.look { morning.later(hour, set: -second) } == nil)
    #expect(watch.wall == watch.clock.wall)
  }

  @Test(arguments: [hour, -hour, 24 * hour, -24 * hour, -1_700_000_000 * second, 2 * second])
  func `one that is set is noticed once, and dates follow it`(by: Int64) {
    var watch = ClockWatch(LiveClock(at: morning), at: morning)
    #expect(watch.look { morning.later(second, set: by) } == .nanoseconds(by))
    #expect(watch.look { morning.later(2 * second, set: by) } == nil)
    #expect(watch.wall.epoch.nanoseconds == morning.real + by)
    // And back: it is as if nothing had been.
    #expect(watch.look { morning.later(hour) } == .nanoseconds(-by))
    #expect(watch.wall == watch.clock.wall)
  }

  @Test func `a process that is halted between two looks at clocks has not had its clock set`() {
    var watch = ClockWatch(LiveClock(at: morning), at: morning)
    var readings = [MachineTime(boot: morning.boot, real: morning.real + hour), morning.later(hour)]
    #expect(watch.look { readings.removeFirst() } == nil)
    #expect(readings.isEmpty && watch.wall == watch.clock.wall)
  }

  @Test func `a sleep is no setting of the clock`() {
    // CLOCK_BOOTTIME counts it, as wall time does.
    var watch = ClockWatch(LiveClock(at: morning), at: morning)
    #expect(watch.look { morning.later(8 * hour) } == nil)
  }

  @Test(
    arguments: [
      ("1", 1), ("60", 60), ("1000", 1000), ("60@1800000000", 60), ("0", nil), ("1001", nil), ("-1", nil), ("", nil),
      ("fast", nil), ("60@", nil), ("60@-1", nil), ("60@4102444801", nil), ("60@1@2", nil), ("1.5", nil),
    ] as [(String, Int64?)])
  func `a pace is a factor, and since when`(text: String, factor: Int64?) {
    #expect(Pace(text, at: morning)?.factor == factor)
  }

  @Test func `at a pace waits shrink and dates run ahead, for all nodes alike`() throws {
    let pace = try #require(Pace("60@1800000000"))
    let (early, late) = (morning, morning.later(10 * second))
    #expect(LiveClock(pace, at: early).wall.epoch == UnixTime(seconds: 1_800_000_000))
    // Ten seconds of the machine are ten minutes of theirs.
    #expect(LiveClock(pace, at: late).wall.epoch == UnixTime(seconds: 1_800_000_600))
    #expect(LiveClock(pace, at: early).wall(at: late) == LiveClock(pace, at: early).wall)
    #expect(pace.machineSpan(.seconds(120)) == .seconds(2))
    #expect(pace.machineSpan(.nanoseconds(1)) == .nanoseconds(1))
    #expect(pace.machineSpan(.zero) == .zero)
  }

  @Test func `at a pace a clock that is set is set by so much more`() throws {
    let pace = try #require(Pace("60@1800000000"))
    var watch = ClockWatch(LiveClock(pace, at: morning), at: morning)
    #expect(watch.look { morning.later(second, set: hour) } == .seconds(60 * 3600))
  }
}
