import Base

/// ```
/// block      = "{" statements "}"
/// statements = { statement (newline | ";") }
/// ```
extension Parser {
  mutating func block() throws(SyntaxError) -> Block { try block(ofExpectations: false) }

  mutating func block(ofExpectations isGroup: Bool) throws(SyntaxError) -> Block {
    let opening = try expect(.openBrace, "to begin a block")
    let outer = (skipsNewlines, surroundings.isInExpectationGroup)
    (skipsNewlines, surroundings.isInExpectationGroup) = (false, isGroup)
    defer { (skipsNewlines, surroundings.isInExpectationGroup) = outer }
    let statements = try nested { parser throws(SyntaxError) in parser.statements(in: opening) }
    return Block(statements, range(from: opening.lower))
  }

  /// Statements up to the brace that closes `opening` (taken), or to the end of the text.
  mutating func statements(in opening: SourceRange?) -> [Statement] {
    var statements: [Statement] = []
    while true {
      let token = peek()
      if token.isEnd {
        if let opening { reportUnclosed(opening) }
        return statements
      } else if token.isNewline || token.isSymbol(.semicolon) {
        move(behind: token.range)
      } else if token.isSymbol(.closeBrace) {
        move(behind: token.range)
        if opening != nil { return statements }
        report(Diagnostic(.strayBracket, "this `}` closes nothing", at: token.range, label: "no block is open here"))
      } else {
        statements.appendOne(recoveringStatement())
      }
    }
  }

  private mutating func reportUnclosed(_ opening: SourceRange) {
    isIncomplete = isIncomplete || lexer.limit == source.bytes.count
    report(
      Diagnostic(
        .unclosedBracket, "this `{` is not closed", at: opening, label: "opened here", notes: ["`}` is missing"]))
  }

  mutating func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  /// One statement with the end of its line; what is wrong is reported, and reading goes on behind it.
  private mutating func recoveringStatement() -> Statement {
    let start = peek().range.lower
    chain = 0
    do {
      let statement = try statement()
      try endOfStatement()
      return statement
    } catch {
      report(error.diagnostic)
      recover()
      return Statement(invalid(from: start), range(from: start))
    }
  }

  /// A `let` that cannot be read still makes its name: what uses it is not wrong for that.
  private func invalid(from start: Int) -> Statement.Kind {
    let word = lexer.token(at: start, skippingNewlines: false)
    guard word.isWord(.let) else { return .invalid }
    let token = lexer.token(at: word.range.upper, skippingNewlines: false)
    guard let name = name(token), token.keyword?.isReserved != true else { return .invalid }
    return .binding(Name(name, token.range), .expression(Expression(.invalid, token.range)))
  }

  private mutating func endOfStatement() throws(SyntaxError) {
    let token = peek()
    if token.isNewline || token.isEnd || token.isSymbol(.semicolon) || token.isSymbol(.closeBrace) { return }
    if token.isSymbol(.closeParenthesis) || token.isSymbol(.closeBracket) {
      throw SyntaxError(
        .strayBracket, "this `\(source.text(token.range))` closes nothing", at: token.range,
        label: "no such bracket is open here")
    }
    if token.isSymbol(.assign) { throw assignment(token) }
    throw unexpected(token, "expected the end of the line")
  }

  /// Goes to the end of the line on which reading stopped. A block that begins on the way is read for its own errors.
  private mutating func recover() {
    skipsNewlines = false
    var open = 0
    var beforeBlock = true
    while true {
      let token = peek()
      if token.isEnd || token.isNewline { return }
      if open == 0, token.isSymbol(.semicolon) || token.isSymbol(.closeBrace) { return }
      move(behind: token.range)
      switch token.kind {
      case .symbol(.openBrace):
        if open == 0, beforeBlock, peek().isNewline {
          _ = statements(in: token.range)
        } else {
          open += 1
        }
      case .symbol(.openParenthesis), .symbol(.openBracket): open += 1
      case .symbol(.closeBrace), .symbol(.closeParenthesis), .symbol(.closeBracket): open = max(0, open - 1)
      default: break
      }
      // A set, not a block, follows these.
      beforeBlock = !(token.isSymbol(.assign) || token.isSymbol(.comma) || token.isWord(.in))
    }
  }
}
