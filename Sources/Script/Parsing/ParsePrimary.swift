import Base

/// ```
/// primary = literal | string | name | "(" pipeline ")" | "{" set "}" | "[" list "]" | "bpf" string | packet
/// ```
extension Parser {
  mutating func primary() throws(SyntaxError) -> Expression {
    let token = peek()
    switch token.kind {
    case .literal, .bytes:
      try take()
      return literal(token)
    case .string:
      try take()
      return try string(token.range)
    case .identifier(let word): return try named(word, token)
    case .symbol(.openParenthesis):
      let inner = try bracketed(.openParenthesis) { parser throws(SyntaxError) in
        let inner = try parser.pipeline()
        if parser.peek().isSymbol(.comma) { throw try parser.tuple(from: inner) }
        return inner
      }
      return Expression(inner.kind, range(from: token.range.lower))
    case .symbol(.openBrace):
      let items = try bracketed(.openBrace) { parser throws(SyntaxError) in
        try parser.list(until: .closeBrace) { parser throws(SyntaxError) in try parser.element() }
      }
      return Expression(.set(items), range(from: token.range.lower))
    case .symbol(.openBracket):
      let items = try bracketed(.openBracket) { parser throws(SyntaxError) in
        try parser.list(until: .closeBracket) { parser throws(SyntaxError) in try parser.element() }
      }
      return Expression(.list(items), range(from: token.range.lower))
    default:
      noteOperand(at: token)
      throw unexpected(token, "expected a value")
    }
  }

  /// A number, an address, bytes.
  func literal(_ token: Token) -> Expression {
    switch token.kind {
    case .literal: Expression(literalValue(token).map { .literal(Value($0)) } ?? .invalid, token.range)
    case .bytes: Expression(.literal(.bytes(lexer.bytes(token.range))), token.range)
    default: Expression(.invalid, token.range)
    }
  }

  private mutating func named(_ word: Keyword?, _ token: Token) throws(SyntaxError) -> Expression {
    if let constant = word?.constant {
      try take()
      return Expression(.literal(constant), token.range)
    }
    if word?.isOperator == true { throw unexpected(token, "expected a value") }
    try take()
    let next = peek()
    if word == .packet, beginsPacket(next) { return try packet(token) }
    if word == .raw, let bytes = try rawBytes(token, next) { return bytes }
    if let habit = foreignString(behind: token, next) { throw habit }
    let name = source.text(token.range)
    if word == .bpf, next.isString {
      try take()
      let filter = try string(next.range)
      let argument = Argument(name: nil, relation: .assign, value: filter, range: next.range)
      let range = token.range.union(next.range)
      return Expression(.call(LayerCall(name: Name(name, token.range), arguments: [argument], range: range)), range)
    }
    return Expression(.name(name), token.range)
  }

  /// A string, or a string with values between its text.
  mutating func string(_ range: SourceRange) throws(SyntaxError) -> Expression {
    let pieces = StringContent(lexer, range).pieces
    if case .text(let text)? = pieces.first, pieces.count == 1 { return Expression(.literal(.string(text)), range) }
    return Expression(.interpolated(try parts(pieces)), range)
  }

  mutating func parts(_ pieces: [StringPiece]) throws(SyntaxError) -> [StringPart] {
    var parts: [StringPart] = []
    for piece in pieces {
      switch piece {
      case .text(let text): parts.append(.text(text))
      case .expression(let range): parts.append(.expression(try interpolated(range)))
      }
    }
    return parts
  }

  /// The expression between the braces of a string, read by the same parser within its bounds.
  private mutating func interpolated(_ inner: SourceRange) throws(SyntaxError) -> Expression {
    let saved = (lexer.limit, position, lastEnd, skipsNewlines)
    defer {
      (lexer.limit, position, lastEnd, skipsNewlines) = saved
      forgetPeeked()
    }
    lexer.limit = inner.upper
    (position, lastEnd, skipsNewlines) = (inner.lower, inner.lower, false)
    forgetPeeked()
    do throws(SyntaxError) {
      let result = try nested { parser throws(SyntaxError) in try parser.expression() }
      guard peek().isEnd else { throw unexpected(peek(), "expected `}` behind the value") }
      return result
    } catch {
      throw error.adding(#"in a string a value stands between braces; a brace that is text is written `\{`"#)
    }
  }
}
