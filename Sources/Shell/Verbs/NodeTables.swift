import Base
import Lab
import Script

enum Nodes: Verb {
  static let signature = VerbSignature(
    "nodes", summary: "All nodes of the lab, where they are and whether they run.", forms: [Form()],
    options: [VerbSignature.formatOption],
    examples: [
      Example("nodes", "names and roles"), Example("nodes | where role == \"client\"", "the clients alone"),
    ])

  /// Parts of a node's state that are a column of the table, where the node has them.
  private static let parts = ["site", "life", "portal", "addresses"]

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let roles: [ObjectClass] = [.client, .gateway, .relay, .host]
    let names = roles.map { ($0.rawValue, call.session.stage.names($0)) }
    let rows = call.session.stage.names(.node).map { node in
      Script.Table.Row(
        [.string(node), .string(names.first { $0.1.contains(node) }?.0 ?? node)]
          + parts.map { call.fact([node, $0]).map { Value($0) } ?? .none })
    }
    return .value(.table(Script.Table(columns: ["node", "role"] + parts, rows: rows)))
  }
}

enum Resources: Verb {
  static let signature = VerbSignature(
    "resources", summary: "The resources that clients know, and their state.",
    page: "Of all clients, or of the one behind `for`; `show portal.resources` has those of the account.",
    forms: [Form(.introduced("for", "client", .object("client")))], options: [VerbSignature.formatOption],
    examples: [
      Example("resources", "what may be reached"), Example("resources for client --format json", "for scripts"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    .value(.table(call.table(of: "resources", on: try call.clients(), name: "resource")))
  }
}

enum Authorizations: Verb {
  static let signature = VerbSignature(
    "authorizations", summary: "Who may reach what, as gateways and portal hold it.",
    page: """
      `left` is the time until an access ends. The portal keeps rows that have ended: `state` says why, \
      `authorizations | where state != "live"` shows them alone.
      """,
    forms: [Form(.introduced("for", "client", .object("client")))], options: [VerbSignature.formatOption],
    examples: [
      Example("ping 172.20.0.100; authorizations", "after a first access"),
      Example(
        "ping 172.20.0.100; authorizations for client | select node, resource, left", "what one client may reach"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let nodes = call.session.stage.names(.gateway) + call.session.portals
    let client = try call.text("client").map { Value.string($0) }
    let table = call.table(of: "authorizations", on: nodes, name: "resource")
    return .value(.table(table.rows(where: ["client"], has: client)))
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
      A row for each access that any of the three knows of, or that the client could ask for. `verdict` says whether \
      they agree and, if not, by what they come together again; `portal_since`, `gateway_since` and `client_since` say \
      since when each thinks so, by which event and message, and the command behind that.
      """,
    forms: [
      Form(
        Parameter("resource", .object("resource"), optional: true), .introduced("for", "client", .object("client")))
    ], options: [VerbSignature.formatOption],
    examples: [
      Example("beliefs \"MyCorp Network\"", "the three views side by side"),
      Example("beliefs for client | where verdict has \"desync\"", "where one client's views differ"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let resource = call.has("resource") ? try call.resource() : nil
    let client = call.has("client") ? try call.node("client", .client) : nil
    return try call.state(.beliefs(resource: resource, client: client), named: "beliefs")
  }
}

extension Call {
  /// The client that an argument names, or all of them.
  fileprivate func clients() throws(ScriptFailure) -> [String] {
    has("client") ? [try node("client", .client)] : session.stage.names(.client)
  }

  /// A fact of the state, if it is there.
  func fact(_ path: [String]) -> Fact? {
    guard case .fact(let fact)? = try? session.stage.lab.answer(.state(path)) else { return nil }
    return fact
  }
}

extension Script.Table {
  /// The rows that have the value in one of the columns; all rows for nil.
  fileprivate func rows(where names: [String], has value: Value?) -> Script.Table {
    guard let value else { return self }
    let places = columns.indices.filter { names.contains(columns[$0]) }
    return Script.Table(
      columns: columns,
      rows: rows.filter { row in
        let cells = row.cells(of: columns)
        return places.contains { cells[$0].fact == value.fact }
      })
  }
}
