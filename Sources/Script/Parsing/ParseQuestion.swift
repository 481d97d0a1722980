/// ```
/// question = word "?"        word of letters, digits, `.`, `-`, `_`, or an event, with nothing behind it
/// ```
extension Parser {
  /// `WORD?` is `help WORD`, whatever the word is elsewhere: a verb, a word of the language, a layer or one of its fields,
  /// a kind of event, a packet, an event.
  ///
  /// - Parameter first: the next token.
  mutating func question(_ first: Token) throws(SyntaxError) -> Command? {
    let start = first.range.lower
    // All of a name stands in the word: where that ends behind it is plain, as for nearly all lines.
    if first.isIdentifier, let next = lexer.byte(first.range.upper), next != UInt8(ascii: "?"), !Self.standsInWord(next)
    {
      return nil
    }
    let end = lexer.scan(start, while: Self.standsInWord)
    guard end > start, lexer.byte(end) == UInt8(ascii: "?"),
      first.isIdentifier || lexer.byte(start) == UInt8(ascii: "#"),
      isEnd(token(at: end + 1))
    else { return nil }
    let word = SourceRange(source.id, start, end)
    move(behind: SourceRange(source.id, start, end + 1))
    let argument = CommandArgument("word", .expression(Expression(.literal(.string(source.text(word))), word)), word)
    return Command(verb: Name("help", word), arguments: [argument], range: word)
  }

  private static func standsInWord(_ byte: UInt8) -> Bool {
    Lexer.isNameByte(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "#")
  }
}
