import Base
import Lab
import Script

enum Roam: Verb {
  static let signature = VerbSignature(
    "roam", summary: "Move a client to another network.",
    page: """
      The client gets other addresses and notices: it begins again with new keys, and applications keep their tunnel \
      addresses. Without addresses it gets the next free ones.
      """,
    forms: [
      Form(
        Parameter("client", .object("client"), optional: true),
        Parameter("addresses", .word, introducer: "to", optional: true, repeatable: true))
    ],
    examples: [
      Example("roam client; ping 172.20.0.100", "the next free addresses"),
      Example("roam client to 203.0.113.200, 203:0:113::200", "these addresses"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let client = try call.node("client", .client)
    var addresses: [IPAddress] = []
    for argument in call.command.all("addresses") {
      guard let expression = argument.expression else { continue }
      let text = try call.evaluator.text(of: expression)
      guard let address = IPAddress(text) else {
        throw call.fail(.badSetting, "`\(text)` is not an address", at: argument.range, label: "203.0.113.200")
      }
      addresses.append(address)
    }
    try call.session.begin(call)
    try call.session.act(.node(client, .roam(addresses)), call.range)
    return .nothing
  }
}
