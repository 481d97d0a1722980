import Lab
import Report
import Script

enum Rules: Verb {
  static let signature = VerbSignature(
    "rules", summary: "The rules in flight, in the order in which they are asked.",
    page: "`left` is how often a rule with `once` or `times` will still be applied; `show held` lists what is held.",
    forms: [Form()], options: [VerbSignature.formatOption],
    examples: [Example("on icmp at client.tun : hold; ping 172.20.0.100; rules", "how often each was applied")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome { try call.state(.state(["rules"]), named: "rules") }
}

enum ReleaseVerb: Verb {
  static let signature = VerbSignature(
    "release", summary: "Let go what rules hold, in the order in which it came.",
    page: """
      Without a number everything that is held goes on; `release N` lets go of one thing, by its number in `show held`. \
      The rules stay: what matches from now on is held again.
      """,
    forms: [Form(.literal("all")), Form(Parameter("number", .count, optional: true))],
    examples: [
      Example(
        "on icmp at client.tun : hold once; send icmp(dst=172.20.0.100) from client; release", "what was held goes on"),
      Example(
        "on udp at client.tun : hold; send udp(dst=172.20.0.100, dport={7, 8}) from client; release 2", "one of two"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let number = try call.integer("number")
    try call.session.begin(call)
    let release = number.map { Release.one(Int(clamping: $0)) } ?? .all
    guard case .released(let count) = try call.session.act(.release(release), call.range(of: "number")) else {
      return .nothing
    }
    call.session.say(count == 0 ? "nothing is held" : "released \(count)", .dim)
    return .nothing
  }
}

extension Call {
  func deleteRule() throws(ScriptFailure) -> Outcome {
    let number = Int(clamping: try integer("number") ?? 0)
    try session.begin(self)
    try session.act(.removeRule(number), range(of: "number"))
    return .nothing
  }
}
