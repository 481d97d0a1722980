import Base
import Lab
import Report
import Script

extension VerbSignature {
  static let formatOption = OptionSignature(
    "format", .choice(Report.Table.Format.allCases.map(\.rawValue)), summary: "text, json, ndjson or csv")
  static let familyOptions = [
    OptionSignature("ipv4", summary: "take the host's IPv4 address"),
    OptionSignature("ipv6", summary: "take the host's IPv6 address"),
  ]
}

extension Call {
  /// Prints a table, unless what stands behind the command takes it.
  func emit(_ table: Script.Table) throws(ScriptFailure) -> Outcome {
    let format = try optionText("format").flatMap(Report.Table.Format.init) ?? .text
    return try emit(session.text(table, as: format), .table(table))
  }

  /// Prints text, or writes it to the file behind `>`, unless a pipe takes the value.
  func emit(_ text: String, _ value: Value = .none) throws(ScriptFailure) -> Outcome {
    if let redirection = command.redirection {
      let path = try evaluator.text(of: redirection)
      try session.write(text, to: path, at: redirection.range)
      session.say("wrote \(path)", .dim)
    } else if command.pipe.isEmpty {
      session.output.put(text, .plain)
    }
    return .value(value)
  }

  func emit(_ state: State, named name: String) throws(ScriptFailure) -> Outcome {
    let value = Value(state, named: name)
    if case .table(let table) = value { return try emit(table) }
    return try emit(StateText.text(state, named: name, style: session.options.style), value)
  }

  /// A table verb that is nothing but a part of the lab's state.
  func emit(path: [String]) throws(ScriptFailure) -> Outcome {
    try emit(try session.ask(.state(path), range), named: path.last ?? "lab")
  }
}

extension Session {
  func text(_ table: Script.Table, as format: Report.Table.Format) -> String {
    Report.Table(columns: table.columns, rows: table.rows.map { $0.cells.map(\.fact) })
      .rendered(as: format, style: options.style)
  }
}

/// A part of the state as an indented outline; tables inside it as tables.
enum StateText {
  static func text(_ state: State, named name: String, style: Style) -> String {
    var text = ""
    add(state, name, depth: 0, style, to: &text)
    return text
  }

  private static func add(_ state: State, _ name: String, depth: Int, _ style: Style, to text: inout String) {
    let indent = String(repeating: "  ", count: depth)
    switch state {
    case .record(let members):
      text += indent + style.paint(name, .heading) + "\n"
      for member in members { add(member.value, member.name, depth: depth + 1, style, to: &text) }
    case .table(let columns, let rows):
      text += indent + style.paint(name, .heading) + (rows.isEmpty ? "  none\n" : "\n")
      guard !rows.isEmpty else { return }
      let table = Report.Table(columns: columns, rows: rows).rendered(as: .text, style: style)
      for line in table.split(separator: "\n") { text += indent + "  " + line + "\n" }
    default:
      text += indent + name + "  " + Value(state, named: name).fact.word + "\n"
    }
  }
}
