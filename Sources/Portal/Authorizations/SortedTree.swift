import Base

/// A large table in ascending order of its keys: a B+ tree, so that rows come and go in the middle of 100,000 others.
///
/// Copies share every node that neither side has changed since. Complexity: O(log count) to read, insert and remove.
package struct SortedTree<Key: Comparable & Sendable, Value: Sendable>: Sendable {
  private var root = Node()
  package private(set) var count = 0

  package init() {}

  package var isEmpty: Bool { count == 0 }
  package var firstKey: Key? { root.keys.first }

  package subscript(key: Key) -> Value? {
    get { root.value(of: key) }
    set {
      if let newValue {
        if root.put(newValue, key) { count += 1 }
        if root.isFull { root = Node(over: root) }
      } else if root.remove(key) {
        count -= 1
        while root.children.count == 1 { root = root.children[0] }
      }
    }
  }

  /// Changes a value in place. False when there is none.
  package mutating func update(_ key: Key, _ body: (inout Value) -> Void) -> Bool { root.update(key, body) }

  /// All values, in order. Complexity: O(count).
  package var values: [Value] {
    var values: [Value] = []
    values.reserveCapacity(count)
    scan(from: nil) { _, value in
      values.append(value)
      return true
    }
    return values
  }

  /// Hands out entries in ascending order, from the first that is not below `key`, until `body` says false.
  ///
  /// Complexity: O(log count + entries seen).
  package func scan(from key: Key?, _ body: (Key, Value) -> Bool) { _ = root.scan(from: key, body) }
}

extension SortedTree {
  /// Entries of one node; a split leaves half.
  private static var fullNode: Int { 64 }

  /// A leaf holds keys and values. A branch holds children, and the first key of each.
  private struct Node: Sendable {
    var keys: [Key] = []
    var values: [Value] = []
    var children: [Node] = []

    init() {}

    /// A new root over an old one that has become too large.
    init(over old: Node) {
      var left = old
      let right = left.split()
      children = [left, right]
      keys = children.compactMap(\.keys.first)
    }

    var isLeaf: Bool { children.isEmpty }
    var isFull: Bool { keys.count > fullNode }

    /// Under which child `key` belongs.
    func child(for key: Key) -> Int {
      let at = keys.insertionIndex(of: key)
      return at < keys.count && keys[at] == key ? at : max(at - 1, 0)
    }

    func value(of key: Key) -> Value? {
      guard isLeaf else { return children[child(for: key)].value(of: key) }
      return keys.sortedIndex(of: key).map { values[$0] }
    }

    mutating func update(_ key: Key, _ body: (inout Value) -> Void) -> Bool {
      guard isLeaf else { return children[child(for: key)].update(key, body) }
      guard let at = keys.sortedIndex(of: key) else { return false }
      body(&values[at])
      return true
    }

    /// - Returns: whether the key is new.
    mutating func put(_ value: Value, _ key: Key) -> Bool {
      guard !isLeaf else { return putHere(value, key) }
      let at = child(for: key)
      let isNew = children[at].put(value, key)
      keys[at] = min(keys[at], key)
      if children[at].isFull {
        let right = children[at].split()
        if let first = right.keys.first {
          children.insert(right, at: at + 1)
          keys.insert(first, at: at + 1)
        }
      }
      return isNew
    }

    private mutating func putHere(_ value: Value, _ key: Key) -> Bool {
      let at = keys.insertionIndex(of: key)
      if at < keys.count, keys[at] == key {
        values[at] = value
        return false
      }
      keys.insert(key, at: at)
      values.insert(value, at: at)
      return true
    }

    /// Gives its upper half away.
    mutating func split() -> Node {
      let middle = keys.count / 2
      var right = Node()
      right.keys = Array(keys[middle...])
      keys.removeSubrange(middle...)
      if isLeaf {
        right.values = Array(values[middle...])
        values.removeSubrange(middle...)
      } else {
        right.children = Array(children[middle...])
        children.removeSubrange(middle...)
      }
      return right
    }

    /// - Returns: whether there was one.
    mutating func remove(_ key: Key) -> Bool {
      if isLeaf {
        guard let at = keys.sortedIndex(of: key) else { return false }
        keys.remove(at: at)
        values.remove(at: at)
        return true
      }
      let at = child(for: key)
      guard children[at].remove(key) else { return false }
      if let first = children[at].keys.first {
        keys[at] = first
        mend(at)
      } else {
        children.remove(at: at)
        keys.remove(at: at)
      }
      return true
    }

    /// Joins a child that has become small with a neighbour, if both together stay small.
    private mutating func mend(_ at: Int) {
      guard children[at].keys.count < fullNode / 4, children.count > 1 else { return }
      let left = at + 1 < children.count ? at : at - 1
      guard children[left].keys.count + children[left + 1].keys.count <= fullNode / 2 else { return }
      let right = children.remove(at: left + 1)
      keys.remove(at: left + 1)
      children[left].keys += right.keys
      children[left].values += right.values
      children[left].children += right.children
    }

    /// - Returns: whether to go on.
    func scan(from key: Key?, _ body: (Key, Value) -> Bool) -> Bool {
      if isLeaf {
        let start = key.map { keys.insertionIndex(of: $0) } ?? 0
        return (start..<keys.count).allSatisfy { body(keys[$0], values[$0]) }
      }
      let start = key.map { child(for: $0) } ?? 0
      return (start..<children.count).allSatisfy { children[$0].scan(from: $0 == start ? key : nil, body) }
    }
  }
}

/// Which things of one kind belong to which of another, in ascending order on both sides.
package struct Pairs<Owner: Sendable, Member: Sendable>: Sendable {
  private struct Pair: Comparable, Sendable {
    let owner: Identifier<Owner>
    let member: Identifier<Member>

    static func < (a: Pair, b: Pair) -> Bool { (a.owner, a.member) < (b.owner, b.member) }
  }

  private var pairs = SortedTree<Pair, Void>()

  package init() {}

  /// Complexity: O(log pairs + members).
  package subscript(owner: Identifier<Owner>) -> [Identifier<Member>] {
    var members: [Identifier<Member>] = []
    pairs.scan(from: Pair(owner: owner, member: Identifier(high: 0, low: 0))) { pair, _ in
      guard pair.owner == owner else { return false }
      members.append(pair.member)
      return true
    }
    return members
  }

  package func contains(_ owner: Identifier<Owner>, _ member: Identifier<Member>) -> Bool {
    pairs[Pair(owner: owner, member: member)] != nil
  }

  mutating func set(_ owner: Identifier<Owner>, _ member: Identifier<Member>, _ belongs: Bool) {
    pairs[Pair(owner: owner, member: member)] = belongs ? () : nil
  }
}
