/// One argument by the kind of its parameter.
extension Parser {
  /// Whether an optional or repeated parameter of this kind can begin here.
  mutating func canBegin(_ kind: ParameterKind, _ token: Token, _ word: String?) -> Bool {
    switch kind {
    case .literal(let literal): return word == literal || token.isSymbol(Symbol(rawValue: literal) ?? .question)
    case .choice(let words): return words.contains(word ?? "")
    case .object(let objects):
      guard let names = signatures.vocabulary[objects], let word else { return word != nil || token.isString }
      return names.contains(word)
    case .word, .file, .url: return word != nil || token.isString
    case .block, .edits: return token.isSymbol(.openBrace)
    case .settings: return token.isIdentifier && peekSecond().isSymbol(.assign)
    case .count, .duration: return canBeginNumber(token)
    case .statePath: return token.isIdentifier
    case .expression, .packet, .pattern, .text: return !isEnd(token)
    }
  }

  private func canBeginNumber(_ token: Token) -> Bool {
    switch token.kind {
    case .literal, .bytes, .identifier: true
    case .symbol(.openParenthesis), .symbol(.minus): true
    default: token.fault != nil
    }
  }

  mutating func content(of parameter: Parameter, _ signature: VerbSignature) throws(SyntaxError)
    -> (CommandArgument.Content, SourceRange)
  {
    let start = peek().range.lower
    let content = try content(of: parameter, verb: signature.name)
    return (content, range(from: start))
  }

  private mutating func content(of parameter: Parameter, verb: String) throws(SyntaxError) -> CommandArgument.Content {
    switch parameter.kind {
    case .literal(let word): return try literal(word)
    case .choice(let words): return .expression(try choiceWord(words, parameter))
    case .object(let objects): return .expression(try objectName(objects, parameter, of: verb))
    case .word, .url: return .expression(try wordArgument(parameter.display))
    case .file: return .expression(try fileName(parameter.display))
    case .expression, .packet, .pattern: return .expression(try expression())
    case .statePath, .count: return .expression(try postfix())
    case .duration: return .expression(try duration())
    case .text: return .expression(restOfLine())
    case .block: return .block(try block())
    case .settings: return .settings(try settings(of: verb))
    case .edits:
      guard peek().isSymbol(.openBrace) else { throw unexpected(peek(), "expected `{ field = value }`") }
      return .settings(
        try bracketed(.openBrace) { parser throws(SyntaxError) in
          try parser.list(until: .closeBrace) { parser throws(SyntaxError) in
            parser.note(.settings(verb: verb), at: parser.peek())
            return try parser.assignment()
          }
        })
    }
  }

  /// A packet in its place means that the name was left out.
  private mutating func fileName(_ what: String) throws(SyntaxError) -> Expression {
    let file = try wordArgument(what)
    guard case .word(let word) = file.kind, word.text.contains("(") else { return file }
    throw SyntaxError(
      .unexpectedToken, "expected a file's name, found `\(word.text)`", at: file.range,
      label: "the name stands first; with brackets in it, it is quoted")
  }

  private mutating func literal(_ word: String) throws(SyntaxError) -> CommandArgument.Content {
    let token = peek()
    if let symbol = Symbol(rawValue: word), take(symbol) { return .present }
    guard let range = lexer.word(at: position), source.text(range) == word else {
      throw unexpected(token, "expected `\(word)`")
    }
    move(behind: range)
    return .present
  }

  /// A duration whose unit was forgotten is told here, before anything runs.
  mutating func duration() throws(SyntaxError) -> Expression {
    let expression = try operation(Precedence.sum)
    let number: String? =
      switch expression.kind {
      case .literal(.integer(let value)): "\(value)"
      case .literal(.number(let value)): "\(value)"
      default: nil
      }
    guard let number else { return expression }
    throw SyntaxError(
      .missingUnit, "a duration needs a unit", at: expression.range,
      label: "did you mean `\(number)s` or `\(number)ms`?",
      notes: ["units of time: ns us ms s m h"])
  }

  /// Everything up to the end of the command, without blanks at its end.
  private mutating func restOfLine() -> Expression {
    let start = lexer.skipTrivia(position, newlines: false)
    var end = lexer.endOfText(start)
    while end > start, Lexer.isBlank(source.bytes[end - 1]) { end -= 1 }
    let range = SourceRange(source.id, start, end)
    move(behind: range)
    return Expression(.word(Word(source.text(range))), range)
  }
}
