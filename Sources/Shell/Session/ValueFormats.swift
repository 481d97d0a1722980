import Base
import Lab
import Report
import Script

/// Values that are no tables, as data: a part of the state, an event, what an application met with.
extension Session {
  /// Nil for what is a single cell.
  func structured(_ value: Value, as format: Report.Table.Format) -> String? {
    switch value {
    case .host(let state as StateValue): data(.record(state.members), as: format)
    case .host(let event as EventValue): data(event.record, as: format)
    case .host(let result as AppValue):
      row(result.memberNames.map { ($0, result.member($0) ?? .none) }, as: format)
    case .record(let record): row(record.fields.map { ($0.name, $0.value) }, as: format)
    case .event(let number): event(number: number).flatMap { structured($0, as: format) }
    default: nil
    }
  }

  /// JSON as the state is nested; CSV has a row for each fact, under its path.
  private func data(_ state: State, as format: Report.Table.Format) -> String {
    guard format == .csv else {
      var text = Report.Text()
      text.add(json: state)
      return text.string + "\n"
    }
    var rows: [[Fact]] = []
    Self.addFacts(of: state, at: "", to: &rows)
    return Report.Table(columns: ["path", "value"], rows: rows).rendered(as: .csv)
  }

  private static func addFacts(of state: State, at path: String, to rows: inout [[Fact]]) {
    switch state {
    case .fact(let fact): rows.append([.text(path), fact])
    case .record(let members):
      for member in members { addFacts(of: member.value, at: path + step(member.name, path), to: &rows) }
    case .table(let columns, let cells):
      for (number, row) in cells.enumerated() {
        for (column, fact) in zip(columns, row) { rows.append([.text("\(path)[\(number)].\(column)"), fact]) }
      }
    case .packet(let packet): rows.append([.text(path), .text(packet.summary)])
    case .result, .material: break
    }
  }

  /// As a path is typed: names with blanks or points stand in brackets.
  private static func step(_ name: String, _ path: String) -> String {
    let isPlain = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    return isPlain ? (path.isEmpty ? name : "." + name) : "[\"\(name)\"]"
  }

  private func data(_ record: TraceRecord, as format: Report.Table.Format) -> String {
    guard format != .csv else { return text(eventTable([record]), as: .csv) }
    var text = Report.Text()
    text.add(trace: record)
    return text.string
  }

  private func row(_ fields: [(name: String, value: Value)], as format: Report.Table.Format) -> String {
    text(Script.Table(columns: fields.map(\.name), rows: [.init(fields.map(\.value))]), as: format)
  }
}
