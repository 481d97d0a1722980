import Base
import Lab
import Script

enum Connections: Verb {
  static let signature = VerbSignature(
    "connections", summary: "Connections between clients and gateways: the path of each, and how it is.",
    page: """
      Both ends stand in the table, for each has its own view. `path` is direct, or names the relay that the data goes \
      over; `candidates` counts the addresses of both sides, `pairs` those that answer of those that there are. \
      `show client.connections[gateway]` tells all of one: every candidate, pair and timer. `why` explains an event \
      `ice.nominated` or a connection that has failed.
      """,
    forms: [Form(.introduced("for", "client", .object("client")))], options: [VerbSignature.formatOption],
    examples: [
      Example("ping 172.20.0.100; connections", "after a first access"),
      Example("ping 172.20.0.100; connections for client --format csv", "of one client"),
    ])

  private static let columns = ["state", "path", "local", "remote", "candidates", "pairs", "round_trip", "next"]

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let client = call.has("client") ? try call.node("client", .client) : nil
    var rows: [[Value]] = []
    for node in call.session.stage.names(.client) + call.session.stage.names(.gateway) {
      guard case .record(let peers)? = try? call.session.stage.lab.answer(.state([node, "connections"])) else {
        continue
      }
      for peer in peers {
        guard case .record(let members) = peer.value, client == nil || node == client || peer.name == client else {
          continue
        }
        rows.append([.string(node), .string(peer.name)] + columns.map { cell($0, members) })
      }
    }
    return .value(.table(Script.Table(columns: ["node", "peer"] + columns, rows: rows.map { .init($0) })))
  }

  private static func cell(_ column: String, _ members: [State.Member]) -> Value {
    let summary = members.first { $0.name == "summary" }?.value
    let own = members.first { $0.name == column }?.value
    if case .record(let short)? = summary, let fact = short.first(where: { $0.name == column })?.value {
      return Value(fact, named: column)
    }
    return own.map { Value($0, named: column) } ?? .none
  }
}
