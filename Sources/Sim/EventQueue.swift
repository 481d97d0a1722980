import Base

/// What is going to happen, in the order of time; what is due at the same moment happens in the order it was entered.
///
/// A heap of moments, beside the elements: what moves up and down is small and holds no references.
struct EventQueue<Element: Sendable>: Sendable {
  private struct Entry: Sendable {
    let at: Instant
    let order: UInt64
    /// Where the element stands in `slots`.
    let slot: Int

    func isBefore(_ other: Entry) -> Bool { at == other.at ? order < other.order : at < other.at }
  }

  private var heap: [Entry] = []
  private var slots: [Element?] = []
  /// Places in `slots` that are empty.
  private var free: [Int] = []
  private var nextOrder: UInt64 = 0
  /// How many elements have left.
  private(set) var taken = 0

  var next: Instant? { heap.first?.at }
  var count: Int { heap.count }
  /// All that is to happen, in no order.
  var elements: some Sequence<Element> { slots.lazy.compactMap(\.self) }

  /// Whether anything of the kind is going to happen.
  func contains(_ isMeant: (Element) -> Bool) -> Bool { elements.contains(where: isMeant) }

  mutating func enter(_ element: consuming Element, at: Instant) {
    heap.append(Entry(at: at, order: nextOrder, slot: place(element)))
    nextOrder += 1
    var child = heap.count - 1
    while child > 0, heap[child].isBefore(heap[(child - 1) / 2]) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private mutating func place(_ element: consuming Element) -> Int {
    guard let slot = free.popLast() else {
      slots.append(element)
      return slots.count - 1
    }
    slots[slot] = element
    return slot
  }

  mutating func pop() -> (at: Instant, element: Element)? {
    guard let first = heap.first, let element = slots[first.slot].take() else { return nil }
    taken += 1
    free.append(first.slot)
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
    return (first.at, element)
  }
}
