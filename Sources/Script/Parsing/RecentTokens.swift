/// The two tokens that a parser looked at last: the next one is looked at again and again, and often the one behind it.
struct RecentTokens {
  private var first: Token?
  private var second: Token?
  private var firstPlace = -1
  private var secondPlace = -1
  /// The next token goes where the older one is.
  private var replacesSecond = false

  /// An offset and whether newlines are skipped, as one number.
  private static func place(_ offset: Int, _ skippingNewlines: Bool) -> Int {
    offset << 1 | (skippingNewlines ? 1 : 0)
  }

  func token(at offset: Int, skippingNewlines: Bool) -> Token? {
    let place = Self.place(offset, skippingNewlines)
    return place == firstPlace ? first : place == secondPlace ? second : nil
  }

  mutating func keep(_ token: Token, at offset: Int, skippingNewlines: Bool) {
    let place = Self.place(offset, skippingNewlines)
    if replacesSecond { (second, secondPlace) = (token, place) } else { (first, firstPlace) = (token, place) }
    replacesSecond.toggle()
  }
}
