/// ```
/// expression = operation { "where" expression | "|" stage }      (`|` only between brackets or behind `=`)
/// operation  = unary { operator unary }                            by precedence:
///   or  <  and  <  not  <  == != < <= > >= in, not in, has, matches  <  + -  <  * / with  <  unary -
/// ```
/// Comparisons do not chain, so that the `>` of `events where a > 1 > out.txt` redirects.
extension Parser {
  enum Precedence {
    static let or = 1
    static let and = 2
    static let not = 3
    static let comparison = 4
    static let sum = 5
    static let product = 6
  }

  /// A whole expression.
  mutating func expression() throws(SyntaxError) -> Expression {
    let outer = chain
    defer { chain = outer }
    return try operation(Precedence.or)
  }

  mutating func operation(_ least: Int) throws(SyntaxError) -> Expression {
    try descend()
    defer { depth -= 1 }
    var left = try operand(least)
    if isChanged(least) { left = try changed(left, least) }
    while let (operation, precedence, range) = try binaryOperator(least) {
      try lengthenChain(at: range)
      let right = try self.operation(precedence + 1)
      left =
        operation == .slash
        ? left.over(right) : Expression(.binary(operation, left, right), left.range.union(right.range))
      if isChanged(least) { left = try changed(left, least) }
      if precedence == Precedence.comparison { try refuseChaining(least) }
    }
    return left
  }

  /// Whether a change follows of what was read.
  private mutating func isChanged(_ least: Int) -> Bool {
    guard least <= Precedence.product, !surroundings.isInChange else { return false }
    let word = peek().keyword
    return word == .with || word == .without
  }

  /// `ip(…)/udp() with ip.ttl=3` changes the whole stack; `without udp` takes something out of it.
  private mutating func changed(_ base: consuming Expression, _ least: Int) throws(SyntaxError) -> Expression {
    var result = base
    while isChanged(least) {
      try lengthenChain(at: peek().range)
      let isRemoval = try take().isWord(.without)
      let changes = isRemoval ? try removals() : try changes()
      result = Expression(.with(result, changes), range(from: result.range.lower))
    }
    return result
  }

  private mutating func operand(_ least: Int) throws(SyntaxError) -> Expression {
    let token = peek()
    if token.isWord(.not), least <= Precedence.not {
      try take()
      let operand = try operation(Precedence.not)
      return Expression(.unary(.not, operand), token.range.union(operand.range))
    }
    if token.isSymbol(.minus) || token.isSymbol(.options) {
      try take()
      let operand = try nested { parser throws(SyntaxError) in try parser.operand(Precedence.product) }
      let negated = Expression(.unary(.negate, operand), token.range.union(operand.range))
      return token.isSymbol(.minus) ? negated : Expression(.unary(.negate, negated), negated.range)
    }
    return try postfix(from: token)
  }

  /// Takes the next operator if it binds at least as tightly as `least`.
  private mutating func binaryOperator(_ least: Int) throws(SyntaxError) -> (BinaryOperator, Int, SourceRange)? {
    let token = peek()
    var found: (BinaryOperator, Int)?
    switch token.kind {
    case .identifier(.not?):
      let second = peekSecond()
      guard second.isWord(.in), least <= Precedence.comparison else { return nil }
      move(behind: second.range)
      return (.notInside, Precedence.comparison, token.range.union(second.range))
    case .identifier(let word?): found = Self.wordOperator(word)
    case .symbol(let symbol):
      if symbol == .assign { throw assignment(token) }
      found = Self.symbolOperator(symbol)
    default: break
    }
    guard let found, found.1 >= least else { return nil }
    // `delay -5` in a list of words is two arguments; `a -5` in an expression is a subtraction all the same.
    move(behind: token.range)
    return (found.0, found.1, token.range)
  }

  /// The operator that a word is, and how tightly it binds.
  static func wordOperator(_ word: Keyword) -> (BinaryOperator, Int)? {
    switch word {
    case .or: (.or, Precedence.or)
    case .and: (.and, Precedence.and)
    case .in: (.inside, Precedence.comparison)
    case .has: (.has, Precedence.comparison)
    case .matches: (.matches, Precedence.comparison)
    default: nil
    }
  }

  static func symbolOperator(_ symbol: Symbol) -> (BinaryOperator, Int)? {
    switch symbol {
    case .equal: (.equal, Precedence.comparison)
    case .notEqual: (.notEqual, Precedence.comparison)
    case .less: (.less, Precedence.comparison)
    case .lessOrEqual: (.lessOrEqual, Precedence.comparison)
    case .greater: (.greater, Precedence.comparison)
    case .greaterOrEqual: (.greaterOrEqual, Precedence.comparison)
    case .plus: (.add, Precedence.sum)
    case .minus: (.subtract, Precedence.sum)
    case .star: (.multiply, Precedence.product)
    case .slash: (.slash, Precedence.product)
    default: nil
    }
  }

  func assignment(_ token: Token) -> SyntaxError {
    SyntaxError(
      .assignmentInExpression, "`=` does not compare", at: token.range, label: "write `==` to compare two values",
      notes: ["`name=value` names a field inside the brackets of a layer; `let name = …` makes a variable"])
  }

  /// A second comparison, unless a single `>` can be a redirection.
  private mutating func refuseChaining(_ least: Int) throws(SyntaxError) {
    let token = peek()
    let isComparison: Bool =
      switch token.kind {
      case .symbol(let symbol): Self.symbolOperator(symbol)?.1 == Precedence.comparison
      case .identifier(let word?): Self.wordOperator(word)?.1 == Precedence.comparison
      default: false
      }
    guard isComparison, !token.isSymbol(.greater) || skipsNewlines else { return }
    throw SyntaxError(
      .chainedComparison, "comparisons do not chain", at: token.range, label: "join two comparisons with `and`",
      notes: ["a range is tested with `in`: `x in 1..64`"])
  }
}
