import Base
import Lab

/// A simulation that says of itself that it is live, or over: what does a session do with it?
struct SeemingLab: LabBackend {
  var lab: any LabBackend
  var isLive = false
  var isRecorded = false
  var name: String { lab.name }
  var seed: UInt64 { lab.seed }
  var now: Instant { lab.now }
  var wall: WallClock { lab.wall }
  var trace: [TraceRecord] { lab.trace }
  var violations: [Violation] { lab.violations }
  mutating func perform(_ action: Action) throws(LabError) -> ActionResult { try lab.perform(action) }
  func answer(_ query: Query) throws(LabError) -> State { try lab.answer(query) }
  mutating func run(until deadline: Instant, stop: (TraceRecord) -> Bool) -> RunEnd {
    lab.run(until: deadline, stop: stop)
  }
}
