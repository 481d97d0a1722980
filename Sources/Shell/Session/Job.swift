import Base
import Lab
import Report
import Script

/// A foreground command: it lets time pass until something has happened, and then has a result.
struct Job {
  enum Completion {
    case value(Value)
    /// The command goes on: the next echo request of `ping`.
    case next(Job)
  }

  /// The command as it was written.
  let text: String
  let suspension: SuspensionID
  let deadline: Instant
  let watch: Watch
  /// Index of the first record that the watch has not seen.
  var next: Int
  let complete: (Ending) throws(ScriptFailure) -> Completion
  /// How many records there were when the command began.
  var began: EventNumber?

  /// The job in a world in which so much has happened; nil if it has not begun there.
  func continued(at count: EventNumber) -> Job? {
    guard began ?? next <= count else { return nil }
    var job = self
    job.next = min(next, count)
    return job
  }

  /// The job in a world in which what happened from a command on has become another, and more or less of it.
  func amended(from command: EventNumber, by growth: Int) -> Job {
    var job = self
    job.next = min(next, command)
    if let began, began >= command { job.began = began + growth }
    return job
  }
}

extension Session {
  /// Runs the world until the job is done or a breakpoint stops it.
  func carry(_ job: Job) throws(ScriptFailure) -> Outcome {
    var job = job
    let began = job.began ?? job.next
    job.began = began
    while true {
      let ending = try advance(until: job.deadline, job.watch, from: &job.next)
      if case .breakpoint(let number, let event) = ending {
        park(job, breakpoint: number, event)
        return .suspended(job.suspension)
      }
      switch try job.complete(ending) {
      case .value(let value): return .value(value)
      case .next(let following):
        job = following
        job.began = began
      }
    }
  }

  private func park(_ job: Job, breakpoint: Int, _ event: EventNumber) {
    parked.append(job)
    say("stopped at breakpoint \(breakpoint), \(stage.now.text):", .warning)
    if let condition = stage.breakpoints.first(where: { $0.number == breakpoint && $0.held != nil }) {
      say("  \(condition.text.dropFirst("break ".count)), since the step that ended with", .plain)
    }
    if let record = stage.record(event) { say(EventLines(style: options.style).line(record), .plain) }
    let canEdit = stage.record(event)?.isPassing == true
    say("`\(job.text)` is suspended; `continue` resumes it\(canEdit ? ", `edit` changes what passes" : "")", .dim)
  }

  /// Begins a command: its text stands in the trace, and expectations look at what comes after it.
  func begin(_ call: Call) throws(ScriptFailure) {
    stage.mark = stage.trace.count
    try act(.command(call.text), call.command.range)
  }

  @discardableResult
  func act(_ action: Action, _ range: SourceRange) throws(ScriptFailure) -> ActionResult {
    do throws(LabError) {
      return try stage.lab.perform(action)
    } catch {
      throw ScriptFailure(.runtime, error.diagnostic(at: range))
    }
  }

  func ask(_ query: Query, _ range: SourceRange) throws(ScriptFailure) -> State {
    do throws(LabError) {
      return try stage.lab.answer(query)
    } catch {
      throw ScriptFailure(.runtime, error.diagnostic(at: range))
    }
  }
}
