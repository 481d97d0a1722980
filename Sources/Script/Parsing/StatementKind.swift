import Base

extension VerbSignature {
  fileprivate var takesFileFirst: Bool { forms.contains { $0.parameters.first?.kind == .file } }
  /// Whatever follows is text, words of the language too.
  fileprivate var takesText: Bool { forms.contains { $0.parameters.first?.kind == .text } }
}

/// Decides from the first two tokens of a line whether it is a command or an expression: many verbs (`tcp`, `udp`,
/// `events`) are layers or tables too.
extension Parser {
  /// - Parameter inGroup: Between the braces of `in-order` a line such as `tcp at client.tun` is an expectation.
  mutating func startsCommand(_ token: Token, inGroup: Bool = false) -> Bool {
    guard token.isIdentifier, token.keyword?.isStatement != true, let signature = signature(token) else { return false }
    let second = peekSecond()
    if inGroup, second.isWord(.at) || second.isWord(.from) || second.isWord(.to) || second.isWord(.within) {
      return false
    }
    switch second.kind {
    // `read - | count`: standard input.
    case .symbol(.minus) where second.followsBlank && signature.takesFileFirst: return true
    case .symbol(let symbol): return takesArgument(beginningWith: symbol, second)
    case .identifier(let word?) where Self.wordOperator(word) != nil || word == .with:
      let name = word.rawValue
      return signature.takesText
        || signature.forms.contains { $0.parameters.contains { $0.introducer == name || $0.kind == .literal(name) } }
    default: return true
    }
  }

  /// The verb that a token names.
  func signature(_ token: Token) -> VerbSignature? {
    token.isIdentifier ? signatures[source.bytes, token.range.lower..<token.range.upper] : nil
  }

  private func takesArgument(beginningWith symbol: Symbol, _ token: Token) -> Bool {
    let followedByBlank = lexer.byte(token.range.upper).map(Lexer.isBlank) ?? true
    switch symbol {
    case .openParenthesis, .openBracket, .dot, .question: return token.followsBlank
    case .equal, .notEqual, .less, .lessOrEqual, .greaterOrEqual, .plus, .dots, .assign, .comma: return false
    case .minus, .star, .slash: return token.followsBlank && !followedByBlank
    default: return true
    }
  }

  /// True when an expression can go on with this token, or end before it.
  func continuesExpression(_ token: Token) -> Bool {
    switch token.kind {
    case .newline, .end: true
    case .identifier(.to?):
      name(lexer.token(at: token.range.upper, skippingNewlines: false)).map(Self.formats.contains) ?? false
    case .identifier(let word):
      word.map { Self.wordOperator($0) != nil || $0 == .with || $0 == .without || $0 == .not } ?? false
    case .symbol(let symbol):
      switch symbol {
      case .openParenthesis, .openBracket: !token.followsBlank
      case .openBrace, .colon, .question, .options: false
      // `nmap -p 80` is a command; `a - b` and `a-b` are expressions.
      case .minus: !token.followsBlank || lexer.byte(token.range.upper).map(Lexer.isBlank) ?? true
      default: true
      }
    default: false
    }
  }
}
