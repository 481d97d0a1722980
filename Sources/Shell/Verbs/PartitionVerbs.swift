import Lab
import Script

enum PartitionVerb: Verb {
  static let signature = VerbSignature(
    "partition", summary: "Cut the network between two nodes, or around one.",
    page: """
      Datagrams between them are lost; a portal connection waits, as TCP does, until `heal` or until one side gives up.
      """,
    forms: [Form(Parameter("a", .object("link")), Parameter("b", .object("link"), optional: true))],
    examples: [
      Example("partition client gateway", "no datagram crosses"), Example("partition portal", "nobody reaches it"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let a = try call.known(try call.text("a") ?? "", .link, call.range(of: "a"))
    let b = try call.text("b").map { name throws(ScriptFailure) in try call.known(name, .link, call.range(of: "b")) }
    try call.session.begin(call)
    try call.session.act(.partition(a, b), call.range)
    return .nothing
  }
}

enum HealVerb: Verb {
  static let signature = VerbSignature(
    "heal", summary: "Join what `partition` cut.",
    page: "Between two nodes, around one, or everywhere. Links that `fault` shaped stay as they are.",
    forms: [
      Form(Parameter("a", .object("link"), optional: true), Parameter("b", .object("link"), optional: true))
    ],
    examples: [Example("partition client gateway; run 5s; heal", "all is joined again")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let a = try call.text("a").map { name throws(ScriptFailure) in try call.known(name, .link, call.range(of: "a")) }
    let b = try call.text("b").map { name throws(ScriptFailure) in try call.known(name, .link, call.range(of: "b")) }
    try call.session.begin(call)
    try call.session.act(.heal(a, b), call.range)
    return .nothing
  }
}
