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

/// The symbols that begin with one byte: at most one is that byte alone, and at most one has a second.
struct SymbolStart {
  private(set) var alone: Symbol?
  private(set) var withSecond: Symbol?
  private(set) var second: UInt8 = 0

  /// By the first byte.
  static let table: [SymbolStart] = {
    var table = [SymbolStart](repeating: SymbolStart(), count: 256)
    for symbol in Symbol.allCases {
      let bytes = Array(symbol.rawValue.utf8)
      if bytes.count == 1 { table[Int(bytes[0])].alone = symbol }
      if bytes.count == 2 { (table[Int(bytes[0])].withSecond, table[Int(bytes[0])].second) = (symbol, bytes[1]) }
    }
    return table
  }()
}
