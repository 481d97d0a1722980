import Base
import Lab
import Script

/// Why the world stands still again.
enum Ending: Hashable {
  case met(EventNumber)
  case breakpoint(Int, EventNumber)
  case deadline
  /// Nothing is left that could happen.
  case idle
}

extension Session {
  /// Virtual time between two looks at whether the operator wants to stop.
  static let slice = Duration.seconds(60)

  /// Lets time pass until the watch is met, a breakpoint is hit, or `deadline`.
  ///
  /// - Parameter next: the index of the first record that the watch has not seen; moves on.
  func advance(until deadline: Instant, _ watch: Watch, from next: inout Int) throws(ScriptFailure) -> Ending {
    while true {
      try lookOut()
      if let ending = try look(watch, from: &next) { return ending }
      let start = stage.now
      if start >= deadline { return .deadline }
      if options.isInterrupted() { throw .interrupted }
      let (breakpoints, lookouts, isInterrupted) = (stage.breakpoints, stage.lookouts, options.isInterrupted)
      // The operator is heard after every step, which leaves the world whole, and not only between slices of time.
      let end = stage.lab.run(until: min(deadline, start + Self.slice)) { record in
        watch.mayMatch(record) || isInterrupted() || breakpoints.contains { $0.watch.mayMatch(record) }
          || lookouts.contains { $0.watch.mayMatch(record) }
      }
      // Time passes in an idle simulation too; where it does not, there is nothing to wait for.
      if end == .idle, stage.trace.count == next, stage.now == start { return .idle }
    }
  }

  /// Looks at what was recorded and not seen yet. A breakpoint comes before what ends the wait, so that the same
  /// event can do both.
  private func look(_ watch: Watch, from next: inout Int) throws(ScriptFailure) -> Ending? {
    let trace = stage.trace
    // What commands did that take no time, as `send`, is before the breakpoints when time is to pass.
    while stage.examined < min(next, trace.count) {
      if let ending = try examine(trace.span[stage.examined]) { return ending }
    }
    while next < trace.count {
      // Where they stand: a record is large, and most mean nothing to anybody.
      let n = trace.span[next].n
      if n > stage.examined, let ending = try examine(trace.span[next]) { return ending }
      next += 1
      if watch.mayMatch(trace.span[next - 1]), try watch.matches(trace.span[next - 1]) { return .met(n) }
    }
    return nil
  }

  private func examine(_ record: TraceRecord) throws(ScriptFailure) -> Ending? {
    stage.examined = record.n
    guard let breakpoint = try hit(by: record) else { return nil }
    stage.stops.latest = Stop(breakpoint: breakpoint.number, at: record.n, stage.lab.position)
    return .breakpoint(breakpoint.number, record.n)
  }

  private func hit(by record: TraceRecord) throws(ScriptFailure) -> Breakpoint? {
    for (i, breakpoint) in stage.breakpoints.enumerated() where breakpoint.watch.mayMatch(record) {
      if breakpoint.held == nil ? try breakpoint.watch.matches(record) : try begins(i, at: record) { return breakpoint }
    }
    return nil
  }

  /// A condition is looked at when a step is over: between its events there is no state.
  private func begins(_ i: Int, at record: TraceRecord) throws(ScriptFailure) -> Bool {
    guard record.n == stage.trace.count else { return false }
    let held = stage.breakpoints[i].held
    let holds = try stage.breakpoints[i].watch.holdsNow()
    stage.breakpoints[i].held = holds
    return holds && held == false
  }

  /// After the world has moved without the breakpoints: what holds by now does not begin to.
  func settleBreakpoints() {
    for (i, breakpoint) in stage.breakpoints.enumerated() where breakpoint.held != nil {
      stage.breakpoints[i].held = (try? breakpoint.watch.holdsNow()) ?? false
    }
  }
}
