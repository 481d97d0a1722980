/// ```
/// let     = "let" name "=" source
/// source  = "expect" expectation | command | pipeline
/// for     = "for" name "in" (command | expression) block
/// repeat  = "repeat" expression block
/// if      = "if" expression block [ "else" (if | block) ]
/// fn      = "fn" name "(" [ name { "," name } ] ")" block
/// ```
extension Parser {
  mutating func binding() throws(SyntaxError) -> Statement.Kind {
    let name = try newName("a variable")
    try expect(.assign, "behind the name")
    return .binding(name, try bindingSource())
  }

  mutating func bindingSource() throws(SyntaxError) -> BindingSource {
    let token = peek()
    if token.isWord(.expect) {
      try take()
      return .expectation(try expectation(from: token.range.lower))
    }
    if token.isIdentifier {
      if let habit = ForeignHabits.find(token, in: &self) { throw SyntaxError(habit) }
      if startsCommand(token), let signature = signature(token) { return .command(try command(signature)) }
    }
    return .expression(try pipeline())
  }

  /// A name that is about to be given a meaning.
  mutating func newName(_ what: String) throws(SyntaxError) -> Name {
    let token = peek()
    guard let name = name(token) else {
      if token.fault != nil || token.isNewline || token.isEnd {
        throw unexpected(token, "expected a name for \(what)")
      }
      throw SyntaxError(
        .notAName, "\(token.described(in: source)) cannot name \(what)", at: token.range,
        label: "a name begins with a letter")
    }
    guard token.keyword?.isReserved != true else {
      throw SyntaxError(
        .notAName, "`\(name)` cannot name \(what)", at: token.range, label: "this is a word of the language")
    }
    try take()
    return Name(name, token.range)
  }

  mutating func forEach() throws(SyntaxError) -> Statement.Kind {
    let name = try newName("a variable")
    guard take(word: .in) else { throw unexpected(peek(), "expected `in` behind `for \(name.text)`") }
    return .forEach(name, in: try loopSource(), try block())
  }

  /// A command with its pipe, or an expression. A verb alone is a name: many tables and variables bear one.
  private mutating func loopSource() throws(SyntaxError) -> BindingSource {
    let token = peek()
    if token.isIdentifier, let habit = ForeignHabits.find(token, in: &self) { throw SyntaxError(habit) }
    if token.isIdentifier, !peekSecond().isSymbol(.openBrace), startsCommand(token), let signature = signature(token) {
      return .command(try command(signature, before: .openBrace))
    }
    return .expression(try expression())
  }

  mutating func repetition() throws(SyntaxError) -> Statement.Kind {
    .repeatTimes(try expression(), try block())
  }

  mutating func condition() throws(SyntaxError) -> Statement.Kind {
    let test = try expression()
    let then = try block()
    guard takeBehindBlock(.else) else { return .condition(test, then: then, otherwise: nil) }
    let token = peek()
    guard token.isWord(.if) else { return .condition(test, then: then, otherwise: try block()) }
    let inner = try nested { parser throws(SyntaxError) in
      try parser.take()
      return Statement(try parser.condition(), parser.range(from: token.range.lower))
    }
    return .condition(test, then: then, otherwise: Block([inner], inner.range))
  }

  /// A word that continues a statement behind its block, on the same line or the next.
  mutating func takeBehindBlock(_ word: Keyword) -> Bool {
    let next = lexer.token(at: position, skippingNewlines: true)
    guard next.isWord(word) else { return false }
    move(behind: next.range)
    return true
  }

  mutating func function() throws(SyntaxError) -> Statement.Kind {
    let name = try newName("a function")
    guard peek().isSymbol(.openParenthesis) else {
      throw unexpected(peek(), "expected `(` and the parameters of `\(name.text)`")
    }
    let parameters = try bracketed(.openParenthesis) { parser throws(SyntaxError) in
      try parser.list(until: .closeParenthesis) { parser throws(SyntaxError) in try parser.newName("a parameter") }
    }
    return .function(FunctionDeclaration(name: name, parameters: parameters, body: try block()))
  }

  /// A string, or a bare word.
  mutating func title(_ what: String) throws(SyntaxError) -> Expression { try wordArgument(what) }
}
