/// A small table in ascending order of its keys: what iteration sees never depends on hashing.
@usableFromInline package struct SortedTable<Key: Comparable & Sendable, Value: Sendable>: Sendable {
  @usableFromInline package internal(set) var keys: [Key] = []
  @usableFromInline package internal(set) var values: [Value] = []

  @inlinable package init() {}

  @inlinable package init(_ pairs: some Sequence<(Key, Value)>) {
    for (key, value) in pairs { self[key] = value }
  }

  @inlinable package var count: Int { keys.count }
  @inlinable package var isEmpty: Bool { keys.isEmpty }

  /// Complexity: O(log count) to read, O(count) to insert or remove.
  @inlinable package subscript(key: Key) -> Value? {
    get { keys.sortedIndex(of: key).map { values[$0] } }
    _modify {
      let i = keys.insertionIndex(of: key)
      let present = i < keys.count && keys[i] == key
      var slot: Value? = present ? values.remove(at: i) : nil
      defer {
        if let value = slot {
          values.insert(value, at: i)
          if !present { keys.insert(key, at: i) }
        } else if present {
          keys.remove(at: i)
        }
      }
      yield &slot
    }
    set {
      let i = keys.insertionIndex(of: key)
      let present = i < keys.count && keys[i] == key
      switch (newValue, present) {
      case (let value?, true): values[i] = value
      case (let value?, false):
        keys.insert(key, at: i)
        values.insert(value, at: i)
      case (nil, true):
        keys.remove(at: i)
        values.remove(at: i)
      case (nil, false): break
      }
    }
  }

  /// Whether there is a value; copies none. Complexity: O(log count).
  @inlinable package func contains(_ key: Key) -> Bool { keys.sortedIndex(of: key) != nil }

  /// Looks at a value where it stands. Gives nil when there is none.
  @inlinable package func read<Result>(_ key: Key, _ body: (Value) throws -> Result) rethrows -> Result? {
    guard let i = keys.sortedIndex(of: key) else { return nil }
    return try body(values.span[i])
  }

  /// Changes a value in place, without moving its neighbours. Gives nil when there is none.
  @inlinable package mutating func update<Result>(_ key: Key, _ body: (inout Value) throws -> Result) rethrows
    -> Result?
  {
    guard let i = keys.sortedIndex(of: key) else { return nil }
    return try body(&values[i])
  }

  /// Removes a value and gives it. Complexity: O(count).
  @inlinable package mutating func take(_ key: Key) -> Value? {
    guard let i = keys.sortedIndex(of: key) else { return nil }
    keys.remove(at: i)
    return values.remove(at: i)
  }

  @inlinable package mutating func removeAll() {
    keys = []
    values = []
  }
}

extension SortedTable: Sequence {
  @inlinable package func makeIterator() -> some IteratorProtocol<(key: Key, value: Value)> {
    zip(keys, values).lazy.map { (key: $0, value: $1) }.makeIterator()
  }
}

extension SortedTable: Equatable where Value: Equatable {}

extension Array where Element: Comparable {
  /// Where `element` stands or would stand in this ascending array. Complexity: O(log count).
  @inlinable package func insertionIndex(of element: Element) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < element { low = middle + 1 } else { high = middle }
    }
    return low
  }

  @inlinable package func sortedIndex(of element: Element) -> Int? {
    let i = insertionIndex(of: element)
    return i < count && self[i] == element ? i : nil
  }
}
