extension Lexer {
  func symbol(at start: Int) -> Token? {
    guard let first = byte(start) else { return nil }
    if let second = byte(start + 1), "=.-".utf8.contains(second),
      let symbol = Symbol.ofTwo.first(where: { $0.0 == first && $0.1 == second })?.2
    {
      return Token(kind: .symbol(symbol), range: range(start, start + 2))
    }
    return Symbol.ofOne[Int(first)].map { Token(kind: .symbol($0), range: range(start, start + 1)) }
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

extension Symbol {
  fileprivate static let ofTwo: [(UInt8, UInt8, Symbol)] = allCases.compactMap { symbol in
    let bytes = Array(symbol.rawValue.utf8)
    return bytes.count == 2 ? (bytes[0], bytes[1], symbol) : nil
  }

  fileprivate static let ofOne: [Symbol?] = {
    var table = [Symbol?](repeating: nil, count: 256)
    for symbol in allCases {
      if let byte = symbol.rawValue.utf8.first, symbol.rawValue.utf8.count == 1 { table[Int(byte)] = symbol }
    }
    return table
  }()
}
