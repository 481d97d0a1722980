import Lab
import Script

enum InternetVerb: Verb {
  static let signature = VerbSignature(
    "internet", summary: "Switch a client's Internet resource on or off.",
    page: "The client's own switch; the portal does not hear of it. It is off unless the lab file says otherwise.",
    forms: [
      Form(Parameter("state", .choice(["on", "off"])), .introduced("for", "client", .object("client")))
    ],
    examples: [Example("internet on for client", "what no other resource holds goes through the tunnel")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let isOn = try call.text("state") == "on"
    return try call.node(.setInternetResource(isOn), "client")
  }
}
