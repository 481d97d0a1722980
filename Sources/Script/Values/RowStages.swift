import Base

/// The stages of a pipe that need no evaluator.
extension RowStream {
  func first(_ count: Int64) -> RowStream {
    var left = count
    return passing { () throws(ScriptFailure) in
      guard left > 0 else {
        try settle()
        return nil
      }
      left -= 1
      return try next()
    }
  }

  func last(_ count: Int64, at range: SourceRange) -> RowStream {
    passing(all: self) { source throws(ScriptFailure) in
      guard count > 0 else { return [] }
      var ring: [Table.Row] = []
      var oldest = 0
      var holding = Holding(isBounded: !isHeld)
      while let row = try source.next() {
        if ring.count < count {
          ring.append(row)
        } else {
          holding.remove(ring[oldest])
          ring[oldest] = row
          oldest = (oldest + 1) % ring.count
        }
        try holding.add(row, at: range)
      }
      return Array(ring[oldest...] + ring[..<oldest])
    }
  }

  func selecting(_ names: [Name]) throws(ScriptFailure) -> RowStream {
    for name in names { try require(name) }
    let columns = names.map(\.text)
    return with(
      columns, { columns.contains($0) || knows($0) },
      next: { () throws(ScriptFailure) in
        try next().map { row in
          Table.Row(columns.map { row.field($0, of: self.columns) ?? .none }, subject: row.subject)
        }
      })
  }

  /// Stable; rows without a value come last.
  func sorted(by column: Name, descending: Bool) throws(ScriptFailure) -> RowStream {
    try require(column)
    let wanted: Value.Order = descending ? .descending : .ascending
    return passing(all: self) { source throws(ScriptFailure) in
      let keyed = try source.rows(at: column.range).enumerated().map {
        (offset: $0.offset, row: $0.element, key: $0.element.field(column.text, of: columns) ?? .none)
      }
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
      return sorted.map(\.row)
    }
  }

  /// A column, or a member that what rows speak of may have.
  func require(_ column: Name) throws(ScriptFailure) {
    if columns.contains(column.text) || knows(column.text) { return }
    let names = (columns + others).unique
    let meant = Suggestion.nearest(to: column.text, in: names).map { "did you mean `\($0)`?" } ?? ""
    throw Operators.failure(
      .unknownColumn, "the table has no column `\(column.text)`", column.range, label: meant,
      notes: ["columns: \(names.joined(separator: " "))"])
  }
}
