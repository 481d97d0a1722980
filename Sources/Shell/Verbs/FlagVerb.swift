import Lab
import Script

enum FlagVerb: Verb {
  static let signature = VerbSignature(
    "flag", summary: "Turn a feature flag of a node on or off.",
    page: """
      The environment (`FZFF_*`, exactly `true` or `false`) sets the initial values. `_` may be written for `-`.
      """,
    forms: [
      Form(
        Parameter("node", .object("node")), Parameter("name", .object("flag")),
        Parameter("state", .choice(["on", "off"])))
    ],
    examples: [
      Example(
        "flag client icmp-error-unreachable-prohibited-create-new-flow on",
        "let the client ask again when a gateway says prohibited")
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let node = try call.node("node", .node)
    let written = String((try call.text("name") ?? "").map { $0 == "_" ? "-" : $0 })
    let name = try call.known(written, .flag, call.range(of: "name"))
    let isOn = try call.text("state") == "on"
    try call.session.begin(call)
    try call.session.act(.setFlag(name, node: node, on: isOn), call.range)
    return .nothing
  }
}
