/// Lays diagnostics out as text:
///
/// ```
/// error[FZ0104]: `ip` has no field `dts`
///   --> probe.fzs:1:9
///   1 | send ip(dts=172.20.0.100)/udp(dport=53) from client
///     |         ^^^ did you mean `dst` (destination address)?
///     = fields of ip: src dst ttl protocol
/// ```
package struct DiagnosticRenderer: Sendable {
  package var isColoured: Bool

  package init(coloured: Bool = false) { isColoured = coloured }

  /// The lines of one diagnostic, without a last line break.
  package func text(_ diagnostic: Diagnostic, in sources: SourceMap) -> String {
    var lines = [headline(diagnostic)]
    let gutter = gutter(diagnostic, in: sources)
    var shown: (source: SourceID, line: Int)?
    for label in diagnostic.labels {
      guard let source = sources[label.range.source] else { continue }
      let line = source.line(at: label.range.lower)
      if shown?.source != source.id { lines.append(place(label, in: source)) }
      let shownLine = ShownLine(source, line, around: label.range)
      if shown?.source != source.id || shown?.line != line { lines.append(excerpt(line, shownLine, gutter)) }
      shown = (source.id, line)
      lines.append(carets(label, shownLine, gutter, diagnostic.severity))
    }
    let indent = String(repeating: " ", count: gutter)
    lines += diagnostic.notes.map { paint("\(indent) =", .frame) + " \($0)" }
    return lines.joined(separator: "\n")
  }

  /// All diagnostics, an empty line between them.
  package func text(_ diagnostics: [Diagnostic], in sources: SourceMap) -> String {
    diagnostics.map { text($0, in: sources) }.joined(separator: "\n\n")
  }

  private func headline(_ diagnostic: Diagnostic) -> String {
    paint("\(diagnostic.severity.rawValue)[\(diagnostic.code.code)]", .severity(diagnostic.severity))
      + paint(": \(ShownLine.flattened(diagnostic.message))", .strong)
  }

  /// Columns before the bar: room for the largest line number, and at least three.
  private func gutter(_ diagnostic: Diagnostic, in sources: SourceMap) -> Int {
    let numbers = diagnostic.labels.map { sources[$0.range.source]?.position($0.range.lower).line ?? 1 }
    return max(3, String(numbers.max() ?? 1).count + 2)
  }

  private func place(_ label: Diagnostic.Label, in source: Source) -> String {
    let (line, column) = source.position(label.range.lower)
    return paint("  -->", .frame) + " \(source.name):\(line):\(column)"
  }

  private func excerpt(_ line: Int, _ shown: ShownLine, _ gutter: Int) -> String {
    let number = String(line + 1)
    let indent = String(repeating: " ", count: gutter - number.count)
    return paint("\(indent)\(number) |", .frame) + (shown.text.isEmpty ? "" : " \(shown.text)")
  }

  private func carets(_ label: Diagnostic.Label, _ shown: ShownLine, _ gutter: Int, _ severity: Severity) -> String {
    let carets = String(repeating: "^", count: max(1, shown.marked))
    let indent = String(repeating: " ", count: gutter)
    return paint("\(indent) |", .frame) + " " + String(repeating: " ", count: shown.before)
      + paint(carets + (label.text.isEmpty ? "" : " \(label.text)"), .severity(severity))
  }
}
