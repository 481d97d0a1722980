/// The smallest piece of an expression or a statement's frame. Command arguments are words (`Lexer.word`).
///
/// Plain and small: a parser looks at each of its tokens again and again. What a token stands for, and what is wrong with
/// it, is read from the source when it is asked for.
package struct Token: Sendable {
  package enum Kind: Sendable {
    /// A name, and which word of the language it is, if it is one.
    case identifier(Keyword?)
    /// A number, an address, `#57`.
    case literal
    /// `x"…"`
    case bytes
    case string
    case symbol(Symbol)
    case newline
    case end
    /// Not readable; `fault` says why.
    case invalid
  }

  package let range: SourceRange
  package let kind: Kind
  /// What is wrong with it: reported when the token is used, because a word may be read differently.
  package let fault: TokenFault?
  /// White space, a comment or the start of the source stands before it.
  package var followsBlank = true

  package init(_ kind: Kind, _ range: SourceRange, fault: TokenFault? = nil) {
    self.kind = kind
    self.range = range
    self.fault = fault
  }

  package func isSymbol(_ symbol: Symbol) -> Bool { if case .symbol(let own) = kind { own == symbol } else { false } }
  package func isWord(_ word: Keyword) -> Bool { keyword == word }
  /// The word of the language that it is; nil for other names, and for what is no name.
  package var keyword: Keyword? { if case .identifier(let keyword) = kind { keyword } else { nil } }
  package var isIdentifier: Bool { if case .identifier = kind { true } else { false } }
  package var isString: Bool { if case .string = kind { true } else { false } }
  package var isEnd: Bool { if case .end = kind { true } else { false } }
  package var isNewline: Bool { if case .newline = kind { true } else { false } }
}

extension Token {
  /// How an error names it: `` `dport` ``, `the end of the line`.
  package func described(in source: Source) -> String {
    switch kind {
    case .newline: "the end of the line"
    case .end: "the end of the text"
    default: "`\(source.text(range))`"
    }
  }
}
