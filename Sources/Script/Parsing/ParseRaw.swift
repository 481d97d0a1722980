extension Token {
  /// `x"…"` or text.
  var isBytes: Bool {
    switch kind {
    case .bytes, .string: true
    default: false
    }
  }
}

/// ```
/// raw = "raw" ( bytes | string )
/// ```
/// Bytes as they are: payload in a stack, `udp()/raw x"de ad"`, or in the place of a field, `ip(ttl=raw x"01 02")`.
extension Parser {
  package static let rawWord = Keyword.raw.rawValue
  package static let rawField = "data"

  /// Reads `raw x"…"` as the layer `raw(data=x"…")`; nil where no bytes follow.
  mutating func rawBytes(_ word: Token, _ next: Token) throws(SyntaxError) -> Expression? {
    let data: Expression
    switch next.kind {
    case .bytes:
      try take()
      data = literal(next)
    case .string:
      try take()
      data = try string(next.range)
    default: return nil
    }
    let argument = Argument(
      name: Name(Self.rawField, next.range), relation: .assign, value: data, range: next.range)
    let range = word.range.union(next.range)
    return Expression(
      .call(LayerCall(name: Name(Self.rawWord, word.range), arguments: [argument], range: range)), range)
  }
}
