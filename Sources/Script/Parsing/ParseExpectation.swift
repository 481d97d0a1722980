/// ```
/// expectation = [ "no" ] subject { "at" tap | "from" node | "to" node | "within" D | "for" D | "as" name }
/// subject     = "failure" [ "(" errno ")" ] block
///             | "event" kind [ "where" expression ]
///             | expression                             (a state, a pattern, a message)
/// group       = ("in-order" | "any-order") block | "either" block { "or" block }
/// ```
extension Parser {
  mutating func expectation(from start: Int? = nil) throws(SyntaxError) -> Expectation {
    let start = start ?? peek().range.lower
    let isNegated = peek().isWord(.no) && !isOperator(peekSecond())
    if isNegated { try take() }
    var result = Expectation(
      subject: try expectationSubject(), isNegated: isNegated, range: SourceRange(source.id, start, start))
    while try tail(of: &result) {}
    result.range = range(from: start)
    try checkBound(result)
    return result
  }

  private mutating func expectationSubject() throws(SyntaxError) -> Expectation.Subject {
    let token = peek()
    note(.expectation, at: token)
    let second = peekSecond()
    if token.isWord(.failure), second.isSymbol(.openParenthesis) || second.isSymbol(.openBrace) {
      try take()
      return try failure()
    }
    if token.isWord(.event), second.isIdentifier || probe != nil && second.isEnd,
      !isOperator(second) || second.isEnd
    {
      try take()
      note(.words(signatures.vocabulary["event-kind"] ?? []), at: peek())
      return try event()
    }
    return .expression(try expression())
  }

  private mutating func failure() throws(SyntaxError) -> Expectation.Subject {
    var errno: Name?
    if peek().isSymbol(.openParenthesis) {
      errno = try bracketed(.openParenthesis) { parser throws(SyntaxError) in
        let token = parser.peek()
        guard let name = parser.name(token) else {
          throw parser.unexpected(token, "expected the name of an error such as `EHOSTUNREACH`")
        }
        try parser.take()
        return Name(name, token.range)
      }
    }
    return .failure(errno: errno, try block())
  }

  private mutating func event() throws(SyntaxError) -> Expectation.Subject {
    guard let kind = try postfix().dottedName else { throw unexpected(peek(), "expected the kind of an event") }
    if let kinds = signatures.vocabulary["event-kind"], !kinds.contains(kind.text) {
      throw notAKind(kind.text, kinds, kind.range)
    }
    return .event(kind, filter: take(word: .where) ? try expression() : nil)
  }

  private mutating func tail(of result: inout Expectation) throws(SyntaxError) -> Bool {
    let token = peek()
    note(words: ["at", "from", "to", "within", "for", "as"], at: token)
    guard let word = token.keyword, [.at, .from, .to, .within, .for, .as].contains(word) else { return false }
    try take()
    switch word {
    case .at: result.tap = try wordArgument("a tap")
    case .from: result.sender = try wordArgument("a node")
    case .to: result.receiver = try wordArgument("a node")
    case .within: result.bound = try duration()
    case .for: result.span = try duration()
    default: result.binding = try resultBinding()
    }
    return true
  }

  private func checkBound(_ expectation: Expectation) throws(SyntaxError) {
    if expectation.isNegated, expectation.span == nil {
      throw SyntaxError(
        .misplacedBound, "`expect no …` needs to know how long to look",
        at: expectation.bound?.range ?? expectation.range,
        label: expectation.bound == nil ? "add `for 2s`" : "write `for` instead of `within`")
    }
    if !expectation.isNegated, let span = expectation.span {
      throw SyntaxError(
        .misplacedBound, "`for` belongs to `expect no …`", at: span.range, label: "write `within` instead of `for`")
    }
  }

  func isOperator(_ token: Token) -> Bool {
    switch token.kind {
    case .identifier(let word): word.flatMap(Self.wordOperator) != nil
    case .symbol(let symbol): Self.symbolOperator(symbol) != nil || symbol == .dot
    case .newline, .end: true
    default: false
    }
  }

  mutating func group(_ order: ExpectationGroup.Order, from start: Int) throws(SyntaxError) -> Statement.Kind {
    let block = try block(ofExpectations: true)
    return .expectGroup(ExpectationGroup(order: order, blocks: [block], range: range(from: start)))
  }

  mutating func either(from start: Int) throws(SyntaxError) -> Statement.Kind {
    var blocks = [try block(ofExpectations: true)]
    while takeBehindBlock(.or) { blocks.append(try block(ofExpectations: true)) }
    guard blocks.count > 1 else { throw unexpected(peek(), "expected `or { … }` behind `either { … }`") }
    return .expectGroup(ExpectationGroup(order: .either, blocks: blocks, range: range(from: start)))
  }
}
