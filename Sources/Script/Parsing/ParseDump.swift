/// ```
/// packet = "packet" (bytes | "{" hexdump "}" | "(" arguments ")")
/// ```
/// A packet from bytes that other tools print: `packet x"45 00 …"`, and between braces whatever was pasted.
extension Parser {
  static let packetWord = Keyword.packet.rawValue

  /// Whether `packet` begins a packet here and is no name: bytes or a brace follow it.
  func beginsPacket(_ next: Token) -> Bool {
    if case .bytes = next.kind { return true }
    return next.isSymbol(.openBrace) || next.fault == .bytes || next.fault == .unclosedString
  }

  /// Behind the word `packet`.
  mutating func packet(_ word: Token) throws(SyntaxError) -> Expression {
    let bytes = try bytes()
    let range = range(from: word.range.lower)
    let argument = Argument(name: nil, relation: .assign, value: bytes, range: bytes.range)
    return Expression(
      .call(LayerCall(name: Name(Self.packetWord, word.range), arguments: [argument], range: range)), range)
  }

  private mutating func bytes() throws(SyntaxError) -> Expression {
    if peek().isSymbol(.openBrace) { return try dump() }
    let token = try take()
    return literal(token)
  }

  private mutating func dump() throws(SyntaxError) -> Expression {
    let open = peek().range
    guard let close = lexer.endOfDump(open.lower) else {
      if lexer.limit == source.bytes.count { isIncomplete = true }
      move(behind: SourceRange(source.id, open.lower, lexer.limit))
      throw SyntaxError(
        .unclosedBracket, "this `{` is not closed", at: open, label: "opened here",
        notes: ["a line that begins with `}` ends the hexdump"])
    }
    let dump = Hexdump(lexer, open.upper, close)
    let range = SourceRange(source.id, open.lower, close + 1)
    move(behind: range)
    if let problem = dump.problem { throw SyntaxError(problem) }
    return Expression(.literal(.bytes(dump.bytes)), range)
  }
}
