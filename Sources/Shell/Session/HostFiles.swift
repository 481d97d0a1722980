import Base
import Lab
import Report
import Script

/// Reading, writing and showing.
extension Session {
  package func read(_ path: String, at range: SourceRange) throws(ScriptFailure) -> [UInt8] {
    do throws(FileProblem) { return try files.read(path) } catch {
      throw ScriptFailure(
        .environment, Diagnostic(.unreadable, "cannot read `\(error.path)`", at: range, label: error.reason))
    }
  }

  func write(_ bytes: [UInt8], to path: String, at range: SourceRange) throws(ScriptFailure) {
    try write(to: path, at: range) { sink throws(FileProblem) in try sink(bytes) }
    say("wrote \(path)", .dim)
  }

  /// Says nothing when it is done.
  func write(
    to path: String, at range: SourceRange, _ body: (FileSink) throws(FileProblem) -> Void
  ) throws(ScriptFailure) {
    do throws(FileProblem) { try files.write(to: path, body) } catch {
      throw ScriptFailure(
        .environment, Diagnostic(.unwritable, "cannot write `\(error.path)`", at: range, label: error.reason))
    }
  }

  /// The result of an expression, a command or a pipe. What applications said is printed when they say it.
  package func show(_ value: Value, of statement: Statement, format: String?, to path: String?) throws(ScriptFailure) {
    let command: Command? = if case .command(let command) = statement.kind { command } else { nil }
    if command != nil, path == nil {
      switch value {
      case .none: return
      case .host(is AppValue) where command?.verb.text != Show.signature.name: return
      default: break
      }
    }
    // A function that only did something has no value to show.
    if case .none = value, case .expression(let expression) = statement.kind, case .call = expression.kind { return }
    let option = command?.option("format")?.value?.plainText
    let shown = text(value, as: (format ?? option).flatMap(Report.Table.Format.init) ?? .text)
    guard let path else { return output.put(shown, .plain) }
    try write(Array(shown.utf8), to: path, at: command?.redirection?.range ?? statement.range)
  }

  func text(_ value: Value, as format: Report.Table.Format) -> String {
    guard case .table(let table) = value else {
      guard format != .text else { return text(value) }
      if format == .json || format == .ndjson, let packets = packetValues(value) {
        return Self.json(packets, isOne: value.elements == nil && packets.count == 1, as: format)
      }
      return text(Script.Table(columns: ["value"], rows: (value.elements ?? [value]).map { .init([$0]) }), as: format)
    }
    if format == .text, let records = table.records {
      let lines = EventLines(fitting: records, style: options.style)
      return records.map { lines.line($0) + "\n" }.joined()
    }
    return text(table, as: format)
  }
}

extension Script.Table {
  /// The events of a table that shows them whole: they are printed as lines, not in columns.
  fileprivate var records: [TraceRecord]? {
    guard columns.last == "fields", columns.first == "event", columns.contains("kind") else { return nil }
    let records = rows.compactMap { row in
      if case .host(let event as EventValue) = row.subject { event.record } else { nil }
    }
    return records.count == rows.count ? records : nil
  }
}
