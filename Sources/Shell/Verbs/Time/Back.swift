import Base
import Lab
import Report
import Script

enum Back: Verb {
  static let signature = VerbSignature(
    "back", summary: "Go back in time, by one event or by several.",
    page: """
      The world moves in whole steps: it goes back to before the step in which that event happened. The history stays \
      known, so `goto` leads forward again to the same bytes, until a command does something else.
      """,
    forms: [Form(Parameter("count", .count, optional: true))],
    examples: [
      Example("ping 172.20.0.100; back", "before the last thing that happened"),
      Example("ping 172.20.0.100; back 20; step", "twenty events back, and one step forward again"),
    ])

  static let isTravel = true

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let count = Int(clamping: try call.integer("count") ?? 1)
    let last = call.session.stage.trace.count
    guard count >= 1, count <= last else {
      throw call.fail(
        .noSuchNumber, "`back` takes 1 to \(last) events", at: call.range(of: "count"), label: "so many have happened")
    }
    try call.session.travel(to: .before(last - count + 1), call.range(of: "count"))
    return .nothing
  }
}

enum Goto: Verb {
  static let signature = VerbSignature(
    "goto", summary: "Go to an event or a time, back or forward.",
    page: """
      `goto #57` is the moment right after the step in which #57 happened. Forward it leads as far as the lab has been; \
      to a later time it runs. `goto end` is the end of what is known, `goto 0s` the first moment, before the nodes have \
      logged in. What lies ahead stays known until a command does something else: from there the history is another \
      one. Interrupted (Ctrl-C) it stays where it was.
      """,
    forms: [Form(.literal("end")), Form(Parameter("moment", .expression))],
    examples: [
      Example("ping 172.20.0.100; goto #150", "right after an event"),
      Example("ping 172.20.0.100; goto 600ms", "to a time"),
      Example("goto 0s; step message 3", "how the nodes log in"),
      Example("ping 172.20.0.100; back 10; goto end", "there and back again"),
    ])

  static let isTravel = true

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    try call.session.travel(to: try moment(call), call.range(of: "moment"))
    return .nothing
  }

  private static func moment(_ call: Call) throws(ScriptFailure) -> Moment {
    guard let expression = call.command["moment"]?.expression else { return .position(call.session.stage.lab.end) }
    switch try call.evaluator.value(of: expression) {
    case .event(let number): return .event(EventNumber(clamping: number))
    case .host(let event as EventValue): return .event(event.record.n)
    case .duration(let duration) where duration >= .zero: return .time(.zero + duration)
    case .integer(let number) where number >= 0:
      throw call.fail(
        .notAMoment, "`goto` leads to an event or a time", at: expression.range,
        label: "did you mean `#\(number)` or `\(number)s`?")
    default:
      throw call.fail(
        .notAMoment, "`goto` leads to an event or a time", at: expression.range, label: "#58, 12.4s, or `end`")
    }
  }
}

enum Undo: Verb {
  static let signature = VerbSignature(
    "undo", summary: "Take the last command back that did something.",
    page: """
      The world is as it was before that command, whatever came of it: `revoke`, `ping`, `run` and `step` alike. Undone \
      commands are not forgotten before something else is done: `goto end` does them again.
      """,
    forms: [Form(Parameter("count", .count, optional: true))],
    examples: [
      Example("ping 172.20.0.100; revoke \"MyCorp Network\"; undo", "the authorization is back"),
      Example("run 1s; run 2s; undo 2", "the last two commands"),
    ])

  static let isTravel = true

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let session = call.session
    let count = Int(clamping: try call.integer("count") ?? 1)
    let done = session.stage.done
    guard count >= 1, count <= done.count else {
      throw call.fail(
        .nothingToUndo, done.isEmpty ? "there is nothing to undo" : "`undo` takes 1 to \(done.count)",
        at: call.range(of: "count"), label: "commands that did something in this world")
    }
    let undone = done.suffix(count)
    guard let first = undone.first else { return .nothing }
    let said = undone.reversed().map { "undone: \($0.text)" }
    if let world = first.world {
      for line in said { session.say(line, .dim) }
      session.enter(world)
    } else {
      try session.travel(to: .position(first.before), call.range, saying: said)
    }
    session.stage.done = done.dropLast(count)
    return .nothing
  }
}
