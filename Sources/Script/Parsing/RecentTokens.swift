/// The two tokens that a parser looked at last: the next one is looked at again and again, and often the one behind it.
struct RecentTokens {
  private var latest = Looked.nothing
  private var earlier = Looked.nothing

  private struct Looked {
    let position: Int
    let skipsNewlines: Bool
    let token: Token

    static let nothing = Looked(
      position: -1, skipsNewlines: false, token: Token(kind: .end, range: SourceRange(SourceID(number: 0), 0, 0)))

    func isAt(_ position: Int, _ skipsNewlines: Bool) -> Bool {
      self.position == position && self.skipsNewlines == skipsNewlines
    }
  }

  mutating func token(at offset: Int, skippingNewlines: Bool) -> Token? {
    if latest.isAt(offset, skippingNewlines) { return latest.token }
    guard earlier.isAt(offset, skippingNewlines) else { return nil }
    swap(&latest, &earlier)
    return latest.token
  }

  mutating func keep(_ token: Token, at offset: Int, skippingNewlines: Bool) {
    earlier = latest
    latest = Looked(position: offset, skipsNewlines: skippingNewlines, token: token)
  }
}
