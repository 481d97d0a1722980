import Base
import Lab
import Script

/// A record of records (`client.resources`) read as a table: a row for each, its name first.
struct StateTable {
  private(set) var columns: [String] = []
  private(set) var rows: [[(column: String, fact: Fact)]] = []

  mutating func add(_ state: State, name column: String, prefix: [(column: String, fact: Fact)]) {
    switch state {
    case .table(let columns, let rows):
      // Without rows too, a table says what it would hold.
      note(prefix.map(\.column) + columns)
      for row in rows { add(prefix + Array(zip(columns, row)).map { (column: $0.0, fact: $0.1) }) }
    case .record(let members):
      for member in members { add(prefix + [(column, .text(member.name))] + Self.cells(member.value)) }
    default: break
    }
  }

  private mutating func note(_ names: [String]) {
    for name in names where !columns.contains(name) { columns.append(name) }
  }

  private mutating func add(_ row: [(column: String, fact: Fact)]) {
    note(row.map(\.column))
    rows.append(row)
  }

  private static func cells(_ state: State) -> [(column: String, fact: Fact)] {
    switch state {
    case .record(let members): members.map { ($0.name, Value($0.value, named: $0.name).fact) }
    case .fact(let fact): [("value", fact)]
    default: []
    }
  }

  var table: Script.Table {
    Script.Table(
      columns: columns,
      rows: rows.map { row in
        .init(columns.map { column in Value(row.first { $0.column == column }?.fact ?? .none) })
      })
  }
}

extension Call {
  /// One part of the state of several nodes as one table; nodes that have no such part are left out.
  func table(of part: String, on nodes: [String], name: String) -> Script.Table {
    var table = StateTable()
    for node in nodes {
      guard let state = try? session.stage.lab.answer(.state([node, part])) else { continue }
      table.add(state, name: name, prefix: [("node", .text(node))])
    }
    return table.table
  }
}
