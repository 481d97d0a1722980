import Base

/// Which of many things may be over, by the second: each is looked at in the second after its deadline.
///
/// A thing whose deadline moved away is looked at too early and entered again, so that nothing is entered while it is
/// in use. An entry is never taken out: who finds that a thing has a later one ignores it. Few seconds are in use at
/// once, so that a copy costs little.
package struct SweepSchedule<Key: Sendable>: Sendable {
  private var seconds = SortedTable<Int64, [Key]>()
  package private(set) var count = 0

  package init() {}

  private static var second: Int64 { 1_000_000_000 }

  package var next: Instant? { seconds.keys.first.map { Instant(nanoseconds: $0 * Self.second) } }

  /// - Returns: when the thing will come up.
  package mutating func arm(_ key: Key, at deadline: Instant) -> Instant {
    let second = min(deadline.nanoseconds, .max - Self.second) / Self.second + 1
    if seconds.update(second, { $0.append(key) }) == nil { seconds[second] = [key] }
    count += 1
    return Instant(nanoseconds: second * Self.second)
  }

  package mutating func popDue(at now: Instant) -> [(key: Key, at: Instant)] {
    var due: [(key: Key, at: Instant)] = []
    while let next, next <= now, let second = seconds.keys.first {
      due += (seconds[second] ?? []).map { ($0, next) }
      seconds[second] = nil
    }
    count -= due.count
    return due
  }
}
