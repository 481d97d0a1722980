import Base

extension Table {
  /// One array of objects, a row a line.
  var json: String {
    guard !rows.isEmpty else { return "[]\n" }
    var text = Text()
    for (i, row) in rows.enumerated() {
      text.add(i == 0 ? "[\n  " : ",\n  ")
      add(row, to: &text)
    }
    text.add("\n]\n")
    return text.string
  }

  var ndjson: String {
    var text = Text()
    for row in rows {
      add(row, to: &text)
      text.add("\n")
    }
    return text.string
  }

  private func add(_ row: [Fact], to text: inout Text) {
    text.add("{")
    for (i, column) in columns.enumerated() {
      text.add(member: column, first: i == 0)
      text.add(json: fact(row, i))
    }
    text.add("}")
  }

  /// RFC 4180: a header line, CRLF at every end of line, quotes only where they are needed. What is absent is empty.
  var csv: String {
    let lines = [columns.map(Self.csvField)] + rows.map { row in columns.indices.map { csvField(fact(row, $0)) } }
    return lines.map { $0.joined(separator: ",") + "\r\n" }.joined()
  }

  private func csvField(_ fact: Fact) -> String {
    switch fact {
    case .none, .packet(.none): ""
    default: Self.csvField(fact.description)
    }
  }

  private static func csvField(_ text: String) -> String {
    // By bytes: to Swift, CR LF is one character that is neither.
    let special = text.utf8.contains { [0x22, 0x2c, 0x0a, 0x0d].contains($0) }
    guard special else { return text }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}
