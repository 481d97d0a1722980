/// Which of many keyed things is due next, without looking at all of them.
///
/// A binary heap of (deadline, key). Entries are never searched for: a thing whose deadline moved is entered again and
/// an old entry that comes up early is harmless, as waking a machine early is. Complexity: O(log count) to arm.
@usableFromInline package struct DeadlineQueue<Key: Comparable & Sendable>: Sendable {
  @usableFromInline struct Entry: Comparable, Sendable {
    @usableFromInline let at: Instant
    @usableFromInline let key: Key

    @inlinable init(at: Instant, key: Key) {
      self.at = at
      self.key = key
    }

    @inlinable static func < (a: Entry, b: Entry) -> Bool { (a.at, a.key) < (b.at, b.key) }
  }

  @usableFromInline var heap: [Entry] = []

  @inlinable package init() {}

  @inlinable package var next: Instant? { heap.first?.at }

  @inlinable package mutating func arm(_ key: Key, at deadline: Instant) {
    heap.append(Entry(at: deadline, key: key))
    var child = heap.count - 1
    while child > 0, heap[child] < heap[(child - 1) / 2] {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Removes the earliest key that is due.
  @inlinable package mutating func popDue(at now: Instant) -> Key? {
    guard let first = heap.first, first.at <= now else { return nil }
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var parent = 0
    while true {
      let left = parent * 2 + 1
      guard left < heap.count else { break }
      let child = left + 1 < heap.count && heap[left + 1] < heap[left] ? left + 1 : left
      guard heap[child] < heap[parent] else { break }
      heap.swapAt(parent, child)
      parent = child
    }
    return first.key
  }
}

extension Instant? {
  /// Takes the moment away if it has come: a wake that an earlier one has overtaken finds nothing to do.
  @inlinable package mutating func comes(at now: Instant) -> Bool {
    guard let moment = self, moment <= now else { return false }
    self = nil
    return true
  }
}
