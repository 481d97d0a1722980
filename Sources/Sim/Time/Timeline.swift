import Base
import Lab

/// A simulation that remembers how it came about: it can go back, and forward again to the same bytes.
///
/// A history is what operators did, each thing at its place among the steps of the world; between two of them the world
/// goes its own way. So every moment is the nearest snapshot before it, and what happened from there.
package struct Timeline: LabBackend {
  /// What an operator did, and when.
  struct Entry: Sendable {
    let action: Action
    /// How many steps the world had made.
    let steps: Int
    let now: Instant
  }

  var present: Simulation
  private(set) var journal: [Entry] = []
  /// How many entries of the journal lie behind the present.
  private(set) var actions = 0
  private(set) var snapshots: Snapshots
  /// The end of the history; nil where the present is the end.
  var furthest: (trace: Trace, position: LabPosition)?

  package init(_ simulation: Simulation) {
    present = simulation
    snapshots = Snapshots(simulation.beginning, simulation.snapshot(actions: 0))
  }

  package var name: String { present.name }
  package var seed: UInt64 { present.seed }
  package var now: Instant { present.now }
  package var wall: WallClock { present.wall }
  package var trace: [TraceRecord] { present.trace }
  package var violations: [Violation] { present.violations }
  package func answer(_ query: Query) throws(LabError) -> State { try present.answer(query) }

  package var position: LabPosition {
    LabPosition(steps: present.world.steps, actions: actions, events: present.trace.count, now: now)
  }

  package var end: LabPosition { furthest?.position ?? position }
}

// MARK: - Going on

extension Timeline {
  package mutating func perform(_ action: Action) throws(LabError) -> ActionResult {
    beginAnew()
    journal.append(Entry(action: action, steps: present.world.steps, now: now))
    actions += 1
    return try present.perform(action)
  }

  package mutating func run(until deadline: Instant, stop: (TraceRecord) -> Bool) -> RunEnd {
    if furthest != nil, let end = runAgain(until: deadline, stop) { return end }
    while true {
      let due = snapshots.due
      var isStopped = false
      let end = present.run(until: deadline) { record in
        isStopped = stop(record)
        return isStopped || record.n >= due
      }
      guard case .stopped(let n) = end, !isStopped else { return end }
      // The rest of the step that is over already has not been asked about.
      let stopped = (n..<present.trace.count).first { stop(present.trace[$0]) }
      snapshots.keep(present.snapshot(actions: actions))
      if let stopped { return .stopped(stopped + 1) }
    }
  }

  /// From here the history is another one.
  private mutating func beginAnew() {
    guard furthest != nil else { return }
    furthest = nil
    journal.removeSubrange(actions...)
    snapshots.drop(behind: position)
  }

  /// Over ground that is known: what the operator did next comes when it is done again, or not at all.
  ///
  /// - Returns: nil where the known ends, or another history begins.
  private mutating func runAgain(until deadline: Instant, _ stop: (TraceRecord) -> Bool) -> RunEnd? {
    while let known = furthest {
      let next = present.world.queue.next ?? .distantFuture
      if let entry = nextEntry, entry.steps == present.world.steps, deadline > entry.now || next <= deadline {
        // The operator's hand was here before the next step, and is not now.
        beginAnew()
        return nil
      }
      guard next <= deadline else {
        present.world.now = max(now, deadline)
        return .deadline
      }
      let seen = present.trace.count
      repeatUnit()
      if present.world.steps == known.position.steps, actions == known.position.actions { furthest = nil }
      if let i = (seen..<present.trace.count).first(where: { stop(present.trace[$0]) }) { return .stopped(i + 1) }
    }
    return nil
  }
}

// MARK: - Going back and forth

extension Timeline {
  package mutating func travel(to moment: Moment, unless isGivenUp: () -> Bool) throws(LabError) {
    let stood = self
    let end = furthest ?? (present.events, position)
    try check(moment, end.position)
    guard try goes(to: moment, end, unless: isGivenUp) else {
      self = stood
      return
    }
    if position == end.position { furthest = nil }
  }

  /// - Returns: false if it was given up on the way.
  private mutating func goes(
    to moment: Moment, _ end: (trace: Trace, position: LabPosition), unless isGivenUp: () -> Bool
  ) throws(LabError) -> Bool {
    if case .time(let t) = moment, t >= end.position.now { return goes(beyond: end, t, unless: isGivenUp) }
    guard let snapshot = snapshots.nearest(to: moment) else {
      throw .invalid(what: "going back", reason: "the lab begins at 0s, before its first event")
    }
    furthest = end
    resume(snapshot, end.trace)
    guard case .before(let n) = moment else { return repeatUnits(to: moment, unless: isGivenUp) }
    // A world that is kept beside the one that goes on costs a copy of the trace for each step: the way is gone twice.
    guard let last = positionBefore(n, unless: isGivenUp) else { return false }
    resume(snapshot, end.trace)
    return repeatUnits(to: .position(last), unless: isGivenUp)
  }

  mutating func resume(_ snapshot: Snapshots.Snapshot, _ trace: Trace) {
    actions = snapshot.actions
    present.resume(snapshot, trace)
  }

  /// Where the last step ends that is over before an event; goes there, and one further. Nil if it was given up.
  private mutating func positionBefore(_ n: EventNumber, unless isGivenUp: () -> Bool) -> LabPosition? {
    var last = position
    while repeatUnit(), present.trace.count < n {
      if isGivenUp() { return nil }
      last = position
    }
    return last
  }

  private func check(_ moment: Moment, _ end: LabPosition) throws(LabError) {
    guard case .event(let n) = moment, !(1...end.events).contains(n) else { return }
    throw .invalid(what: "#\(n)", reason: "the events are #1 to #\(end.events)")
  }

  /// To the end of what is known, and on from there.
  private mutating func goes(
    beyond end: (trace: Trace, position: LabPosition), _ t: Instant, unless isGivenUp: () -> Bool
  ) -> Bool {
    if furthest != nil, let snapshot = snapshots.nearest(to: .position(end.position)) {
      resume(snapshot, end.trace)
      guard repeatUnits(to: .position(end.position), unless: isGivenUp) else { return false }
      furthest = nil
    }
    var isLeft = false
    _ = run(until: t) { _ in
      isLeft = isGivenUp()
      return isLeft
    }
    return !isLeft
  }

  /// - Returns: false if it was given up on the way.
  private mutating func repeatUnits(to moment: Moment, unless isGivenUp: () -> Bool) -> Bool {
    while !isGivenUp() {
      switch moment {
      // Before an event `goes` asks for the position instead.
      case .event(let n), .before(let n): if present.trace.count >= n { return true }
      case .time(let t):
        guard let next = nextUnit, next <= t else {
          present.world.now = max(now, t)
          return true
        }
      case .position(let position):
        if present.world.steps == position.steps, actions == position.actions {
          present.world.now = position.now
          return true
        }
        // A position of another history is not waited for.
        if present.world.steps > position.steps { return true }
      }
      guard repeatUnit() else { return true }
    }
    return false
  }

  private var nextEntry: Entry? { actions < journal.count ? journal[actions] : nil }

  /// When the next thing happened, by the operator's hand or by itself.
  private var nextUnit: Instant? {
    if let entry = nextEntry, entry.steps == present.world.steps { return entry.now }
    return present.world.queue.next
  }

  /// Does the next thing of the history again. False at its end.
  @discardableResult
  mutating func repeatUnit() -> Bool {
    guard let entry = nextEntry, entry.steps == present.world.steps else {
      return present.world.step(before: .distantFuture, into: &present.events)
    }
    actions += 1
    present.world.now = entry.now
    // What failed then fails now.
    _ = try? present.perform(entry.action)
    return true
  }
}

extension Simulation {
  fileprivate func snapshot(actions: Int) -> Snapshots.Snapshot {
    Snapshots.Snapshot(world: world, mark: events.mark, command: command, actions: actions)
  }

  /// Becomes what it was, with as much of a trace as there was.
  fileprivate mutating func resume(_ snapshot: Snapshots.Snapshot, _ trace: Trace) {
    world = snapshot.world
    events = trace.cut(to: snapshot.mark)
    command = snapshot.command
  }
}

extension Snapshots.Snapshot {
  var position: LabPosition {
    LabPosition(steps: world.steps, actions: actions, events: mark.records, now: world.now)
  }

  func isBefore(_ position: LabPosition) -> Bool {
    world.steps <= position.steps && actions <= position.actions
      && (world.steps, actions) != (position.steps, position.actions)
  }
}
