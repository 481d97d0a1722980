import Base
import Lab

/// An anonymous bundle as a lab: its events can be gone through, back and forth. It begins at its end.
package struct TracePlayer: ReplayedLab {
  package let origin: BundleOrigin
  private let whole: AnonymousTrace
  private var taken: Int
  package private(set) var trace: [TraceRecord]
  package private(set) var now: Instant
  package let end: LabPosition

  init(_ origin: BundleOrigin, _ trace: AnonymousTrace, until end: Instant) {
    (self.origin, whole, self.trace, taken) = (origin, trace, trace.records, trace.steps.count)
    now = max(end, trace.steps.last?.at ?? .zero, trace.records.last?.t ?? .zero)
    self.end = LabPosition(steps: taken, actions: 0, events: trace.records.count, now: now)
  }

  package var name: String { "anonymous" }
  package var seed: UInt64 { 0 }
  package var wall: WallClock { origin.wall }
  package var violations: [Violation] { [] }
  package var isRecorded: Bool { true }
  package var divergence: Divergence? { nil }
  package var knownNames: [String] { [] }
  package var steps: [AnonymousTrace.Step] { whole.steps }
  package var position: LabPosition { LabPosition(steps: taken, actions: 0, events: trace.count, now: now) }

  package mutating func perform(_ action: Action) throws(LabError) -> ActionResult {
    if case .command = action { return .done }
    throw Self.over
  }

  package mutating func run(until deadline: Instant, stop: (TraceRecord) -> Bool) -> RunEnd {
    while taken < whole.steps.count, whole.steps[taken].at <= deadline {
      let seen = trace.count
      go(to: taken + 1)
      if let i = (seen..<trace.count).first(where: { stop(trace[$0]) }) { return .stopped(i + 1) }
    }
    now = max(now, min(deadline, end.now))
    return taken == whole.steps.count && now >= end.now ? .idle : .deadline
  }

  package mutating func travel(to moment: Moment, unless isGivenUp: () -> Bool) throws(LabError) {
    let steps = whole.steps
    switch moment {
    case .event(let n):
      guard n >= 1, n <= end.events else {
        throw .invalid(
          what: "#\(n)", reason: end.events == 0 ? "nothing happened" : "the events are #1 to #\(end.events)")
      }
      go(to: (steps.firstIndex { $0.last >= n } ?? steps.count - 1) + 1)
    case .before(let n): go(to: steps.firstIndex { $0.last >= n } ?? steps.count)
    case .time(let t):
      go(to: steps.firstIndex { $0.at > t } ?? steps.count)
      now = max(now, min(t, end.now))
    case .position(let position):
      go(to: min(max(0, position.steps), steps.count))
      now = max(now, min(position.now, end.now))
    }
  }

  private mutating func go(to step: Int) {
    let count = step == 0 ? 0 : whole.steps[step - 1].last
    if count < trace.count { trace.removeSubrange(count...) } else { trace += whole.records[trace.count..<count] }
    taken = step
    now = step == 0 ? .zero : max(whole.steps[step - 1].at, trace.last?.t ?? .zero)
  }

  package func answer(_ query: Query) throws(LabError) -> State {
    guard case .state(let path) = query else { return try recorded(query, resources: []) }
    if path == ["clock"] { return .fact(.instant(now)) }
    guard let state = whole.state, position.steps == end.steps else {
      throw .notSupported(
        what: "the state of a node in the middle", reason: "an anonymous bundle has it at its end: `goto end`")
    }
    guard let root = path.first else { return .record([.init("clock", .instant(now)), .init(origin.name, state)]) }
    guard root == origin.name else { throw .unknown(.path, name: root, known: ["clock", origin.name]) }
    return try state.descend(path.dropFirst())
  }
}
