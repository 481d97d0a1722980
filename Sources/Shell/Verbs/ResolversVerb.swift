import Lab
import Script

enum ResolversVerb: Verb {
  static let signature = VerbSignature(
    "resolvers", summary: "Change the name servers that a client's system uses outside the tunnel.",
    page: """
      As when the network that it is in names others; `none` leaves it without. They count while the portal names no \
      servers itself (`account upstream`).
      """,
    forms: [
      Form(
        Parameter("servers", .word, repeatable: true), .introduced("for", "client", .object("client")))
    ],
    examples: [Example("resolvers 203.0.113.53 for client; run 1s; dig example.com", "one server, by its address")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    try call.node(.setResolvers(try call.nameServers("servers")), "client")
  }
}
