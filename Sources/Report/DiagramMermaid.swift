extension SequenceDiagram {
  /// The diagram for Mermaid. Nodes get names of our own (`n0`), because some words, such as `end`, are its keywords.
  package var mermaid: String {
    var lines = ["sequenceDiagram"]
    for (i, node) in nodes.enumerated() { lines.append("  participant n\(i) as \(Self.escape(node))") }
    for step in steps { if let line = mermaid(step) { lines.append("  " + line) } }
    return lines.map { $0 + "\n" }.joined()
  }

  private func mermaid(_ step: Step) -> String? {
    switch step {
    case .title(let text):
      guard !nodes.isEmpty else { return "%% " + Self.escape(text) }
      let span = nodes.count > 1 ? "n0,n\(nodes.count - 1)" : "n0"
      return "Note over \(span): \(Self.escape("> " + text))"
    case .note(let note):
      return nodes.firstIndex(of: note.node).map { "Note over n\($0): \(Self.escape("#\(note.n) \(note.text)"))" }
    case .arrow(let arrow):
      guard let from = nodes.firstIndex(of: arrow.from), let to = nodes.firstIndex(of: arrow.to) else { return nil }
      let line = arrow.lost != nil ? "-x" : arrow.bothWays ? "<<->>" : "->>"
      return "n\(from)\(line)n\(to): \(Self.escape("#\(arrow.n) \(arrow.caption)"))"
    }
  }

  /// Mermaid writes a character as `#code;`; these would end a statement, start a comment or become HTML.
  private static func escape(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "#", ";", "%", "<", ">", "&", "\"", "{", "}": escaped += "#\(scalar.value);"
      case "\n", "\r": escaped += "<br/>"
      case _ where scalar.value < 0x20 || scalar.value == 0x7f: escaped += " "
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
