import Base

/// What is going to happen, in the order of time; what is due at the same moment happens in the order it was entered.
struct EventQueue<Element: Sendable>: Sendable {
  private struct Entry: Sendable {
    let at: Instant
    let order: UInt64
    let element: Element

    func isBefore(_ other: Entry) -> Bool { (at, order) < (other.at, other.order) }
  }

  private var heap: [Entry] = []
  private var nextOrder: UInt64 = 0

  var next: Instant? { heap.first?.at }
  var count: Int { heap.count }

  mutating func enter(_ element: Element, at: Instant) {
    heap.append(Entry(at: at, order: nextOrder, element: element))
    nextOrder += 1
    var child = heap.count - 1
    while child > 0, heap[child].isBefore(heap[(child - 1) / 2]) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func pop() -> (at: Instant, element: Element)? {
    guard let first = heap.first else { return nil }
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var parent = 0
    while true {
      let left = parent * 2 + 1
      guard left < heap.count else { break }
      let child = left + 1 < heap.count && heap[left + 1].isBefore(heap[left]) ? left + 1 : left
      guard heap[child].isBefore(heap[parent]) else { break }
      heap.swapAt(parent, child)
      parent = child
    }
    return (first.at, first.element)
  }
}
