import Base
import Lab
import Script

enum RestartVerb: Verb {
  static let signature = VerbSignature(
    "restart", summary: "Replace a node's process by a new one.",
    page: """
      A client or gateway says goodbye, unless --kill is given, and begins with new keys and an empty memory; its name, \
      its token and its addresses stay. The portal's sockets are cut; what it keeps in its database stays.
      """,
    forms: [Form(Parameter("node", .object("node")))], options: [killOption],
    examples: [Example("restart gateway --kill; run 1s", "as when the power fails and comes back")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    try call.node(.restart(gracefully: call.command.option("kill") == nil))
  }
}

enum StopVerb: Verb {
  static let signature = VerbSignature(
    "stop", summary: "End a node's process.",
    page: "With goodbyes, as on SIGTERM, or with --kill as when the power fails. `start` begins another.",
    forms: [Form(Parameter("node", .object("node")))], options: [killOption],
    examples: [Example("stop gateway; run 5s; start gateway", "five seconds without a gateway")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    try call.node(.stop(gracefully: call.command.option("kill") == nil))
  }
}

enum StartVerb: Verb {
  static let signature = VerbSignature(
    "start", summary: "Begin a process on a node that was stopped.", forms: [Form(Parameter("node", .object("node")))],
    examples: [Example("stop portal; run 5s; start portal", "a portal outage")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome { try call.node(.start) }
}

private let killOption = OptionSignature("kill", summary: "without a word to anybody")

extension Call {
  func node(_ action: NodeAction, _ parameter: String = "node") throws(ScriptFailure) -> Outcome {
    let node = try node(parameter, .node)
    try session.begin(self)
    try session.act(.node(node, action), range(of: parameter))
    return .nothing
  }
}
