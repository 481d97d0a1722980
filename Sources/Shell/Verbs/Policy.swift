import Lab
import Script

enum Policy: Verb {
  static let signature = VerbSignature(
    "policy", summary: "Disable or enable every policy that grants a resource.",
    page: "Done in the portal: clients and gateways are told, and authorizations go with the policy.",
    forms: [Form(Parameter("resource", .object("resource")), Parameter("state", .choice(["enable", "disable"])))],
    examples: [
      Example("policy \"MyCorp Network\" disable", "nobody may reach it any more"),
      Example("policy \"MyCorp Network\" enable", "and again"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let resource = try call.resource()
    let enabled = try call.text("state") == "enable"
    try call.session.begin(call)
    try call.session.act(.change(.setPolicy(resource: resource, group: nil, enabled: enabled)), call.range)
    return .nothing
  }
}
