import Base

/// ```
/// statement = let | for | repeat | if | fn | use | section | finally | expect | check | require | group | "mark"
///           | question | target "=" source | command | pipeline
/// ```
extension Parser {
  mutating func statement() throws(SyntaxError) -> Statement {
    let token = peek()
    note(.statement, at: token)
    let start = token.range.lower
    let kind: Statement.Kind
    if let help = try question(token) {
      kind = .command(help)
    } else if let word = token.keyword, word.isStatement {
      kind = try structural(word)
    } else if surroundings.isInExpectationGroup, !startsCommand(token, inGroup: true) {
      kind = .expect(try expectation())
    } else if token.isIdentifier {
      kind = try beginning(with: token)
    } else {
      kind = try expressionStatement()
    }
    return Statement(kind, range(from: start))
  }

  private mutating func structural(_ word: Keyword) throws(SyntaxError) -> Statement.Kind {
    let token = try take()
    switch word {
    case .let: return try binding()
    case .for: return try forEach()
    case .repeat: return try repetition()
    case .if: return try condition()
    case .fn: return try function()
    case .use: return .use(try title("a file"))
    case .section: return .section(try title("a title"), peek().isSymbol(.openBrace) ? try block() : nil)
    case .finally: return .finally(try block())
    case .expect: return .expect(try expectation(from: token.range.lower))
    case .check: return .check(try pipeline())
    case .require:
      guard take(word: .invariants) else { throw unexpected(peek(), "expected `invariants` behind `require`") }
      return .requireInvariants
    case .inOrder: return try group(.inOrder, from: token.range.lower)
    case .anyOrder: return try group(.anyOrder, from: token.range.lower)
    case .either: return try either(from: token.range.lower)
    case .mark: return .mark
    default: throw unexpected(token, "expected a statement", label: "`else` follows the block of an `if`")
    }
  }

  /// A line whose first word is no word of the language.
  private mutating func beginning(with token: Token) throws(SyntaxError) -> Statement.Kind {
    if isPlainCall(token), layer(token) != nil { return try plainExpression() }
    if token.isWord(.not) { return try expressionStatement() }
    if let habit = ForeignHabits.find(token, in: &self) { throw SyntaxError(habit) }
    if startsCommand(token), let signature = signature(token) {
      return .command(try command(signature))
    }
    let second = peekSecond()
    if token.isWord(.packet), beginsPacket(second) { return try expressionStatement() }
    if token.isWord(.raw), second.isBytes || second.fault == .unclosedString { return try expressionStatement() }
    if let habit = foreignString(behind: token, second) { throw habit }
    if continuesExpression(second) { return try expressionStatement() }
    throw unknownVerb(source.text(token.range), token)
  }

  private func unknownVerb(_ word: String, _ token: Token) -> SyntaxError {
    if token.isWord(.packet) {
      return SyntaxError(
        .unknownVerb, "`packet` makes a packet of bytes that are written out", at: token.range,
        label: "of a value: packet(VALUE)", notes: ["as `packet x\"45 00 …\"`, or a hexdump between braces"])
    }
    let meant = Suggestion.nearest(to: word, in: signatures.names + Keyword.statements.map(\.rawValue).sorted())
    return SyntaxError(
      .unknownVerb, "there is no verb `\(word)`", at: token.range, label: meant.map { "did you mean `\($0)`?" } ?? "",
      notes: meant == nil ? ["`help` lists the verbs"] : [])
  }

  private mutating func expressionStatement() throws(SyntaxError) -> Statement.Kind {
    if let target = try assignedTarget() { return .assignment(target: target, value: try source(for: target)) }
    return try plainExpression()
  }

  /// What cannot be the target of an assignment.
  private mutating func plainExpression() throws(SyntaxError) -> Statement.Kind {
    let expression = try pipeline()
    let word = peek()
    guard take(word: .as) else { return .expression(expression) }
    let name = try resultBinding().name
    throw SyntaxError(
      .unexpectedToken, "`as` keeps the result of a command", at: word.range.union(name.range),
      label: "write: let \(name.text) = \(source.text(expression.range))")
  }

  /// Takes `name =`, `p.ip.ttl =` or `ps[0] =`, when that is what stands here.
  private mutating func assignedTarget() throws(SyntaxError) -> Expression? {
    let second = peekSecond()
    guard second.isSymbol(.assign) || second.isSymbol(.dot) || second.isSymbol(.openBracket) else { return nil }
    var ahead = self
    guard let target = try? ahead.postfix(), ahead.peek().isSymbol(.assign), Self.isTarget(target) else { return nil }
    self = ahead
    try take()
    return target
  }

  /// `p.ip.protocol = udp`: a word alone is one of the field's, and no command.
  private mutating func source(for target: Expression) throws(SyntaxError) -> BindingSource {
    let token = peek()
    if case .member = target.kind, let name = name(token), token.keyword?.isReserved != true, isEnd(peekSecond()) {
      try take()
      return .expression(Expression(.name(name), token.range))
    }
    return try bindingSource()
  }

  private static func isTarget(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .name: true
    case .member(let base, _), .index(let base, _): isTarget(base)
    default: false
    }
  }
}
