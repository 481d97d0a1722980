import Base

/// ```
/// argument-word = string | "#" digits | word
/// settings      = setting { setting }
/// setting       = name "=" (expression | word)
/// ```
extension Parser {
  /// A bare or quoted word.
  ///
  /// - Parameter isName: of an object: a colon at its end belongs to what follows, as in `at client.tun: drop`.
  mutating func wordArgument(_ what: String, isName: Bool = false) throws(SyntaxError) -> Expression {
    let token = peek()
    switch token.kind {
    case .string:
      try take()
      return try string(token.range)
    case .bytes:
      try take()
      return literal(token)
    case .literal where lexer.byte(token.range.lower) == UInt8(ascii: "#"):
      try take()
      return literal(token)
    default: break
    }
    if let fault = token.fault, fault == .unclosedString || fault == .unclosedBrace {
      throw SyntaxError(lexer.problem(fault, token.range))
    }
    guard !token.isSymbol(.openBrace) || lexer.braced(token.range.lower) != nil,
      var range = lexer.word(at: position)
    else { throw unexpected(token, "expected \(what)") }
    if isName, range.upper > range.lower + 1, source.bytes[range.upper - 1] == UInt8(ascii: ":") {
      range = lexer.range(range.lower, range.upper - 1)
    }
    let expression = try word(range)
    move(behind: range)
    return expression
  }

  private mutating func word(_ range: SourceRange) throws(SyntaxError) -> Expression {
    let pieces = lexer.pieces(of: range)
    if pieces.contains(where: { if case .expression = $0 { true } else { false } }) {
      return Expression(.interpolated(try parts(pieces)), range)
    }
    try refuseBadAddress(range)
    return Expression(.word(Word(source.text(range), path: path(range))), range)
  }

  /// `300.1.2.3` can be nothing but a mistyped address.
  private func refuseBadAddress(_ range: SourceRange) throws(SyntaxError) {
    guard lexer.dottedDigits(at: range.lower)?.end == range.upper else { return }
    let text = source.text(range)
    guard text.count(where: { $0 == "." }) == 3, IPv4Address(text) == nil else { return }
    throw SyntaxError(lexer.badV4(range.lower, range.upper))
  }

  /// The word as `name.member…`, when it is nothing else.
  private func path(_ range: SourceRange) -> [Name] {
    var names: [Name] = []
    var at = range.lower
    while let end = lexer.endOfName(at) {
      names.append(Name(lexer.text(at, end), lexer.range(at, end)))
      if end == range.upper { return names }
      guard lexer.byte(end) == UInt8(ascii: ".") else { return [] }
      at = end + 1
    }
    return []
  }

  mutating func choiceWord(_ words: [String], _ parameter: Parameter) throws(SyntaxError) -> Expression {
    note(words: words, at: peek())
    let expression = try wordArgument(parameter.display)
    let text = source.text(expression.range)
    guard case .word = expression.kind, !words.contains(text) else { return expression }
    throw notAChoice(text, words, parameter.name, expression.range)
  }

  /// A name of a class whose members are fixed must be one of them.
  mutating func objectName(
    _ objects: String, _ parameter: Parameter, of verb: String
  ) throws(SyntaxError) -> Expression {
    let expression = try wordArgument(parameter.display, isName: true)
    guard case .word(let word) = expression.kind, let names = signatures.vocabulary[objects],
      !names.contains(word.text)
    else { return expression }
    if objects == "event-kind" {
      throw whereAtTap(word.text, expression.range) ?? onKind(word.text, names, verb, expression.range)
        ?? notAKind(word.text, names, expression.range)
    }
    throw notAChoice(word.text, names, objects.replacing("-", with: " "), expression.range)
  }

  /// There are too many kinds of events to be listed in an error.
  func notAKind(_ word: String, _ kinds: [String], _ range: SourceRange) -> SyntaxError {
    SyntaxError(
      .notAChoice, "`\(word)` is no kind of event", at: range,
      label: Suggestion.question(Suggestion.likely(for: word, in: kinds)) ?? "",
      notes: ["`help kinds` lists them"])
  }

  /// `break on drop`: as one says it.
  private func onKind(_ word: String, _ kinds: [String], _ verb: String, _ range: SourceRange) -> SyntaxError? {
    guard word == "on", let next = lexer.word(at: position),
      let kind = kinds.contains(source.text(next))
        ? source.text(next) : Suggestion.likely(for: source.text(next), in: kinds).first
    else { return nil }
    return SyntaxError(
      .notAChoice, "`on` is no kind of event", at: range, label: "write: \(verb) \(kind)",
      notes: ["`help \(kind)` tells what it stops at, and `\(verb) \(kind) where …` takes some of them"])
  }

  /// `watch client.tun where icmp`: the place stands behind the pattern.
  private mutating func whereAtTap(_ place: String, _ range: SourceRange) -> SyntaxError? {
    let faces = ["app", "tun", "wire", "lan", "ws"]
    guard let face = place.split(separator: ".").last, place.contains("."), faces.contains(String(face)) else {
      return nil
    }
    var pattern = "PATTERN"
    if take(word: .where) {
      let rest = source.text(restOfLine(from: peek().range.lower)).trimmed
      if !rest.isEmpty { pattern = rest }
    }
    return SyntaxError(
      .notAChoice, "`\(place)` is a tap, and no event kind", at: range,
      label: "write: \(pattern) at \(place)",
      notes: ["`watch icmp at client.tun`: the place stands behind what is looked for"])
  }

  mutating func settings(of verb: String) throws(SyntaxError) -> [Argument] {
    var settings: [Argument] = []
    note(.settings(verb: verb), at: peek())
    while let name = try assignedName() {
      let value = try settingValue()
      settings.append(
        Argument(name: name, relation: .assign, value: value, range: name.range.union(value.range)))
      note(.settings(verb: verb), at: peek())
    }
    guard !settings.isEmpty else { throw unexpected(peek(), "expected `name=value`") }
    return settings
  }

  /// Units that only the host knows (`rate=10mbit`) make the value a word.
  private mutating func settingValue() throws(SyntaxError) -> Expression {
    if peek().fault == .unit { return try wordArgument("a value") }
    return try operation(Precedence.sum)
  }
}
