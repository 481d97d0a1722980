/// What goes into a pipe, and what comes out of it.
enum Flow {
  case value(Value)
  case rows(RowStream)
}

extension Evaluator {
  /// Sends a table through the stages of a pipe, and holds what comes out.
  func piped(_ value: Value, _ stages: [PipeStage], at range: SourceRange) throws(ScriptFailure) -> Value {
    try held(flow(.value(value), stages, at: range), at: range)
  }

  /// Rows are asked for by whoever takes what comes out: until then nothing has happened but that names were looked up.
  func flow(_ base: Flow, _ stages: [PipeStage], at range: SourceRange) throws(ScriptFailure) -> Flow {
    var flow = base
    for stage in stages { flow = try apply(stage, to: flow, at: range) }
    return flow
  }

  /// A value that stays: rows as a table.
  func held(_ flow: Flow, at range: SourceRange) throws(ScriptFailure) -> Value {
    switch flow {
    case .value(let value): value
    case .rows(let rows): .table(try rows.collected(at: range))
    }
  }

  private func apply(_ stage: PipeStage, to flow: Flow, at range: SourceRange) throws(ScriptFailure) -> Flow {
    // `to` says how the result is shown, and changes nothing in it.
    if case .to = stage.kind { return flow }
    let rows: RowStream
    switch flow {
    case .rows(let stream): rows = stream
    case .value(let value):
      guard let table = value.table else {
        throw Operators.failure(
          .wrongType, "only tables and lists go through a pipe, this is \(value.indefinite)", range)
      }
      rows = RowStream(table)
    }
    if case .write(let format, let file) = stage.kind {
      try host.write(rows, as: format, to: text(of: file), at: file.range, self)
      return .value(.none)
    }
    return .rows(try apply(stage, to: rows))
  }

  private func apply(_ stage: PipeStage, to rows: RowStream) throws(ScriptFailure) -> RowStream {
    switch stage.kind {
    case .filter(let condition): try filtered(rows, by: condition)
    case .count(let columns): try rows.counted(by: columns, at: stage.range)
    case .sum(let column, let columns): try rows.summed(column, by: columns, at: stage.range)
    case .select(let columns): try rows.selecting(columns)
    case .sort(let column, let descending): try rows.sorted(by: column, descending: descending)
    case .first(let count): rows.first(try self.count(of: count))
    case .last(let count): rows.last(try self.count(of: count), at: stage.range)
    case .to, .write: rows
    }
  }

  /// The rows for which a condition or a pattern holds; a pattern is made ready once.
  package func filtered(_ rows: RowStream, by condition: Expression) throws(ScriptFailure) -> RowStream {
    let test = try host.rowTest(condition, self)
    return rows.passing { () throws(ScriptFailure) in
      while let row = try rows.next() {
        let isKept = try self.matching(.row(rows, row)) { () throws(ScriptFailure) in
          if let test { try test(row.subject) } else { try self.condition(condition) }
        }
        if isKept { return row }
      }
      return nil
    }
  }
}

extension Value {
  /// A list is a table of one column, `value`, unless its elements are records.
  fileprivate var table: Table? {
    switch self {
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
