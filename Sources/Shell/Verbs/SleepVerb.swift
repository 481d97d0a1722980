import Base
import Lab
import Script

enum SleepVerb: Verb {
  static let signature = VerbSignature(
    "sleep", summary: "Suspend a machine for a while.",
    page: """
      Nothing reaches it and none of its timers fire, while time passes for everybody else; then it goes on, and \
      whatever was due meanwhile is due at once. Runs until the machine is awake.
      """,
    forms: [Form(Parameter("node", .object("node")), Parameter("span", .duration))],
    examples: [Example("sleep client 10m; ping 172.20.0.100", "a laptop whose lid was closed")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let node = try call.node("node", .node)
    guard let span = try call.duration("span") else { return .nothing }
    try call.session.begin(call)
    let next = call.session.stage.trace.count
    try call.session.act(.node(node, .sleep(span)), call.range)
    return try call.session.carry(
      Job(
        text: call.text, suspension: call.session.nextSuspension(), deadline: call.session.stage.now + span,
        watch: .nothing, next: next, complete: { _ throws(ScriptFailure) in .value(.none) }))
  }
}
