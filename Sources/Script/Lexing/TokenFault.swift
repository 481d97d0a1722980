/// What can be wrong with a token.
package enum TokenFault: Sendable {
  case v4Address, v6Address, prefixLength, port
  case number, hexadecimal, unit, eventNumber
  case bytes, escape, unclosedString, unclosedBrace
  case character
}

extension Lexer {
  func faulty(_ fault: TokenFault, _ lower: Int, _ upper: Int) -> Token {
    Token(.invalid, range(lower, upper), fault: fault)
  }

  /// The fault of a token in words.
  func problem(_ fault: TokenFault, _ token: SourceRange) -> Diagnostic {
    switch fault {
    case .v4Address: badV4(token.lower, token.upper)
    case .v6Address: badV6(token)
    case .prefixLength: badPrefixLength(token)
    case .port: badPort(token)
    case .number: tooLarge(token)
    case .hexadecimal: badHexadecimal(token)
    case .unit: unknownUnit(token)
    case .eventNumber: badEventNumber(token)
    case .bytes: badBytes(token)
    case .escape: badEscape(token)
    case .unclosedString: unclosedString(token)
    case .unclosedBrace: unclosedBrace(token)
    case .character: unexpected(token)
    }
  }
}
