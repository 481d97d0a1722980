extension Lexer {
  /// ```
  /// name = letter { letter | digit | "-" (letter | digit) }
  /// ```
  /// A hyphen between two name characters belongs to the name (`echo-request`, `relay-1`): a subtraction has blanks.
  func identifier(at start: Int) -> Token? {
    guard let first = byte(start), Self.isLetter(first) else { return nil }
    var end = scan(start, while: Self.isNameByte)
    while byte(end) == UInt8(ascii: "-"), byte(end + 1).map(Self.isNameByte) ?? false {
      end = scan(end + 1, while: Self.isNameByte)
    }
    return Token(kind: .identifier(text(start, end)), range: range(start, end))
  }

  /// `#57`
  func numbered(at start: Int) -> Token? {
    guard byte(start) == UInt8(ascii: "#") else { return nil }
    let end = scan(start + 1, while: Self.isDigit)
    guard let number = UInt64(text(start + 1, end)) else {
      return invalid(
        start, end,
        Diagnostic(.badNumber, "`\(text(start, end))` is too large for an event number", at: range(start, end)))
    }
    return Token(kind: .literal(.event(number)), range: range(start, end))
  }
}
