/// Rows that agree in some columns, taken together.
extension RowStream {
  /// How many rows each group has: most frequent first, of equal ones the first seen.
  func counted(by names: [Name], at range: SourceRange) throws(ScriptFailure) -> RowStream {
    for name in names { try require(name) }
    let columns = names.map(\.text)
    return grouped(columns + ["count"]) { source throws(ScriptFailure) in
      guard !columns.isEmpty else { return [Table.Row([.integer(try source.total())])] }
      let groups = try source.groups(by: columns, at: range) { group, _ throws(ScriptFailure) in group.count += 1 }
      return groups.map { Table.Row($0.key + [.integer($0.count)]) }
    }
  }

  /// The sum of a column in each group, and how many rows have a value there: the greatest sum first, of equal ones the
  /// first seen. What is absent adds nothing.
  func summed(_ column: Name, by names: [Name], at range: SourceRange) throws(ScriptFailure) -> RowStream {
    for name in names + [column] { try require(name) }
    let columns = names.map(\.text)
    return grouped(columns + ["count", "sum"]) { source throws(ScriptFailure) in
      var groups = try source.groups(by: columns, at: range) { group, row throws(ScriptFailure) in
        guard let value = row.field(column.text, of: self.columns), !value.isNone else { return }
        group.count += 1
        group.sum =
          if let sum = group.sum { try Operators.apply(.add, sum, value, at: column.range) } else {
            try Self.addend(value, column)
          }
      }
      if columns.isEmpty, groups.isEmpty { groups = [Group(key: [])] }
      let sorted = groups.enumerated().sorted { a, b in
        let order = (a.element.sum ?? .none).order(b.element.sum ?? .none)
        return order == .descending || (order != .ascending && a.offset < b.offset)
      }
      return sorted.map { Table.Row($0.element.key + [.integer($0.element.count), $0.element.sum ?? .none]) }
    }
  }

  /// A value that can be added to others of its kind.
  private static func addend(_ value: Value, _ column: Name) throws(ScriptFailure) -> Value {
    switch value {
    case .integer, .byteCount, .duration: return value
    default:
      throw Operators.failure(
        .wrongType, "only numbers, sizes and durations can be added, `\(column.text)` is \(value.indefinite)",
        column.range)
    }
  }

  private func grouped(
    _ columns: [String], _ make: @escaping (RowStream) throws(ScriptFailure) -> [Table.Row]
  ) -> RowStream {
    RowStream(columns, { columns.contains($0) }, isHeld: isHeld, next: { nil }).passing(all: self, make)
  }

  private func total() throws(ScriptFailure) -> Int64 {
    var count: Int64 = 0
    while try next() != nil { count += 1 }
    return count
  }

  private struct Group {
    let key: [Value]
    var count: Int64 = 0
    var sum: Value?
  }

  /// The groups by how often they were seen, of equal ones the first.
  private func groups(
    by columns: [String], at range: SourceRange, _ add: (inout Group, Table.Row) throws(ScriptFailure) -> Void
  ) throws(ScriptFailure) -> [Group] {
    var groups: [Group] = []
    var index: [[String]: Int] = [:]
    var holding = Holding(isBounded: !isHeld)
    while let row = try next() {
      let key = columns.map { row.field($0, of: self.columns) ?? .none }
      let name = key.map(\.literal)
      let at = index[name] ?? groups.count
      if at == groups.count {
        try holding.addGroup(at: range)
        index[name] = at
        groups.append(Group(key: key))
      }
      try add(&groups[at], row)
    }
    return groups.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }.map(\.element)
  }
}

extension Value {
  fileprivate var isNone: Bool { if case .none = self { true } else { false } }
}
