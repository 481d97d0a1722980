extension Lexer {
  func symbol(at start: Int) -> Token? {
    guard let first = byte(start) else { return nil }
    let second = byte(start + 1) ?? 0
    if let pair = Self.symbol(first, second) { return Token(.symbol(pair), range(start, start + 2)) }
    return Self.symbol(first).map { Token(.symbol($0), range(start, start + 1)) }
  }

  @inline(__always)
  private static func symbol(_ first: UInt8, _ second: UInt8) -> Symbol? {
    // Their second byte is their first, or `=`.
    guard second == first || second == UInt8(ascii: "=") else { return nil }
    switch (first, second) {
    case (UInt8(ascii: "."), UInt8(ascii: ".")): return .dots
    case (UInt8(ascii: "-"), UInt8(ascii: "-")): return .options
    case (UInt8(ascii: "="), UInt8(ascii: "=")): return .equal
    case (UInt8(ascii: "!"), UInt8(ascii: "=")): return .notEqual
    case (UInt8(ascii: "<"), UInt8(ascii: "=")): return .lessOrEqual
    case (UInt8(ascii: ">"), UInt8(ascii: "=")): return .greaterOrEqual
    default: return nil
    }
  }

  @inline(__always)
  private static func symbol(_ byte: UInt8) -> Symbol? {
    switch byte {
    case UInt8(ascii: "("): .openParenthesis
    case UInt8(ascii: ")"): .closeParenthesis
    case UInt8(ascii: "["): .openBracket
    case UInt8(ascii: "]"): .closeBracket
    case UInt8(ascii: "{"): .openBrace
    case UInt8(ascii: "}"): .closeBrace
    case UInt8(ascii: ","): .comma
    case UInt8(ascii: ";"): .semicolon
    case UInt8(ascii: ":"): .colon
    case UInt8(ascii: "."): .dot
    case UInt8(ascii: "="): .assign
    case UInt8(ascii: "<"): .less
    case UInt8(ascii: ">"): .greater
    case UInt8(ascii: "+"): .plus
    case UInt8(ascii: "-"): .minus
    case UInt8(ascii: "*"): .star
    case UInt8(ascii: "/"): .slash
    case UInt8(ascii: "|"): .pipe
    case UInt8(ascii: "?"): .question
    default: nil
    }
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
