import Lab
import Script

enum Nodes: Verb {
  static let signature = VerbSignature(
    "nodes", summary: "All nodes of the lab.", forms: [Form()], options: [VerbSignature.formatOption],
    examples: [Example("nodes", "names and roles")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let roles: [ObjectClass] = [.client, .gateway, .relay, .host]
    let names = roles.map { ($0.rawValue, call.session.stage.names($0)) }
    let table = Script.Table(
      columns: ["node", "role"],
      rows: call.session.stage.names(.node).map { node in
        .init([.string(node), .string(names.first { $0.1.contains(node) }?.0 ?? node)])
      })
    return .value(.table(table))
  }
}

enum Resources: Verb {
  static let signature = VerbSignature(
    "resources", summary: "The resources that the client knows, and their state.",
    forms: [Form(.introduced("for", "client", .object("client")))], options: [VerbSignature.formatOption],
    examples: [Example("resources", "what the client may reach"), Example("resources --format json", "for scripts")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let client = try call.node("client", .client)
    return .value(.table(call.table(of: "resources", on: [client], name: "resource")))
  }
}

enum Authorizations: Verb {
  static let signature = VerbSignature(
    "authorizations", summary: "Who may reach what, as gateways and portal hold it.", forms: [Form()],
    options: [VerbSignature.formatOption],
    examples: [Example("ping 172.20.0.100; authorizations", "after a first access")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let nodes = call.session.stage.names(.gateway) + ["portal"]
    return .value(.table(call.table(of: "authorizations", on: nodes, name: "resource")))
  }
}

enum Flags: Verb {
  static let signature = VerbSignature(
    "flags", summary: "The feature flags of every node.", forms: [Form()], options: [VerbSignature.formatOption],
    examples: [Example("flags", "what is on and what is off")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let nodes = call.session.stage.names(.client) + call.session.stage.names(.gateway)
    return .value(.table(call.table(of: "flags", on: nodes, name: "flag")))
  }
}

enum Beliefs: Verb {
  static let signature = VerbSignature(
    "beliefs", summary: "What portal, gateway and client each believe about access to a resource.",
    page: """
      The three views of the same access agree, or a packet of the client brings them together again: that is what \
      the ICMP error "administratively prohibited" is for.
      """,
    forms: [Form(Parameter("resource", .object("resource"), optional: true))], options: [VerbSignature.formatOption],
    examples: [Example("beliefs \"MyCorp Network\"", "the three views side by side")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let resource = call.has("resource") ? try call.resource() : nil
    return try call.state(.beliefs(resource: resource), named: "beliefs")
  }
}
