extension Evaluator {
  /// Sends a table through the stages of a pipe.
  func piped(_ value: Value, _ stages: [PipeStage], at range: SourceRange) throws(ScriptFailure) -> Value {
    var value = value
    for stage in stages { value = try apply(stage, to: value, at: range) }
    return value
  }

  private func apply(_ stage: PipeStage, to value: Value, at range: SourceRange) throws(ScriptFailure) -> Value {
    // `to` says how the result is shown, and changes nothing in it.
    if case .to = stage.kind { return value }
    guard let table = Self.table(value) else {
      throw Operators.failure(
        .wrongType, "only tables and lists go through a pipe, this is \(value.indefinite)", range)
    }
    return .table(try apply(stage.kind, to: table))
  }

  private func apply(_ stage: PipeStage.Kind, to table: Table) throws(ScriptFailure) -> Table {
    switch stage {
    case .filter(let condition): return try filtered(table, condition)
    case .count(let columns): return try table.counted(by: columns)
    case .select(let columns): return try table.selecting(columns)
    case .sort(let column, let descending): return try table.sorted(by: column, descending: descending)
    case .first(let count):
      return Table(columns: table.columns, rows: Array(table.rows.prefix(Int(clamping: try self.count(of: count)))))
    case .last(let count):
      return Table(columns: table.columns, rows: Array(table.rows.suffix(Int(clamping: try self.count(of: count)))))
    case .to: return table
    }
  }

  private func filtered(_ table: Table, _ condition: Expression) throws(ScriptFailure) -> Table {
    let test = try host.rowTest(condition, self)
    var rows: [Table.Row] = []
    for row in table.rows {
      let isKept = try matching(.row(table, row)) { () throws(ScriptFailure) in
        if let test { return try test(row.subject) }
        return try self.condition(condition)
      }
      if isKept { rows.append(row) }
    }
    return Table(columns: table.columns, rows: rows)
  }

  /// A list is a table of one column, `value`, unless its elements are records.
  private static func table(_ value: Value) -> Table? {
    switch value {
    case .table(let table): return table
    case .list(let values), .set(let values):
      let records = values.compactMap { if case .record(let record) = $0 { record } else { nil } }
      guard !records.isEmpty, records.count == values.count else {
        return Table(columns: ["value"], rows: values.map { Table.Row([$0], subject: $0) })
      }
      let columns = records[0].fields.map(\.name)
      return Table(
        columns: columns,
        rows: records.map { record in Table.Row(columns.map { record[$0] ?? .none }, subject: .record(record)) })
    default: return nil
    }
  }
}
