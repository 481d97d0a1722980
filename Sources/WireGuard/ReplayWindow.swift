/// Which counters were seen lately (RFC 6479: a ring of words, whose oldest is always blank for what comes next).
struct ReplayWindow: Sendable {
  private static let words = 128
  /// One word of the ring is being filled, so it does not count.
  static let size = UInt64(words - 1) * 64

  /// Empty until the first counter: most sessions of a simulated world stay idle.
  private var bitmap: [UInt64] = []
  private var newest: UInt64 = 0

  /// Whether a message with this counter may be opened. Marking waits until its tag was found good.
  func check(_ counter: UInt64) throws(MessageRejection) {
    guard counter < Limits.rejectAfterMessages else { throw .exhaustedCounter(counter) }
    guard counter <= newest else { return }
    guard newest - counter <= Self.size else { throw .oldCounter(counter, oldest: newest - Self.size) }
    if !bitmap.isEmpty, bitmap[Self.word(counter)] & Self.bit(counter) != 0 { throw .replayedCounter(counter) }
  }

  /// - Parameter counter: one that `check` let pass.
  mutating func mark(_ counter: UInt64) {
    if bitmap.isEmpty { bitmap = Array(repeating: 0, count: Self.words) }
    if counter > newest {
      let steps = min(counter >> 6 - newest >> 6, UInt64(Self.words))
      for step in 0..<steps { bitmap[Self.word(newest &+ (step + 1) << 6)] = 0 }
      newest = counter
    }
    bitmap[Self.word(counter)] |= Self.bit(counter)
  }

  private static func word(_ counter: UInt64) -> Int { Int(counter >> 6 % UInt64(words)) }
  private static func bit(_ counter: UInt64) -> UInt64 { 1 << (counter & 63) }
}
