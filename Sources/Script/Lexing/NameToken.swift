extension Lexer {
  /// ```
  /// name = letter { letter | digit | "-" (letter | digit) }
  /// ```
  /// A hyphen between two name characters belongs to the name (`echo-request`, `relay-1`): a subtraction has blanks.
  func identifier(at start: Int) -> Token? {
    guard let end = endOfName(start) else { return nil }
    return Token(.identifier(Keyword(source.bytes, start..<end)), range(start, end))
  }

  func endOfName(_ start: Int) -> Int? {
    guard let first = byte(start), Self.isLetter(first) else { return nil }
    var end = scan(start + 1, while: Self.isNameByte)
    while byte(end) == UInt8(ascii: "-"), byte(end + 1).map(Self.isNameByte) ?? false {
      end = scan(end + 1, while: Self.isNameByte)
    }
    return end
  }

  /// `#57`
  func numbered(at start: Int) -> LiteralReading? {
    guard byte(start) == UInt8(ascii: "#") else { return nil }
    let end = scan(start + 1, while: Self.isDigit)
    guard let number = UInt64(text(start + 1, end)) else { return misread(.eventNumber, start, end) }
    return read(.event(number), start, end)
  }

  func badEventNumber(_ token: SourceRange) -> Diagnostic {
    Diagnostic(.badNumber, "`\(source.text(token))` is too large for an event number", at: token)
  }
}
