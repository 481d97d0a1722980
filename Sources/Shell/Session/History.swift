import Base
import Lab
import Report
import Script

/// A command that did something, and where the lab was before it.
struct DoneCommand {
  let text: String
  let before: LabPosition
  /// The world before it, where the command made another history of what had happened.
  var world: Worlds.Saved?
}

extension Stage {
  /// Commands that can be taken back; nobody counts further than that.
  private static let deepest = 1000

  mutating func remember(_ text: String, before: LabPosition) {
    guard lab.position != before else { return }
    done.append(DoneCommand(text: text, before: before))
    if done.count > Self.deepest { done.removeFirst(done.count - Self.deepest) }
  }

  /// One more thing has been done before what these commands began with.
  mutating func amendDone(from command: EventNumber, by growth: Int) {
    done = done.map { done in
      guard done.before.events >= command else { return done }
      let before = LabPosition(
        steps: done.before.steps, actions: done.before.actions + 1, events: done.before.events + growth,
        now: done.before.now)
      return DoneCommand(text: done.text, before: before, world: done.world)
    }
  }

  /// What looked at a future that has not happened yet looks at the present.
  mutating func arrive() {
    let count = lab.trace.count
    (mark, examined, lookedAt) = (min(mark, count), count, count)
    let steps = lab.position.steps
    done.removeAll { $0.before.events > count || $0.before.steps > steps }
    lookouts = lookouts.map { $0.forgetting(after: count) }
  }
}

extension Session {
  /// Takes the lab to another moment of its history. Interrupted on the way it stands where it stood, or, beyond what
  /// is known, as far as it has come.
  ///
  /// - Parameter said: what is to be said before where that is.
  func travel(to moment: Moment, _ range: SourceRange, saying said: [String] = []) throws(ScriptFailure) {
    let isInterrupted = options.isInterrupted
    do throws(LabError) {
      if case .time(let t) = moment, t > stage.lab.end.now {
        try stage.lab.travel(to: .position(stage.lab.end), unless: isInterrupted)
        runOn(to: t)
      }
      if !isInterrupted() { try stage.lab.travel(to: moment, unless: isInterrupted) }
    } catch {
      throw ScriptFailure(.runtime, error.diagnostic(at: range))
    }
    let isGivenUp = isInterrupted()
    if !isGivenUp { for line in said { say(line, .dim) } }
    arrive()
    if isGivenUp { throw .interrupted }
  }

  /// Beyond what is known the world goes its own way, for as long as the operator wants to wait.
  private func runOn(to t: Instant) {
    let isInterrupted = options.isInterrupted
    while stage.now < t, !isInterrupted() {
      let before = stage.lab.position
      _ = stage.lab.run(until: min(t, stage.now + Self.slice)) { _ in isInterrupted() }
      guard stage.lab.position != before else { return }
    }
  }

  /// After the present has changed: commands that had not begun yet are not suspended any more.
  func arrive() {
    stage.arrive()
    settleBreakpoints()
    let count = stage.trace.count
    parked = parked.compactMap { $0.continued(at: count) }
    sayWhere()
  }

  private func sayWhere() {
    let (count, last) = (stage.trace.count, stage.lab.end.events)
    let of = last > count ? " of \(last)" : ""
    say("at \(stage.now.text), #\(count)\(of)", .dim)
    if let record = stage.record(count) { say(EventLines(style: options.style).line(record)) }
  }
}
