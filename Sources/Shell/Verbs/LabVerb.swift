import Lab
import Report
import Script

enum LabVerb: Verb {
  static let signature = VerbSignature(
    "lab", summary: "Choose, show or restart the world.",
    page: """
      `lab NAME` builds a lab anew with the seed of this session, `lab reset` the present one; `lab show` prints its \
      state. Built in: mycorp, one client and one gateway with two relays and a portal.
      """,
    forms: [
      Form(.literal("show")), Form(.literal("reset")), Form(Parameter("name", .object("lab"))),
    ],
    examples: [
      Example("lab show", "the whole state, node by node"), Example("lab reset", "the same world from the start"),
      Example("lab mycorp", "the built-in lab"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    if call.has("show") { return try call.state(.state([]), named: call.session.stage.lab.name) }
    let name = try call.text("name")
    try call.session.restart(name: name, seed: nil, call.range(of: "name"))
    return .nothing
  }
}

extension Session {
  /// Begins anew: what was suspended in the old world is gone.
  func restart(name: String?, seed: UInt64?, _ range: SourceRange) throws(ScriptFailure) {
    do throws(LabError) {
      try stage.restart(name: name, seed: seed)
    } catch {
      throw ScriptFailure(.runtime, error.diagnostic(at: range))
    }
    parked = []
    say("lab \(stage.lab.name), seed \(stage.lab.seed)", .dim)
  }
}
