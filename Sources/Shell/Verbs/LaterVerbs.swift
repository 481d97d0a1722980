import Script

/// Words of the language that later versions bring: known, so that nobody is told that they do not exist.
enum LaterVerbs {
  static let all: [(name: String, summary: String)] = [
    ("explore", "search for violated invariants; until then the program does it: `fzsh explore`")
  ]

  static let signatures = all.map { verb in
    VerbSignature(
      verb.name, summary: "Not in this version: \(verb.summary).",
      forms: [Form(Parameter("rest", .text, optional: true))])
  }

  static func diagnostic(_ command: Command) -> Diagnostic? {
    guard let verb = all.first(where: { $0.name == command.verb.text }) else { return nil }
    return Diagnostic(
      .laterVerb, "`\(verb.name)` is not in this version", at: command.verb.range, label: "later: \(verb.summary)")
  }
}
