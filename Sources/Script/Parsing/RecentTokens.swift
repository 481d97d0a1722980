/// The next token, which is looked at again and again, and one other that was looked at last: often the one behind it.
struct RecentTokens {
  /// An offset, and whether newlines are skipped there, as one number.
  typealias Place = Int

  private(set) var next = Token(.end, SourceRange(SourceID(number: 0), 0, 0))
  private(set) var place: Place = -1
  private var other = Token(.end, SourceRange(SourceID(number: 0), 0, 0))
  private var otherPlace: Place = -1
  /// Where the literal that was read last begins, and what it stands for.
  private var literal = -1
  var value: Literal?

  static func place(_ offset: Int, skippingNewlines: Bool) -> Place { offset << 1 | (skippingNewlines ? 1 : 0) }

  /// The token at a place, if it is one of the two.
  func token(at place: Place) -> Token? { place == self.place ? next : place == otherPlace ? other : nil }

  /// What the literal at an offset stands for, if it is the one that was read last.
  func literal(at lower: Int) -> Literal? { lower == literal ? value : nil }

  /// Keeps what a literal stands for: it is asked for when its token is taken.
  mutating func keepLiteral(of token: Token) { if case .literal = token.kind { literal = token.range.lower } }

  /// Keeps a token that was looked at beside the next one.
  mutating func keep(_ token: Token, at place: Place) { (other, otherPlace) = (token, place) }

  /// What was the next token becomes the other one.
  mutating func advance(to token: Token, at place: Place) {
    (other, otherPlace) = (next, self.place)
    (next, self.place) = (token, place)
  }
}
