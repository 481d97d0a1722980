/// Lines in the manner of Scapy, tcpdump and hping3, and the same in this language.
enum ForeignHabits {
  /// Looks at a line's first word; nothing is taken.
  static func find(_ word: String, _ token: Token, in parser: inout Parser) -> Diagnostic? {
    let second = parser.peekSecond()
    let isCall = second.isSymbol(.openParenthesis) && !second.followsBlank
    guard isCall ? ScapyLine.begins(with: word) : tools.contains(word) else { return nil }
    let text = parser.source.text(parser.restOfLine(from: token.range.lower))
    if isCall, let translated = ScapyLine.translate(word, text) {
      return report(
        "Scapy", translated, at: token.range, notes: translated.hasPrefix("packets") ? [CaptureLine.note] : [])
    }
    if isCall, let translated = ScapyLine.packet(word, text) {
      return report(
        "Scapy", translated, at: token.range, notes: ["to send it: send \(translated) from client"])
    }
    guard !isCall, parser.signatures[word] == nil, !second.isSymbol(.assign) else { return nil }
    switch word {
    case "tcpdump", "tshark":
      let translated = CaptureLine.translate(text)
      return report(
        word, translated, at: token.range, notes: translated.hasPrefix("read ") ? [] : [CaptureLine.note])
    case "hping3", "hping", "nping": return report("hping3", HpingLine.translate(text), at: token.range)
    default: return nil
    }
  }

  private static let tools: Set<String> = ["tcpdump", "tshark", "hping3", "hping", "nping"]

  private static func report(_ tool: String, _ translated: String, at range: SourceRange, notes: [String] = [])
    -> Diagnostic
  {
    Diagnostic(
      .foreignHabit, "this is written as for \(tool)", at: range, label: "write: \(translated)", notes: notes)
  }
}

extension Parser {
  func restOfLine(from start: Int) -> SourceRange {
    SourceRange(source.id, start, lexer.scan(start) { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: ";") })
  }
}
