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
      if shown?.source != source.id || shown?.line != line { lines.append(excerpt(line, of: source, gutter)) }
      shown = (source.id, line)
      lines.append(carets(label, line, of: source, gutter, diagnostic.severity))
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
      + paint(": \(diagnostic.message)", .strong)
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

  private func excerpt(_ line: Int, of source: Source, _ gutter: Int) -> String {
    let number = String(line + 1)
    let indent = String(repeating: " ", count: gutter - number.count)
    let text = Self.flattened(source.text(source.lineRange(line)))
    return paint("\(indent)\(number) |", .frame) + (text.isEmpty ? "" : " \(text)")
  }

  private func carets(_ label: Diagnostic.Label, _ line: Int, of source: Source, _ gutter: Int, _ severity: Severity)
    -> String
  {
    let lineRange = source.lineRange(line)
    let lower = min(label.range.lower, lineRange.upper)
    let before = Self.flattened(source.text(SourceRange(source.id, lineRange.lower, lower)))
    let upper = min(max(label.range.upper, lower), lineRange.upper)
    let marked = Self.flattened(source.text(SourceRange(source.id, lower, upper)))
    let carets = String(repeating: "^", count: max(1, Self.width(marked)))
    let indent = String(repeating: " ", count: gutter)
    return paint("\(indent) |", .frame) + " " + String(repeating: " ", count: Self.width(before))
      + paint(carets + (label.text.isEmpty ? "" : " \(label.text)"), .severity(severity))
  }

  /// One column per character: tabs become a blank, control characters U+FFFD.
  private static func flattened(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0 == "\t" ? " " : $0.value < 0x20 || $0.value == 0x7f ? "\u{fffd}" : $0 }))
  }

  /// Terminal columns: East Asian wide characters and emoji take two.
  private static func width(_ text: String) -> Int {
    text.reduce(0) { sum, character in
      let value = character.unicodeScalars.first?.value ?? 0
      let wide =
        (0x1100...0x115f).contains(value) || (0x2e80...0xa4cf).contains(value) || (0xac00...0xd7a3).contains(value)
        || (0xf900...0xfaff).contains(value) || (0xff00...0xff60).contains(value)
        || (0x1f300...0x1faff).contains(value)
      return sum + (wide ? 2 : 1)
    }
  }
}
