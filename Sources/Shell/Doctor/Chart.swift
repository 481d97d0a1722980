import Base
import Lab

/// What examinations look at: the lab as it is, by its state tree, and how it came to that.
struct Chart {
  let lab: any LabBackend
  let trace: [TraceRecord]
  let clients: [String]
  let gateways: [String]
  let relays: [String]

  init(_ lab: any LabBackend) {
    self.lab = lab
    trace = lab.trace
    clients = Self.names(.client, lab)
    gateways = Self.names(.gateway, lab)
    relays = Self.names(.relay, lab)
  }

  private static func names(_ objects: ObjectClass, _ lab: any LabBackend) -> [String] {
    guard case .fact(.list(let names)) = try? lab.answer(.names(objects)) else { return [] }
    return names.map(\.description)
  }

  func names(_ objects: ObjectClass) -> [String] { Self.names(objects, lab) }

  /// Clients and gateways: what a state tree tells the same of.
  var machines: [String] { clients + gateways }

  func fact(_ path: String...) -> Fact? {
    guard case .fact(let fact)? = try? lab.answer(.state(path)) else { return nil }
    return fact
  }

  func word(_ path: String...) -> String {
    guard case .fact(let fact)? = try? lab.answer(.state(path)) else { return "" }
    return fact.description
  }

  func members(_ path: String...) -> [State.Member] {
    guard case .record(let members)? = try? lab.answer(.state(path)) else { return [] }
    return members
  }

  func rows(_ path: String...) -> [ChartRow] { rows(.state(path)) }

  func rows(_ query: Query) -> [ChartRow] {
    guard case .table(let columns, let rows)? = try? lab.answer(query) else { return [] }
    return rows.map { ChartRow(columns: columns, cells: $0) }
  }

  /// The last event of these kinds at a node.
  func last(_ kinds: String..., at node: String) -> EventNumber? {
    trace.last { $0.node == node && kinds.contains($0.kind) }?.n
  }

  /// Whether the operator has cut the network between the two.
  func areCut(_ a: String, _ b: String) -> Bool { cuts.contains { $0 == (a, b) || $0 == (b, a) } }

  var cuts: [(String, String)] { rows("partitions").map { ($0.word("a"), $0.word("b")) } }

  func runs(_ node: String) -> Bool { word(node, "life") == "running" }

  /// ` from client-2`, where it must be said.
  func from(_ client: String, _ preposition: String = "from") -> String {
    clients.count > 1 ? " \(preposition) \(client.asName)" : ""
  }
}

/// A row of a table, by the names of its columns.
struct ChartRow {
  let columns: [String]
  let cells: [Fact]

  subscript(column: String) -> Fact {
    columns.firstIndex(of: column).flatMap { cells.indices.contains($0) ? cells[$0] : nil } ?? .none
  }

  func word(_ column: String) -> String { self[column].description }
}

extension String {
  /// As the language takes it for a name: quoted where it must be.
  var asName: String {
    let isPlain = unicodeScalars.allSatisfy { scalar in
      ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
        || "-_.".unicodeScalars.contains(scalar)
    }
    let begins = unicodeScalars.first.map { ("a"..."z").contains($0) || ("A"..."Z").contains($0) } ?? false
    if isPlain && begins { return self }
    return "\"" + replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("{", with: "\\{") + "\""
  }
}
