extension Lexer {
  func symbol(at start: Int) -> Token? {
    guard let first = byte(start) else { return nil }
    let known = SymbolStart.table[Int(first)]
    if let symbol = known.withSecond, byte(start + 1) == known.second {
      return Token(.symbol(symbol), range(start, start + 2))
    }
    return known.alone.map { Token(.symbol($0), range(start, start + 1)) }
  }

  /// A character that begins nothing, or two that are an operator elsewhere.
  func unexpected(at start: Int) -> Token {
    let pair = text(start, min(start + 2, limit))
    if pair == "&&" || pair == "||" { return faulty(.character, start, start + 2) }
    var end = start + 1
    while let byte = byte(end), byte & 0xc0 == 0x80 { end += 1 }
    return faulty(.character, start, end)
  }

  /// With a hint for what other languages use.
  func unexpected(_ token: SourceRange) -> Diagnostic {
    let text = source.text(token)
    let hint =
      switch text {
      case "&&", "&": "write `and`"
      case "||": "write `or`"
      case "“", "”", "„", "‘", "’", "'", "`", "«", "»": "strings stand in straight double quotes: `\"…\"`"
      case "!": "write `not`"
      case "$": "a variable has no sigil; in a string it is `{name}`"
      case "−", "–", "—": "the minus sign is `-`"
      case "\\": "a backslash joins two lines and must stand at the end of its line"
      case "@": "an endpoint is `172.20.0.100:80`"
      default: "nothing begins with this character"
      }
    let shown = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
    let name = shown ? "`\(text)`" : "the control character \(source.bytes[token.lower])"
    return Diagnostic(.unexpectedCharacter, "\(name) has no meaning here", at: token, label: hint)
  }
}
