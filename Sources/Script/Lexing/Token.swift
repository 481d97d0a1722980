/// The smallest piece of an expression or a statement's frame. Command arguments are words (`Lexer.word`).
///
/// A class, because a parser looks at each of its tokens again and again: copying its parts cost more than reading it.
package final class Token {
  package enum Kind: Sendable {
    case identifier(String)
    case literal(Value)
    case string([StringPiece])
    case symbol(Symbol)
    case newline
    case end
    /// Not readable; `problem` says why.
    case invalid
  }

  package let kind: Kind
  package let range: SourceRange
  /// White space, a comment or the start of the source stands before it.
  package fileprivate(set) var followsBlank = true
  /// What is wrong with it: reported when the token is used, because a word may be read differently.
  package let problem: Diagnostic?

  package init(kind: Kind, range: SourceRange, problem: Diagnostic? = nil) {
    self.kind = kind
    self.range = range
    self.problem = problem
  }

  /// Said once, by the lexer that has just read it.
  func noting(followsBlank: Bool) -> Token {
    self.followsBlank = followsBlank
    return self
  }

  package func isSymbol(_ symbol: Symbol) -> Bool { if case .symbol(symbol) = kind { true } else { false } }
  package func isWord(_ word: String) -> Bool { if case .identifier(word) = kind { true } else { false } }
  package var identifier: String? { if case .identifier(let name) = kind { name } else { nil } }
  package var isEnd: Bool { if case .end = kind { true } else { false } }
  package var isNewline: Bool { if case .newline = kind { true } else { false } }
}

/// A part of a string: text with its escapes undone, or the range of an expression between braces.
package enum StringPiece: Hashable, Sendable {
  case text(String)
  case expression(SourceRange)
}

package enum Symbol: String, Hashable, Sendable, CaseIterable {
  case openParenthesis = "("
  case closeParenthesis = ")"
  case openBracket = "["
  case closeBracket = "]"
  case openBrace = "{"
  case closeBrace = "}"
  case comma = ","
  case semicolon = ";"
  case colon = ":"
  case dot = "."
  case dots = ".."
  case assign = "="
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case plus = "+"
  case minus = "-"
  case options = "--"
  case star = "*"
  case slash = "/"
  case pipe = "|"
  case question = "?"

  /// The bracket that closes this one.
  package var closing: Symbol? {
    switch self {
    case .openParenthesis: .closeParenthesis
    case .openBracket: .closeBracket
    case .openBrace: .closeBrace
    default: nil
    }
  }
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
