import Base

/// ```
/// command = verb { argument | "--" option [ value ] } { "|" stage } [ ">" file ] [ "as" name [ "[]" ] ]
/// ```
/// The verb's forms are tried in order; where none fits, the error of the one that got furthest is told.
extension Parser {
  /// - Parameter end: what stands behind the command besides the end of a statement.
  mutating func command(_ signature: VerbSignature, before end: Symbol? = nil) throws(SyntaxError) -> Command {
    let verb = try take().range
    let start = self
    var furthest: (error: SyntaxError, parser: Parser)?
    for form in signature.forms.indices {
      self = start
      carryOver(from: furthest?.parser)
      do {
        return try nested { parser throws(SyntaxError) in try parser.command(signature, form, verb, before: end) }
      } catch {
        // A form that lacks something has understood the word that is no choice of another one.
        let lacks = error.diagnostic.code == .missingArgument && furthest?.error.diagnostic.code == .notAChoice
        if furthest.map({ position > $0.parser.position || lacks && position == $0.parser.position }) ?? true {
          furthest = (error, self)
        } else {
          furthest?.parser.carryOver(from: self)
        }
      }
    }
    guard let furthest else {
      throw unexpected(peek(), "expected nothing behind `\(signature.name)`")
    }
    self = furthest.parser
    throw furthest.error
  }

  /// What was spent and learned on another path stays spent and learned.
  private mutating func carryOver(from other: Parser?) {
    guard let other else { return }
    fuel = min(fuel, other.fuel)
    isIncomplete = isIncomplete || other.isIncomplete
    probe = other.probe
  }

  private mutating func command(
    _ signature: VerbSignature, _ form: Int, _ verb: SourceRange, before end: Symbol?
  ) throws(SyntaxError) -> Command {
    var command = Command(verb: Name(signature.name, verb), form: form, range: verb)
    try arguments(of: &command, signature, signature.forms[form])
    command.pipe = try pipe()
    if take(.greater) { command.redirection = try wordArgument("a file") }
    if take(word: .as) { command.binding = try resultBinding() }
    command.range = range(from: verb.lower)
    let token = peek()
    guard isEnd(token) || end.map(token.isSymbol) ?? false else {
      throw unexpectedArgument(token, behind: command, signature)
    }
    return command
  }

  func isEnd(_ token: Token) -> Bool {
    token.isNewline || token.isEnd || token.isSymbol(.semicolon) || token.isSymbol(.closeBrace)
  }

  /// ```
  /// binding = name [ "[" "]" ]
  /// ```
  mutating func resultBinding() throws(SyntaxError) -> ResultBinding {
    let name = try newName("a result")
    guard peek().isSymbol(.openBracket), !peek().followsBlank else { return ResultBinding(name: name, takesAll: false) }
    try take()
    try expect(.closeBracket, "behind `[`")
    return ResultBinding(name: name, takesAll: true)
  }

  private func unexpectedArgument(_ token: Token, behind command: Command, _ signature: VerbSignature) -> SyntaxError {
    if let fault = token.fault { return SyntaxError(lexer.problem(fault, token.range)) }
    if token.isSymbol(.closeParenthesis) || token.isSymbol(.closeBracket) {
      return SyntaxError(
        .strayBracket, "this `\(source.text(token.range))` closes nothing", at: token.range,
        label: "no such bracket is open here")
    }
    let word = lexer.word(at: position) ?? token.range
    let text = source.text(word)
    let words = signature.forms[command.form].parameters.compactMap(\.introducer)
    var label = Suggestion.nearest(to: text, in: words).map { "did you mean `\($0)`?" } ?? ""
    let short =
      text.first == "-" ? text : command.arguments.last?.expression?.plainWord.flatMap { $0.first == "-" ? $0 : nil }
    if let short {
      let options = signature.options.map { "--\($0.name)" }
      label =
        options.isEmpty
        ? "`\(short)`: there are no options here" : "options are written out: \(options.joined(separator: " "))"
    } else if label.isEmpty, case .word(let name)? = command.arguments.last?.expression?.kind {
      label = "a name with blanks is quoted: `\"\(name.text) \(text)\"`"
    }
    return SyntaxError(
      .unexpectedArgument, "`\(signature.name)` takes no `\(text)` here", at: word, label: label,
      notes: signature.forms.map { "usage: \($0.usage(of: signature.name))" })
  }
}

extension Expression {
  /// The word as it was written, where it is one.
  fileprivate var plainWord: String? { if case .word(let word) = kind { word.text } else { nil } }
}
