import Base
import Lab
import Testing

@testable import Sim

/// To the last moment at which something had not happened yet.
@Suite struct GoingBackTests {
  private static func timeline(_ hours: Int64) throws -> Timeline {
    var timeline = Timeline(try LabDesk().lab)
    _ = timeline.run(until: timeline.now + .seconds(hours * 3600)) { _ in false }
    return timeline
  }

  @Test func `before an event is the end of the step before its own, wherever it is`() throws {
    var timeline = try Self.timeline(1)
    let (first, last) = (try LabDesk().lab.trace.count, timeline.trace.count)
    for n in stride(from: first + 1, through: last, by: max(1, (last - first) / 40)) {
      try timeline.travel(to: .before(n))
      #expect(timeline.trace.count < n)
      let position = timeline.position
      timeline.repeatUnit()
      #expect(timeline.trace.count >= n, "#\(n)")
      // The position is one to come back to.
      try timeline.travel(to: .position(position))
      #expect(timeline.position == position)
    }
    #expect(timeline.end.events == last)
  }

  /// A world that was kept for every step of the way would hold a copy of the whole trace each: minutes for this.
  @Test func `one event back in a long run, again and again`() throws {
    var timeline = try Self.timeline(40)
    let last = timeline.trace.count
    #expect(last > 100_000)
    for back in 1...5 {
      let count = timeline.trace.count
      try timeline.travel(to: .before(count))
      #expect(timeline.trace.count < count, "step \(back)")
    }
    try timeline.travel(to: .position(timeline.end))
    #expect(timeline.trace.count == last)
  }
}
