import Base
import Lab
import Report
import Script

/// Reading, writing and showing.
extension Session {
  package func read(_ path: String, at range: SourceRange) throws(ScriptFailure) -> [UInt8] {
    do throws(FileProblem) { return try files.read(path) } catch { throw error.unreadable(at: range) }
  }

  func open(_ path: String, at range: SourceRange) throws(ScriptFailure) -> FileSource {
    do throws(FileProblem) { return try files.open(path) } catch { throw error.unreadable(at: range) }
  }

  func write(_ bytes: [UInt8], to path: String, at range: SourceRange) throws(ScriptFailure) {
    try write(to: path, at: range) { sink throws(FileProblem) in try sink(bytes) }
    sayWritten(path)
  }

  /// All events, piece by piece: a long run is hundreds of megabytes, and the operator is heard on the way.
  func writeTrace(to path: String, at range: SourceRange) throws(ScriptFailure) {
    let trace = stage.trace
    var next = 0
    try write(to: path, at: range) { () throws(ScriptFailure) -> [UInt8]? in
      if options.isInterrupted() { throw .interrupted }
      guard next < trace.count else { return nil }
      let piece = Array(trace[next..<min(next + 4096, trace.count)])
      next += piece.count
      return piece.ndjson
    }
    sayWritten(path)
  }

  /// Nothing of standard output: whoever reads a capture there wants that alone.
  ///
  /// - Parameter what: `: 3 packets`
  func sayWritten(_ path: String, _ what: String = "") {
    if path != "-" { say("wrote \(path)\(what)", .dim) }
  }

  /// Says nothing when it is done.
  func write(
    to path: String, at range: SourceRange, _ body: (FileSink) throws(FileProblem) -> Void
  ) throws(ScriptFailure) {
    do throws(FileProblem) { try files.write(to: path, body) } catch { throw error.unwritable(at: range) }
  }

  /// Writes what `next` gives until it gives nil. When it fails there is no file.
  func write(
    to path: String, at range: SourceRange, pieces next: () throws(ScriptFailure) -> [UInt8]?
  ) throws(ScriptFailure) {
    var failure: ScriptFailure?
    do throws(FileProblem) {
      try files.write(to: path) { sink throws(FileProblem) in
        do throws(ScriptFailure) {
          while let piece = try next() {
            do throws(FileProblem) { try sink(piece) } catch { throw error.unwritable(at: range) }
          }
        } catch {
          failure = error
          throw FileProblem(path: path, reason: "")
        }
      }
    } catch {
      throw failure ?? error.unwritable(at: range)
    }
  }

  /// The result of an expression, a command or a pipe. What applications said is printed when they say it.
  package func show(_ value: Value, of statement: Statement, format: String?, to path: String?) throws(ScriptFailure) {
    let command: Command? = if case .command(let command) = statement.kind { command } else { nil }
    if command != nil, path == nil {
      switch value {
      case .none: return
      case .host(is AppValue) where command?.verb.text != Show.signature.name:
        return number(value, isProse: false)
      default: break
      }
    }
    // A function that only did something has no value to show.
    if case .none = value, case .expression(let expression) = statement.kind, case .call = expression.kind { return }
    let option = command?.option("format")?.value?.plainText
    let heard = output.takeHeard()
    // A command without a result is what it says.
    let shown =
      if case .none = value, let heard { heard } else {
        text(value, as: (format ?? option).flatMap(Report.Table.Format.init) ?? .text)
      }
    guard let path else {
      output.page(shown)
      return number(value, isProse: command != nil)
    }
    try write(Array(shown.utf8), to: path, at: command?.redirection?.range ?? statement.range)
  }

  /// What was shown before a failure is whole in its format, and nothing is shown where no row came; a file is not written.
  package func show(_ rows: RowStream, of statement: Statement, format: String?, to path: String?)
    throws(ScriptFailure)
  {
    let command: Command? = if case .command(let command) = statement.kind { command } else { nil }
    let option = command?.option("format")?.value?.plainText
    var lines = Report.TableLines(
      columns: rows.columns, as: (format ?? option).flatMap(Report.Table.Format.init) ?? .text,
      style: path == nil ? options.style : .none)
    guard let path else {
      var passed = PassedRows(isWanted: options.isInteractive)
      do throws(ScriptFailure) {
        while try fill(&lines, from: rows, &passed) { output.put(lines.take(), .plain) }
      } catch {
        if lines.isBegun { output.put(lines.finish(), .plain) }
        throw error
      }
      output.put(lines.finish(), .plain)
      return number(passed, columns: rows.columns)
    }
    var unwanted = PassedRows(isWanted: false)
    var isOver = false
    try write(
      to: path, at: command?.redirection?.range ?? statement.range,
      pieces: { () throws(ScriptFailure) in
        guard !isOver else { return nil }
        isOver = try fill(&lines, from: rows, &unwanted) == false
        return Array((isOver ? lines.finish() : lines.take()).utf8)
      })
    sayWritten(path)
  }

  /// Adds rows until there is a piece of text to take; false behind the last row.
  private func fill(_ lines: inout Report.TableLines, from rows: RowStream, _ passed: inout PassedRows)
    throws(ScriptFailure) -> Bool
  {
    while lines.count < TraceWriter.piece {
      guard let row = try rows.next() else { return false }
      passed.add(row)
      lines.add(row.cells(of: rows.columns).map(\.fact))
    }
    return true
  }

  func text(_ value: Value, as format: Report.Table.Format) -> String {
    guard case .table(let table) = value else {
      guard format != .text else { return text(value) }
      if let text = structured(value, as: format) { return text }
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

extension FileProblem {
  func unreadable(at range: SourceRange) -> ScriptFailure {
    ScriptFailure(.environment, Diagnostic(.unreadable, "cannot read `\(path)`", at: range, label: reason))
  }

  fileprivate func unwritable(at range: SourceRange) -> ScriptFailure {
    ScriptFailure(.environment, Diagnostic(.unwritable, "cannot write `\(path)`", at: range, label: reason))
  }
}
