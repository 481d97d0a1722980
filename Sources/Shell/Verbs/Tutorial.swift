import Report
import Script

enum Tutorial: Verb {
  static let signature = VerbSignature(
    "tutorial", summary: "Lessons with tasks: what counts is how the world is afterwards, not what was typed.",
    page: """
      `tutorial` lists them, `tutorial N` begins one, in the lab mycorp made anew; the world as it was is kept as the \
      snapshot `before-tutorial`. After every command the task looks at the world. There is more than one way through \
      each.
      """,
    forms: [
      Form(Parameter("action", .choice(["hint", "task", "stop"]))),
      Form(Parameter("lesson", .count, optional: true, summary: "1 to \(Lesson.all.count)")),
    ],
    examples: [Example("tutorial", "the lessons"), Example("tutorial 1", "begin with the first")])

  static let isTravel = true
  private static let kept = "before-tutorial"

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let session = call.session
    if let action = try call.text("action") { return try act(action, call) }
    guard let number = try call.integer("lesson") else {
      tellAll(session)
      return .nothing
    }
    guard (1...Int64(Lesson.all.count)).contains(number) else {
      throw call.fail(
        .noSuchNumber, "there is no lesson \(number)", at: call.range(of: "lesson"), label: "1 to \(Lesson.all.count)")
    }
    if session.notebook.lesson == nil { session.worlds.keep(session.savedWorld, .snapshot, as: kept) }
    try session.begin(lesson: Int(number), call.range)
    return .nothing
  }

  private static func act(_ action: String, _ call: Call) throws(ScriptFailure) -> Outcome {
    let session = call.session
    guard let task = session.notebook.lesson?.task else {
      throw call.fail(.unknownWord, "no lesson is being taken", at: call.range, label: "`tutorial` lists them")
    }
    switch action {
    case "hint": session.say(task.hint.wrapped())
    case "task": session.sayTask()
    default:
      session.notebook.lesson = nil
      session.say("`restore \(kept)` goes back to the world before the lesson", .dim)
    }
    return .nothing
  }

  private static func tellAll(_ session: Session) {
    for (place, lesson) in Lesson.all.enumerated() { session.say("  \(place + 1)  \(lesson.title)") }
    session.say("`tutorial 1` begins", .dim)
  }
}
