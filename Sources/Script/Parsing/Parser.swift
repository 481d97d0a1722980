/// Reads a source into statements and every diagnostic it deserves. Never fails, never hangs: nesting is bounded by
/// `maximumDepth`, and `fuel` bounds what trying several forms of a verb may cost.
///
/// A production throws the one thing that is wrong with it; statements catch, report and go on behind the line.
package struct Parser {
  static let maximumDepth = 256
  /// Operators and members in one expression: together with the depth this bounds the height of a tree.
  static let maximumChain = 512

  let signatures: SignatureTable
  var lexer: Lexer
  /// Where the next token is looked for.
  var position = 0
  /// Just behind the last token taken.
  var lastEnd = 0
  /// Inside brackets a line break is a blank.
  var skipsNewlines = false
  var depth = 0
  var surroundings = Surroundings()
  var chain = 0
  var fuel: Int
  var diagnostics: [Diagnostic] = []
  var isIncomplete = false
  /// Records what could stand at the end of the text, for completion.
  var probe: Probe?
  private var recent = RecentTokens()

  package init(_ source: Source, signatures: SignatureTable) {
    self.signatures = signatures
    lexer = Lexer(source)
    fuel = 20_000 + source.bytes.count * 32
  }

  /// ```
  /// program = { statement separator }
  /// ```
  package static func parse(_ source: Source, signatures: SignatureTable) -> Program {
    var parser = Parser(source, signatures: signatures)
    let statements = parser.statements(in: nil)
    if source.bytes.last == UInt8(ascii: "\\"), parser.diagnostics.isEmpty { parser.isIncomplete = true }
    if parser.fuel <= 0 {
      parser.report(
        Diagnostic(
          .tooComplex, "this text takes too many steps to read", at: parser.peek().range.start,
          label: "given up before its end"))
      parser.isIncomplete = false
    }
    return Program(
      source: source, statements: statements, diagnostics: parser.diagnostics, comments: Comments.of(source),
      isIncomplete: parser.isIncomplete)
  }
}

extension Parser {
  var source: Source { lexer.source }
}

/// What a production stands in, where that changes how it is read.
struct Surroundings {
  /// Lines are expectations, with or without `expect`.
  var isInExpectationGroup = false
  /// The value of a change: a `with` behind it belongs to the packet before it.
  var isInChange = false
}

/// The one thing that is wrong with a production.
struct SyntaxError: Error {
  var diagnostic: Diagnostic

  init(_ diagnostic: Diagnostic) { self.diagnostic = diagnostic }

  init(_ code: DiagnosticCode, _ message: String, at range: SourceRange, label: String = "", notes: [String] = []) {
    diagnostic = Diagnostic(code, message, at: range, label: label, notes: notes)
  }
}

extension Parser {
  /// The next token, not taken.
  mutating func peek() -> Token {
    let place = RecentTokens.place(position, skippingNewlines: skipsNewlines)
    if place != recent.place { recent.advance(to: recent.token(at: place) ?? read(at: position), at: place) }
    return recent.next
  }

  /// The token behind the next one.
  mutating func peekSecond() -> Token { token(at: peek().range.upper) }

  /// The token at or behind `offset`, read once however often it is looked at.
  mutating func token(at offset: Int) -> Token {
    let place = RecentTokens.place(offset, skippingNewlines: skipsNewlines)
    if let known = recent.token(at: place) { return known }
    let token = read(at: offset)
    recent.keep(token, at: place)
    return token
  }

  private mutating func read(at offset: Int) -> Token {
    defer { fuel -= 1 }
    guard fuel > 0 else { return Token(.end, SourceRange(source.id, lexer.limit, lexer.limit)) }
    let token = lexer.token(at: offset, skippingNewlines: skipsNewlines, &recent.value)
    recent.keepLiteral(of: token)
    return token
  }

  /// What the token of a literal stands for.
  func literalValue(_ token: Token) -> Literal? {
    recent.literal(at: token.range.lower) ?? lexer.literal(token.range)
  }

  /// Takes the next token, or throws what is wrong with it.
  @discardableResult
  mutating func take() throws(SyntaxError) -> Token {
    let token = peek()
    if let fault = token.fault { throw SyntaxError(lexer.problem(fault, token.range)) }
    move(behind: token.range)
    return token
  }

  /// The text of a name; nil for other tokens.
  func name(_ token: Token) -> String? { token.isIdentifier ? source.text(token.range) : nil }

  /// After a change of the lexer's bounds.
  mutating func forgetPeeked() { recent = RecentTokens() }

  mutating func move(behind range: SourceRange) {
    position = range.upper
    lastEnd = range.upper
  }

  mutating func take(_ symbol: Symbol) -> Bool {
    let token = peek()
    guard token.isSymbol(symbol) else { return false }
    move(behind: token.range)
    return true
  }

  mutating func take(word: Keyword) -> Bool {
    let token = peek()
    guard token.isWord(word) else { return false }
    move(behind: token.range)
    return true
  }

  @discardableResult
  mutating func expect(_ symbol: Symbol, _ purpose: String) throws(SyntaxError) -> SourceRange {
    let token = peek()
    guard take(symbol) else { throw unexpected(token, "expected `\(symbol.rawValue)` \(purpose)") }
    return token.range
  }

  /// A bad token's own problem, or that something else was expected.
  func unexpected(_ token: Token, _ message: String, label: String = "", notes: [String] = []) -> SyntaxError {
    if let fault = token.fault { return SyntaxError(lexer.problem(fault, token.range)) }
    return SyntaxError(
      .unexpectedToken, "\(message), found \(token.described(in: source))",
      at: token.isNewline || token.isEnd ? SourceRange(source.id, lastEnd, lastEnd) : token.range, label: label,
      notes: notes)
  }

  func range(from start: Int) -> SourceRange { SourceRange(source.id, start, max(start, lastEnd)) }
}
