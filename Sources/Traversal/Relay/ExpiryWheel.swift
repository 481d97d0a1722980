import Base
import HashTreeCollections

/// Which of very many keyed things ends next, when a copy must cost nothing and the next change only what it touches.
///
/// One queue for each second of a ring of 4096, and a bit for each that is not empty. As with `DeadlineQueue`, entries
/// are not searched for: one that comes up early is harmless. Complexity: O(1) and a queue's logarithm.
struct ExpiryWheel<Key: Comparable & Sendable>: Sendable {
  /// Longer than any lifetime that a relay grants; a later deadline comes up early and is entered again.
  private static var slots: Int64 { 4096 }

  private var queues: TreeDictionary<Int64, DeadlineQueue<Key>> = [:]
  private var occupied = [UInt64](repeating: 0, count: 64)
  /// The second up to which everything has come up.
  private var hand: Int64 = 0

  private static func second(of moment: Instant) -> Int64 { max(0, moment.nanoseconds / 1_000_000_000) }

  mutating func arm(_ key: Key, at deadline: Instant) {
    let second = min(max(Self.second(of: deadline), hand), hand + Self.slots - 1)
    let slot = second % Self.slots
    queues[slot, default: DeadlineQueue()].arm(key, at: deadline)
    occupied[Int(slot / 64)] |= 1 << UInt64(slot % 64)
  }

  var next: Instant? { firstSlot.flatMap { queues[$0]?.next } }

  /// Removes the earliest key that is due.
  mutating func popDue(at now: Instant) -> Key? {
    guard let slot = firstSlot else {
      hand = max(hand, Self.second(of: now))
      return nil
    }
    if let key = queues[slot]?.popDue(at: now) {
      if queues[slot]?.next == nil { empty(slot) }
      return key
    }
    // Nothing is due; time has passed up to now, or to the first that waits.
    let ahead = (slot - hand % Self.slots + Self.slots) % Self.slots
    hand = max(hand, min(Self.second(of: now), hand + ahead))
    return nil
  }

  private mutating func empty(_ slot: Int64) {
    queues[slot] = nil
    occupied[Int(slot / 64)] &= ~(1 << UInt64(slot % 64))
  }

  /// The first occupied slot from the hand on, around the ring.
  private var firstSlot: Int64? {
    let start = Int(hand % Self.slots)
    for step in 0...64 {
      let word = (start / 64 + step) % 64
      var bits = occupied[word]
      if step == 0 { bits &= .max << UInt64(start % 64) }
      if step == 64 { bits &= ~(.max << UInt64(start % 64)) }
      if bits != 0 { return Int64(word * 64 + bits.trailingZeroBitCount) }
    }
    return nil
  }
}
