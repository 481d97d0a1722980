import Base
import Lab
import Report
import Script

extension VerbSignature {
  static let formatOption = OptionSignature(
    "format", .choice(Report.Table.Format.allCases.map(\.rawValue)), summary: "text, json, ndjson or csv")
  /// Which way an application goes.
  static let wayOptions =
    familyOptions + [
      OptionSignature("beside-tunnel", summary: "over the client's own network, not through the tunnel")
    ]
  static let familyOptions = [
    OptionSignature("ipv4", summary: "take the host's IPv4 address"),
    OptionSignature("ipv6", summary: "take the host's IPv6 address"),
  ]
}

extension Call {
  /// A table verb that is nothing but a part of the lab's state.
  func state(_ query: Query, named name: String) throws(ScriptFailure) -> Outcome {
    .value(Value(try session.ask(query, range), named: name))
  }
}

extension Call {
  /// The result goes on in a pipe, or is written as something that programs read.
  var isForPrograms: Bool {
    !command.pipe.isEmpty
      || (command.option("format")?.value?.plainText).map { $0 != Report.Table.Format.text.rawValue } == true
  }
}

extension Session {
  func text(_ table: Script.Table, as format: Report.Table.Format) -> String {
    Report.Table(columns: table.columns, rows: table.rows.map { $0.cells(of: table.columns).map(\.fact) })
      .rendered(as: format, style: options.style)
  }
}

/// A part of the state as an indented outline; tables inside it as tables.
enum StateText {
  /// So many rows of a table, and so many members of a record, are shown of each; a path to it shows all.
  static let mostRows = 100

  static func text(_ state: State, named name: String, style: Style) -> String {
    var text = ""
    add(state, name, depth: 0, style, to: &text)
    return text
  }

  private static func rest(_ count: Int, _ indent: String) -> String {
    count > mostRows ? "\(indent)  … \(count - mostRows) more\n" : ""
  }

  private static func add(_ state: State, _ name: String, depth: Int, _ style: Style, to text: inout String) {
    let indent = String(repeating: "  ", count: depth)
    // Whoever is the portal names resources and sites.
    let name = name.visible
    switch state {
    case .record(let members):
      text += indent + style.paint(name, .heading) + "\n"
      for member in members.prefix(mostRows) { add(member.value, member.name, depth: depth + 1, style, to: &text) }
      text += rest(members.count, indent)
    case .table(let columns, let rows):
      text += indent + style.paint(name, .heading) + (rows.isEmpty ? "  none\n" : "\n")
      guard !rows.isEmpty else { return }
      let table = Report.Table(columns: columns, rows: Array(rows.prefix(mostRows))).rendered(as: .text, style: style)
      for line in table.split(separator: "\n") { text += indent + "  " + line + "\n" }
      text += rest(rows.count, indent)
    default:
      text += indent + name + "  " + Value(state, named: name).fact.word + "\n"
    }
  }
}
