import Base

/// ```
/// primary = literal | string | name | "(" pipeline ")" | "{" set "}" | "[" list "]" | "bpf" string | packet
/// ```
extension Parser {
  mutating func primary() throws(SyntaxError) -> Expression {
    let token = peek()
    switch token.kind {
    case .literal(let value):
      try take()
      return Expression(.literal(value), token.range)
    case .string(let pieces):
      try take()
      return try string(pieces, token.range)
    case .identifier(let name): return try named(name, token)
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

  private mutating func named(_ name: String, _ token: Token) throws(SyntaxError) -> Expression {
    if let constant = Self.constant(name) {
      try take()
      return Expression(.literal(constant), token.range)
    }
    if ReservedWords.inExpressions.contains(name) {
      throw unexpected(token, "expected a value")
    }
    try take()
    let next = peek()
    if name == Self.packetWord, beginsPacket(next) { return try packet(token) }
    if name == Self.rawWord, let bytes = try rawBytes(token, next) { return bytes }
    if let habit = foreignString(behind: name, token, next) { throw habit }
    if name == "bpf", case .string(let pieces) = next.kind {
      try take()
      let filter = try string(pieces, next.range)
      let argument = Argument(name: nil, relation: .assign, value: filter, range: next.range)
      let range = token.range.union(next.range)
      return Expression(.call(LayerCall(name: Name(name, token.range), arguments: [argument], range: range)), range)
    }
    return Expression(.name(name), token.range)
  }

  static func constant(_ name: String) -> Value? {
    switch name {
    case "true": .bool(true)
    case "false": .bool(false)
    case "none": .some(.none)
    default: nil
    }
  }

  /// A string, or a string with values between its text.
  mutating func string(_ pieces: [StringPiece], _ range: SourceRange) throws(SyntaxError) -> Expression {
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
    let result = try nested { parser throws(SyntaxError) in try parser.expression() }
    guard peek().isEnd else { throw unexpected(peek(), "expected `}` behind the value") }
    return result
  }
}

/// Words that cannot name anything.
package enum ReservedWords {
  static let inExpressions = NameIndex(["and", "or", "not", "in", "has", "matches", "with", "where"])
  static let statements = NameIndex(statementWords)
  static let statementWords = [
    "let", "for", "repeat", "if", "else", "fn", "use", "section", "finally", "expect", "check", "require", "in-order",
    "any-order", "either", "mark",
  ]

  package static func contains(_ word: String) -> Bool {
    inExpressions.contains(word) || statements.contains(word) || Parser.constant(word) != nil
  }
}
