import Base
import Lab
import Script

enum TokenVerb: Verb {
  static let signature = VerbSignature(
    "token", summary: "Revoke a client's token, or give it another end.",
    page: """
      Without its token a client is cut off from the portal, and all that was granted for it ends. `expire in D` moves \
      the end; `expire` alone is now.
      """,
    forms: [
      Form(.literal("revoke"), .introduced("for", "client", .object("client"))),
      Form(
        .literal("expire"), .introduced("for", "client", .object("client")), .introduced("in", "span", .duration)),
    ],
    examples: [
      Example("ping 172.20.0.100; token revoke for client; run 1s", "signed out, and everything with it"),
      Example("token expire for client in 1h", "an hour left"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let client = try call.node("client", .client)
    if call.has("revoke") { return try call.change(.deleteToken(client: client), "client") }
    return try call.change(.expireToken(client: client, after: try call.duration("span") ?? .zero), "client")
  }
}

enum GroupVerb: Verb {
  static let signature = VerbSignature(
    "group", summary: "Change groups and who is in them.",
    page: "Actors are whom clients belong to; `show portal.groups` lists groups with their members.",
    forms: [
      Form(.literal("create"), Parameter("new", .word)), Form(.literal("delete"), Parameter("group", .object("group"))),
      Form(
        .literal("add"), Parameter("actor", .object("actor")),
        .introduced("to", "group", .object("group"), optional: false)),
      Form(
        .literal("remove"), Parameter("actor", .object("actor")),
        .introduced("from", "group", .object("group"), optional: false)),
    ],
    examples: [
      Example("group create Engineers; group add client to Engineers", "a group of one"),
      Example(
        "group create Engineers; policy delete \"MyCorp Network\"; policy add \"MyCorp Network\" of Engineers",
        "for a group alone"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    if call.has("create") { return try call.change(.addGroup(try call.text("new") ?? ""), "new") }
    let group = try call.known(try call.text("group") ?? "", .group, call.range(of: "group"))
    if call.has("delete") { return try call.change(.deleteGroup(group), "group") }
    let actor = try call.known(try call.text("actor") ?? "", .actor, call.range(of: "actor"))
    return try call.change(.setMember(actor: actor, group: group, call.has("add")), "group")
  }
}

enum ActorVerb: Verb {
  static let signature = VerbSignature(
    "actor", summary: "Disable or enable an actor.",
    page: "A disabled actor's clients are let in no more, and what they may reach ends.",
    forms: [Form(Parameter("state", .choice(["disable", "enable"])), Parameter("actor", .object("actor")))],
    examples: [Example("actor disable client; run 1s; actor enable client", "locked out for a moment")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let actor = try call.known(try call.text("actor") ?? "", .actor, call.range(of: "actor"))
    return try call.change(.disableActor(actor, try call.text("state") == "disable"), "actor")
  }
}

enum DeviceVerb: Verb {
  static let signature = VerbSignature(
    "device", summary: "Verify, unverify or delete a client or gateway in the portal.",
    page: "What the portal knows of a machine; the machine itself runs on. A deleted one is not let in again.",
    forms: [
      Form(
        Parameter("what", .choice(["verify", "unverify", "delete"])), Parameter("node", .object("node")))
    ],
    examples: [Example("device verify client", "conditions on `client_verified` hold")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let node = try call.node("node", .node)
    switch try call.text("what") {
    case "delete" where call.session.stage.names(.gateway).contains(node):
      return try call.change(.deleteGateway(node), "node")
    case "delete": return try call.change(.deleteClient(node), "node")
    case let what: return try call.change(.verifyClient(node, what == "verify"), "node")
    }
  }
}
