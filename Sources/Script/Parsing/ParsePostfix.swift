import Base

/// ```
/// postfix = primary { "." name | "[" expression "]" | "(" arguments ")" | "where" expression } [ ".." postfix ]
/// changes = assignment { "," path-assignment } | "(" assignment { "," assignment } ")"
/// ```
extension Parser {
  mutating func postfix() throws(SyntaxError) -> Expression { try postfix(from: peek()) }

  /// - Parameter first: the next token.
  mutating func postfix(from first: Token) throws(SyntaxError) -> Expression {
    var result = isPlainCall(first) ? try plainCall(first) : try primary()
    while let next = try suffix(of: result) {
      try lengthenChain(at: next.range)
      result = consume next
    }
    guard peek().isSymbol(.dots) else { return result }
    try take()
    let upper = try nested { parser throws(SyntaxError) in try parser.postfix() }
    return Expression(.range(result, upper), result.range.union(upper.range))
  }

  /// `ip(…)`: a name that is no word of the language, with its brackets, as most packets begin.
  func isPlainCall(_ name: Token) -> Bool {
    guard case .identifier(nil) = name.kind else { return false }
    return lexer.byte(name.range.upper) == UInt8(ascii: "(")
  }

  /// Which of the host's layers a name is, as it stands.
  func layer(_ name: Token) -> (name: String, place: Int)? {
    signatures.layers.names.entry(source.bytes, name.range.lower..<name.range.upper)
  }

  /// Reads at once what a name and its suffix would give one after the other.
  private mutating func plainCall(_ name: Token) throws(SyntaxError) -> Expression {
    try take()
    let layer = layer(name)
    let call = try call(Name(layer?.name ?? source.text(name.range), name.range), layer: layer?.place)
    try lengthenChain(at: call.range)
    return call
  }

  private mutating func suffix(of base: Expression) throws(SyntaxError) -> Expression? {
    let token = peek()
    switch token.kind {
    case .symbol(.dot): return try member(of: base)
    case .symbol(.openBracket) where !token.followsBlank:
      let index = try bracketed(.openBracket) { parser throws(SyntaxError) in
        let index = try parser.expression()
        if let habit = parser.layerNumber(behind: index, of: base) { throw habit }
        return index
      }
      return Expression(.index(base, index), range(from: base.range.lower))
    case .symbol(.openParenthesis) where !token.followsBlank: return try call(base)
    case .identifier(.where?):
      guard isTable(base) else { return nil }
      try take()
      let filter = try operation(Precedence.or)
      let stage = PipeStage(.filter(filter), token.range.union(filter.range))
      return Expression(.pipe(base, [stage]), base.range.union(filter.range))
    default: return nil
    }
  }

  /// `messages where …` filters a table by its name; behind anything else `where` belongs to the command.
  private func isTable(_ base: Expression) -> Bool {
    if case .name = base.kind { skipsNewlines } else { false }
  }

  private mutating func member(of base: Expression) throws(SyntaxError) -> Expression {
    let dot = try take()
    let token = peek()
    guard let name = name(token), !token.followsBlank else {
      throw unexpected(token, "expected the name of a field behind `.`")
    }
    try take()
    return Expression(
      .member(base, Name(name, token.range)), base.range.union(dot.range).union(token.range))
  }

  /// `tcp.dport=81`, or several. Without brackets those behind a comma must be paths, `ip.ttl=3`: a plain name may be
  /// an argument of the call in which all this stands.
  mutating func changes() throws(SyntaxError) -> [Argument] {
    noteOperand(at: peek())
    guard peek().isSymbol(.openParenthesis) else {
      var changes = [try assignment()]
      while let next = try furtherChange() { changes.append(next) }
      return changes
    }
    return try bracketed(.openParenthesis) { parser throws(SyntaxError) in
      try parser.list(until: .closeParenthesis) { parser throws(SyntaxError) in try parser.assignment() }
    }
  }

  /// `udp`, `tcp.options[0]`, or several in brackets: what is taken out of a packet.
  mutating func removals() throws(SyntaxError) -> [Argument] {
    noteOperand(at: peek())
    guard peek().isSymbol(.openParenthesis) else { return [try removal()] }
    return try bracketed(.openParenthesis) { parser throws(SyntaxError) in
      try parser.list(until: .closeParenthesis) { parser throws(SyntaxError) in try parser.removal() }
    }
  }

  private mutating func removal() throws(SyntaxError) -> Argument {
    let path = try postfix()
    guard let name = path.pathName else {
      throw SyntaxError(.unexpectedToken, "expected a layer or a field behind `without`", at: path.range)
    }
    return Argument(name: name, relation: .removed, value: Expression(.literal(.none), path.range), range: path.range)
  }

  private mutating func furtherChange() throws(SyntaxError) -> Argument? {
    guard peek().isSymbol(.comma) else { return nil }
    var ahead = self
    guard ahead.take(.comma), let name = try ahead.assignedName(), name.text.contains(".") else { return nil }
    _ = take(.comma)
    return try assignment()
  }

  /// ```
  /// assignment = path "=" expression
  /// path       = name [ "[" digits "]" ] { "." name [ "[" digits "]" ] }
  /// ```
  mutating func assignment() throws(SyntaxError) -> Argument {
    guard let name = try assignedName() else { throw unexpected(peek(), "expected `field=value`") }
    let outer = surroundings.isInChange
    surroundings.isInChange = true
    defer { surroundings.isInChange = outer }
    let value = try operation(Precedence.sum)
    return Argument(name: name, relation: .assign, value: value, range: name.range.union(value.range))
  }

  /// Takes `a.b =`, or `a[2].b =`, when that is what stands here.
  mutating func assignedName() throws(SyntaxError) -> Name? {
    assignedRange().map { name(in: $0.range, isPath: $0.isPath) }
  }

  /// What `assignedName` takes, as the range of the name.
  mutating func assignedRange() -> (range: SourceRange, isPath: Bool)? {
    let first = peek()
    guard first.isIdentifier else { return nil }
    var end = lexer.index(behind: first.range.upper)
    var next = token(at: end)
    while next.isSymbol(.dot) {
      let member = token(at: next.range.upper)
      guard member.isIdentifier else { return nil }
      end = lexer.index(behind: member.range.upper)
      next = token(at: end)
    }
    guard next.isSymbol(.assign) else { return nil }
    move(behind: next.range)
    return (SourceRange(source.id, first.range.lower, end), end > first.range.upper)
  }

  /// A name; between the parts of a path blanks may stand.
  func name(in range: SourceRange, isPath: Bool) -> Name {
    let text = source.text(range)
    guard isPath else { return Name(text, range) }
    for at in range.lower..<range.upper where Lexer.isBlank(source.bytes[at]) {
      return Name(text.filter { !$0.isWhitespace }, range)
    }
    return Name(text, range)
  }
}

extension Lexer {
  /// Behind `[2]`, where that stands at `at`; else `at` itself.
  fileprivate func index(behind at: Int) -> Int {
    guard byte(at) == UInt8(ascii: "["), byte(at + 1).map(Self.isDigit) ?? false else { return at }
    let end = scan(at + 1, while: Self.isDigit)
    return byte(end) == UInt8(ascii: "]") ? end + 1 : at
  }
}
