import Base

/// Rows as data.
extension Text {
  mutating func add(object row: [Fact], _ columns: [String]) {
    add("{")
    for (i, column) in columns.enumerated() {
      add(member: column, first: i == 0)
      add(json: i < row.count ? row[i] : .none)
    }
    add("}")
  }

  /// RFC 4180: CRLF at every end of line, quotes only where they are needed. What is absent is empty.
  mutating func add(csv row: [Fact], _ count: Int) {
    for i in 0..<count {
      if i > 0 { add(",") }
      add(csv: i < row.count ? row[i] : .none)
    }
    add("\r\n")
  }

  private mutating func add(csv fact: Fact) {
    switch fact {
    case .none, .packet(.none): return
    default: break
    }
    let text = fact.description
    // By bytes: to Swift, CR LF is one character that is neither.
    let special = text.utf8.contains { [0x22, 0x2c, 0x0a, 0x0d].contains($0) }
    guard special else { return add(text) }
    add("\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"")
  }
}
