import Base

extension Parser {
  /// What stands between brackets: line breaks are blanks until the closing one, which is taken.
  mutating func bracketed<Content>(
    _ open: Symbol, _ content: (inout Parser) throws(SyntaxError) -> Content
  ) throws(SyntaxError) -> Content {
    let opening = try take().range
    let outer = (skipsNewlines, surroundings.isInChange)
    (skipsNewlines, surroundings.isInChange) = (true, false)
    defer { (skipsNewlines, surroundings.isInChange) = outer }
    let result: Content
    do {
      result = try content(&self)
    } catch {
      throw unclosed(opening, open, instead: error)
    }
    let token = peek()
    if let closing = open.closing, token.isSymbol(closing) {
      move(behind: token.range)
      return result
    }
    let error = unexpected(token, "expected `\(open.closing?.rawValue ?? "")`")
    throw unclosed(opening, open, instead: error)
  }

  /// Something wrong at the end of the text, or on a later line than what was read last, means that the bracket was
  /// never closed. The bracket is what is shown then.
  private mutating func unclosed(_ opening: SourceRange, _ open: Symbol, instead error: SyntaxError) -> SyntaxError {
    if error.diagnostic.code == .unclosedBracket { return error }
    let next = lexer.token(at: lastEnd, skippingNewlines: true)
    let brokeLine = source.line(at: next.range.lower) > source.line(at: max(0, lastEnd - 1))
    guard error.diagnostic.code == .unexpectedToken, next.isEnd || brokeLine else { return error }
    if next.isEnd, lexer.limit == source.bytes.count { isIncomplete = true }
    return SyntaxError(
      .unclosedBracket, "this `\(open.rawValue)` is not closed", at: opening, label: "opened here",
      notes: ["`\(open.closing?.rawValue ?? "")` is missing"])
  }

  /// `item { "," item } [ "," ]` up to the closing bracket.
  mutating func list<Item>(
    until closing: Symbol, _ item: (inout Parser) throws(SyntaxError) -> Item
  ) throws(SyntaxError) -> [Item] {
    var items: [Item] = []
    while !peek().isSymbol(closing) {
      items.appendOne(try item(&self))
      guard take(.comma) else { break }
    }
    return items
  }

  /// Runs a production one level deeper.
  mutating func nested<Result>(
    _ production: (inout Parser) throws(SyntaxError) -> Result
  ) throws(SyntaxError) -> Result {
    try descend()
    defer { depth -= 1 }
    return try production(&self)
  }

  /// Begins a level, which its production ends with `depth -= 1`.
  mutating func descend() throws(SyntaxError) {
    guard depth < Self.maximumDepth else {
      throw SyntaxError(
        .tooDeep, "this is nested more than \(Self.maximumDepth) levels deep", at: peek().range,
        label: "give the inner parts names with `let`")
    }
    depth += 1
  }

  /// Counts one more operator or member of the expression at hand.
  mutating func lengthenChain(at range: SourceRange) throws(SyntaxError) {
    chain += 1
    guard chain <= Self.maximumChain else {
      throw SyntaxError(
        .tooDeep, "this expression has more than \(Self.maximumChain) operators", at: range,
        label: "give its parts names with `let`")
    }
  }
}
