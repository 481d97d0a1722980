/// The two tokens that a parser looked at last: the next one is looked at again and again, and often the one behind it.
struct RecentTokens {
  private var latest: Looked?
  private var earlier: Looked?

  private struct Looked {
    let position: Int
    let skipsNewlines: Bool
    let token: Token

    func isAt(_ position: Int, _ skipsNewlines: Bool) -> Bool {
      self.position == position && self.skipsNewlines == skipsNewlines
    }
  }

  mutating func token(at offset: Int, skippingNewlines: Bool) -> Token? {
    if let latest, latest.isAt(offset, skippingNewlines) { return latest.token }
    guard let found = earlier, found.isAt(offset, skippingNewlines) else { return nil }
    swap(&latest, &earlier)
    return found.token
  }

  mutating func keep(_ token: Token, at offset: Int, skippingNewlines: Bool) {
    earlier = latest
    latest = Looked(position: offset, skipsNewlines: skippingNewlines, token: token)
  }
}
