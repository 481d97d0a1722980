import Script

enum Quit: Verb {
  static let signature = VerbSignature(
    "quit", aliases: ["exit"], summary: "Leave.", forms: [Form()], examples: [Example("quit", "the session ends")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    call.session.isOver = true
    return .nothing
  }
}
