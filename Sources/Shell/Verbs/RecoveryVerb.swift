import Lab
import Script

enum RecoveryVerb: Verb {
  static let signature = VerbSignature(
    "recovery", summary: "Which signal makes a client ask again for an access that its gateway lost.",
    page: """
      `icmp` is the ICMP error "administratively prohibited", `control-event` a message of the gateway inside the tunnel \
      that says so in so many words. Sets both feature flags on every client and gateway.
      """,
    forms: [Form(Parameter("signal", .choice(["icmp", "control-event", "both", "off"])))],
    examples: [
      Example("recovery icmp", "as the original does"), Example("recovery both", "whichever comes first"),
    ])

  private static let icmp = "icmp-error-unreachable-prohibited-create-new-flow"
  private static let event = "no-authorization-control-event"

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let signal = try call.text("signal")
    try call.session.begin(call)
    for node in call.session.machines {
      let isBoth = signal == "both"
      try call.session.act(.setFlag(icmp, node: node, on: isBoth || signal == "icmp"), call.range)
      try call.session.act(.setFlag(event, node: node, on: isBoth || signal == "control-event"), call.range)
    }
    return .nothing
  }
}
