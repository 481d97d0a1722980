extension Lexer {
  func symbol(at start: Int) -> Token? {
    for length in [2, 1] where start + length <= limit {
      if let symbol = Symbol(rawValue: text(start, start + length)) {
        return Token(kind: .symbol(symbol), range: range(start, start + length))
      }
    }
    return nil
  }

  /// A character that begins nothing, with a hint for those that other languages use.
  func unexpected(at start: Int) -> Token {
    let pairs = ["&&": "and", "||": "or"]
    if let word = pairs[text(start, min(start + 2, limit))] {
      return unexpected(start, start + 2, "write `\(word)`")
    }
    var end = start + 1
    while let byte = byte(end), byte & 0xc0 == 0x80 { end += 1 }
    let hint =
      switch text(start, end) {
      case "“", "”", "„", "‘", "’", "'", "`", "«", "»": "strings stand in straight double quotes: `\"…\"`"
      case "!": "write `not`"
      case "$": "a variable has no sigil; in a string it is `{name}`"
      case "&": "write `and`"
      case "−", "–", "—": "the minus sign is `-`"
      case "\\": "a backslash joins two lines and must stand at the end of its line"
      case "@": "an endpoint is `172.20.0.100:80`"
      default: "nothing begins with this character"
      }
    return unexpected(start, end, hint)
  }

  private func unexpected(_ start: Int, _ end: Int, _ hint: String) -> Token {
    let shown = text(start, end).unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
    let name = shown ? "`\(text(start, end))`" : "the control character \(source.bytes[start])"
    return invalid(
      start, end,
      Diagnostic(.unexpectedCharacter, "\(name) has no meaning here", at: range(start, end), label: hint))
  }
}
