import Lab
import Report
import Script

enum HistoryVerb: Verb {
  static let signature = VerbSignature(
    "history", summary: "The commands that were typed in this session, with their numbers.",
    page: """
      `save N..M as FILE` makes a script of them. Those of earlier sessions are found with Ctrl-R and the up key at the \
      prompt. A script has no history.
      """,
    forms: [Form()], options: [VerbSignature.formatOption],
    examples: [Example("history", "what can be saved"), Example("history | last 5", "the latest")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let rows = call.session.notebook.lines.all.enumerated().map { place, line in
      Script.Table.Row([.integer(Int64(place + 1)), .string(line.text)])
    }
    return .value(.table(Script.Table(columns: ["no", "line"], rows: rows)))
  }
}

enum SaveVerb: Verb {
  static let signature = VerbSignature(
    "save", summary: "Commands of this session as a script.",
    page: """
      Without numbers all that were typed. What was not understood is left out, and so are `history`, `save`, `help` and the \
      like. A line whose result `_3` a later line uses becomes `let _3 = …`, so that the script stands alone.
      """,
    forms: [
      Form(
        Parameter("lines", .expression, optional: true, summary: "as `history` counts them"),
        .introduced("as", "file", .file, optional: false))
    ],
    examples: [
      Example("save as out/session.fzs", "all of it"), Example("save 1..3 as out/first.fzs", "three lines"),
    ])

  /// What speaks to the person, and nothing to the world.
  private static let chatter = ["history", "save", "help", "apropos", "cheatsheet", "explain", "tutorial", "quit"]

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let session = call.session
    let numbers = try numbers(call)
    let (script, leftOut) = session.notebook.lines.script(numbers, leavingOut: chatter)
    let header = "# A session in the lab \(session.stage.lab.name), seed \(session.stage.lab.seed).\n"
    try session.write(Array((header + script).utf8), to: try call.text("file") ?? "", at: call.range(of: "file"))
    if leftOut > 0 { session.say("\(leftOut) lines are left out: mistakes, or words to this prompt alone", .dim) }
    return .nothing
  }

  private static func numbers(_ call: Call) throws(ScriptFailure) -> ClosedRange<Int> {
    let count = max(1, call.session.notebook.lines.all.count)
    switch try call.value("lines") {
    case nil: return 1...count
    case .range(let range)? where range.lowerBound >= 1 && range.lowerBound <= count:
      return Int(range.lowerBound)...Int(min(range.upperBound, Int64(count)))
    case .integer(let number)? where (1...Int64(count)).contains(number): return Int(number)...Int(number)
    default:
      throw call.fail(
        .noSuchNumber, "there is no such line", at: call.range(of: "lines"), label: "`history` lists 1..\(count)")
    }
  }
}
