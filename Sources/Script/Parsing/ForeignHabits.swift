import Base

/// Lines in the manner of Scapy, tcpdump and hping3, and the same in this language.
enum ForeignHabits {
  /// Looks at a line's first word; nothing is taken.
  static func find(_ token: Token, in parser: inout Parser) -> Diagnostic? {
    let second = parser.peekSecond()
    if second.isSymbol(.comma), let pair = pairOfAnswers(token, &parser) { return pair }
    let isCall = second.isSymbol(.openParenthesis) && !second.followsBlank
    guard (isCall ? ScapyLine.functions : tools)[parser.source.bytes, token.range.lower..<token.range.upper] != nil
    else { return nil }
    let word = parser.source.text(token.range)
    let text = parser.source.text(parser.restOfLine(from: token.range.lower))
    if isCall, let translated = ScapyLine.translate(word, text) {
      return report(
        "Scapy", translated, at: token.range, notes: translated.hasPrefix("packets") ? [CaptureLine.note] : [])
    }
    if isCall, let translated = ScapyLine.packet(word, text) {
      return report(
        "Scapy", translated, at: token.range, notes: ["to send it: send \(translated) from client"])
    }
    if word == "del", let name = parser.name(second) { return removal(of: name, text, at: token.range) }
    guard !isCall, parser.signatures[word] == nil, !second.isSymbol(.assign) else { return nil }
    switch word {
    case "import", "from": return importing(token)
    case "tcpdump", "tshark":
      let translated = CaptureLine.translate(text)
      return report(
        word, translated, at: token.range, notes: translated.hasPrefix("read ") ? [] : [CaptureLine.note])
    case "hping3", "hping", "nping": return report("hping3", HpingLine.translate(text), at: token.range)
    default: return nil
    }
  }

  /// `ans, unans = sr(…)`
  private static func pairOfAnswers(_ token: Token, _ parser: inout Parser) -> Diagnostic? {
    let text = parser.source.text(parser.restOfLine(from: token.range.lower))
    guard let call = text.range(behind: "=").map({ String($0).trimmed }),
      case let function = String(call.prefix { $0 != "(" }), ["sr", "srp"].contains(function),
      let translated = ScapyLine.translate(function, call)
    else { return nil }
    return report(
      "Scapy", "\(translated) as \(String(text.prefix { $0 != "," }).trimmed)", at: token.range,
      notes: ["the table has both: `… | where answer == none` are those without an answer"])
  }

  /// `import scapy`, `from scapy.all import *`
  private static func importing(_ token: Token) -> Diagnostic {
    Diagnostic(
      .foreignHabit, "this is written as for Python", at: token.range,
      label: "nothing is imported: `layers` lists what there is",
      notes: ["files of this language: `use \"file.fzs\"`"])
  }

  /// `del p[IP].chksum` → `p.ip.chksum = auto`, `del p[TCP]` → `p without tcp`
  private static func removal(of packet: String, _ text: String, at range: SourceRange) -> Diagnostic? {
    guard let open = text.firstIndex(of: "["), let close = text[open...].firstIndex(of: "]") else {
      return report("Scapy", "\(packet) without LAYER", at: range)
    }
    let layer = text[text.index(after: open)..<close].lowercased()
    let field = String(text[text.index(after: close)...]).trimmed
    let translated =
      field.hasPrefix(".") ? "\(packet).\(layer)\(field) = auto" : "\(packet) = \(packet) without \(layer)"
    return report("Scapy", translated, at: range)
  }

  private static let tools = NameIndex([
    "tcpdump", "tshark", "hping3", "hping", "nping", "del", "import", "from",
  ])

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
