import Base

/// The stages of a pipe that need no evaluator.
extension Table {
  /// Rows that agree in the columns, counted: most frequent first, of equal ones the first seen.
  func counted(by columns: [Name]) throws(ScriptFailure) -> Table {
    if columns.isEmpty { return Table(columns: ["count"], rows: [Row([.integer(Int64(rows.count))])]) }
    for column in columns { try require(column) }
    var groups: [(key: [Value], count: Int64)] = []
    var index: [[String]: Int] = [:]
    for row in rows {
      let key = columns.map { field($0.text, of: row) ?? .none }
      let name = key.map(\.literal)
      if let at = index[name] {
        groups[at].count += 1
      } else {
        index[name] = groups.count
        groups.append((key, 1))
      }
    }
    let sorted = groups.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
    return Table(
      columns: columns.map(\.text) + ["count"],
      rows: sorted.map { Row($0.element.key + [.integer($0.element.count)]) })
  }

  func selecting(_ columns: [Name]) throws(ScriptFailure) -> Table {
    for column in columns { try require(column) }
    return Table(
      columns: columns.map(\.text),
      rows: rows.map { row in Row(columns.map { field($0.text, of: row) ?? .none }, subject: row.subject) })
  }

  /// Stable; rows without a value come last.
  func sorted(by column: Name, descending: Bool) throws(ScriptFailure) -> Table {
    try require(column)
    let keyed = rows.enumerated().map {
      (offset: $0.offset, row: $0.element, key: field(column.text, of: $0.element) ?? .none)
    }
    let wanted: Value.Order = descending ? .descending : .ascending
    let sorted = keyed.sorted { a, b in
      switch (a.key, b.key) {
      case (.none, .none): return a.offset < b.offset
      case (.none, _): return false
      case (_, .none): return true
      default:
        let order = a.key.order(b.key) ?? Value.string(a.key.text).order(.string(b.key.text)) ?? .equal
        return order == .equal ? a.offset < b.offset : order == wanted
      }
    }
    return Table(columns: columns, rows: sorted.map(\.row))
  }

  /// A column, or a member that some row's subject has (an empty table cannot tell).
  private func require(_ column: Name) throws(ScriptFailure) {
    if columns.contains(column.text) || rows.isEmpty || rows.contains(where: { field(column.text, of: $0) != nil }) {
      return
    }
    let meant = Suggestion.nearest(to: column.text, in: columns).map { "did you mean `\($0)`?" } ?? ""
    throw Operators.failure(
      .unknownColumn, "the table has no column `\(column.text)`", column.range, label: meant,
      notes: ["columns: \(columns.joined(separator: " "))"])
  }
}
