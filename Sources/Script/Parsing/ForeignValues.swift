/// Values in the manner of Python, Scapy and tcpdump: `b"x"`, `(1, 5)`, `53:80`, `S|A`.
extension Parser {
  /// A string behind a word that takes none here.
  func foreignString(behind token: Token, _ next: Token) -> SyntaxError? {
    guard next.isString else { return nil }
    let word = source.text(token.range)
    let string = source.text(next.range)
    if word == Self.packetWord {
      return SyntaxError(
        .foreignHabit, "a packet is read from bytes, not from text", at: next.range, label: "write: x\(string)",
        notes: ["a pasted hexdump stands between braces: `packet { … }`"])
    }
    guard ["b", "u", "r", "f"].contains(word), !next.followsBlank else { return nil }
    return SyntaxError(
      .foreignHabit, "this is written as for Python", at: token.range.union(next.range),
      label: "write: \(string)", notes: ["bytes in hexadecimal are written `x\"de ad\"`"])
  }

  /// Behind `(1`, at the comma: in Scapy `(1, 5)` is all from the one to the other.
  mutating func tuple(from first: Expression) throws(SyntaxError) -> SyntaxError {
    try take()
    let second = try expression()
    let (low, high) = (source.text(first.range), source.text(second.range))
    return SyntaxError(
      .foreignHabit, "these brackets hold one value", at: first.range.union(second.range),
      label: "`\(low)..\(high)` is a range, `{\(low), \(high)}` a set")
  }

  /// `p[IP:2]`, `p[IP,2]`: the second layer of its kind.
  mutating func layerNumber(behind layer: Expression, of base: Expression) -> SyntaxError? {
    guard peek().isSymbol(.colon) || peek().isSymbol(.comma), let name = layer.dottedName else { return nil }
    let number = token(at: peek().range.upper)
    guard case .literal = number.kind, case .integer? = lexer.literal(number.range) else { return nil }
    let range = layer.range.union(number.range)
    return SyntaxError(
      .foreignHabit, "this is written as for Scapy", at: range,
      label: "write: \(source.text(base.range)).\(name.text.lowercased())[\(source.text(number.range))]")
  }

  /// The value of a field with what Scapy and tcpdump write behind one.
  mutating func joined(_ value: Expression) throws(SyntaxError) -> Expression {
    if peek().isSymbol(.colon), !peek().followsBlank { throw try portRange(from: value) }
    return try joinedNames(value)
  }

  /// `53:80`
  private mutating func portRange(from low: Expression) throws(SyntaxError) -> SyntaxError {
    let colon = try take()
    let high = peek()
    guard case .literal(.integer) = low.kind, case .literal = high.kind, case .integer? = lexer.literal(high.range)
    else {
      return unexpected(colon, "expected `)`")
    }
    let range = low.range.union(high.range)
    return SyntaxError(
      .foreignHabit, "this is written as for tcpdump", at: range,
      label: "write: \(source.text(low.range))..\(source.text(high.range))")
  }

  /// `S|A`: names of flags are one word.
  private mutating func joinedNames(_ first: Expression) throws(SyntaxError) -> Expression {
    guard case .name(var text) = first.kind else { return first }
    while peek().isSymbol(.pipe), let next = name(peekSecond()) {
      try take()
      try take()
      text += "|\(next)"
    }
    guard text.contains("|") else { return first }
    return Expression(.word(Word(text)), range(from: first.range.lower))
  }
}
