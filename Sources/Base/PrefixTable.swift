/// Longest-prefix match: the most specific network that holds an address.
///
/// Keeps one sorted list per family and prefix length in use, so that a look-up costs one binary search for each
/// length that occurs, however many networks there are. Iteration is in ascending (address, length) order.
@usableFromInline package struct PrefixTable<Value: Sendable>: Sendable {
  @usableFromInline var rows: [Row] = []  // longest first

  @usableFromInline struct Row: Sendable {
    @usableFromInline let family: IPFamily
    @usableFromInline let length: UInt8
    @usableFromInline var networks: [IPAddress]
    @usableFromInline var values: [Value]

    @inlinable init(family: IPFamily, length: UInt8) {
      self.family = family
      self.length = length
      (networks, values) = ([], [])
    }

    @inlinable func holds(_ prefix: IPPrefix) -> Bool { family == prefix.family && length == prefix.length }
  }

  @inlinable package init() {}

  @inlinable package var isEmpty: Bool { rows.allSatisfy(\.networks.isEmpty) }

  /// The most specific entry that holds `address`. Complexity: O(lengths in use × log entries).
  @inlinable package func match(_ address: IPAddress) -> (prefix: IPPrefix, value: Value)? {
    match(address, shorterThan: .max)
  }

  /// The most specific entry that holds `address` and is broader than `length` bits: where to look next.
  @inlinable package func match(_ address: IPAddress, shorterThan length: UInt8) -> (prefix: IPPrefix, value: Value)? {
    // Where they stand: a row that is taken out is counted in and out.
    let rows = rows.span
    for at in rows.indices where rows[at].family == address.family && rows[at].length < length {
      let network = address.masked(to: Int(rows[at].length))
      if let i = rows[at].networks.sortedIndex(of: network),
        let prefix = IPPrefix(network, length: Int(rows[at].length))
      {
        return (prefix, rows[at].values[i])
      }
    }
    return nil
  }

  @inlinable package subscript(prefix: IPPrefix) -> Value? {
    get {
      guard let row = rows.first(where: { $0.holds(prefix) }),
        let i = row.networks.sortedIndex(of: prefix.address)
      else { return nil }
      return row.values[i]
    }
    set {
      if let newValue { insert(newValue, prefix) } else { remove(prefix) }
    }
  }

  @inlinable package subscript(prefix: IPPrefix, default fallback: Value) -> Value {
    get { self[prefix] ?? fallback }
    set { self[prefix] = newValue }
  }

  /// All entries, in ascending order of their networks.
  @inlinable package var entries: [(prefix: IPPrefix, value: Value)] {
    var all: [(prefix: IPPrefix, value: Value)] = []
    for row in rows {
      for (network, value) in zip(row.networks, row.values) {
        if let prefix = IPPrefix(network, length: Int(row.length)) { all.append((prefix, value)) }
      }
    }
    return all.sorted { $0.prefix < $1.prefix }
  }

  @inlinable mutating func insert(_ value: Value, _ prefix: IPPrefix) {
    var at = rows.firstIndex { $0.holds(prefix) }
    if at == nil {
      let place = rows.firstIndex { $0.length < prefix.length } ?? rows.count
      rows.insert(Row(family: prefix.family, length: prefix.length), at: place)
      at = place
    }
    guard let at else { return }
    let i = rows[at].networks.insertionIndex(of: prefix.address)
    if i < rows[at].networks.count, rows[at].networks[i] == prefix.address {
      rows[at].values[i] = value
    } else {
      rows[at].networks.insert(prefix.address, at: i)
      rows[at].values.insert(value, at: i)
    }
  }

  @inlinable mutating func remove(_ prefix: IPPrefix) {
    guard let at = rows.firstIndex(where: { $0.holds(prefix) }),
      let i = rows[at].networks.sortedIndex(of: prefix.address)
    else { return }
    rows[at].networks.remove(at: i)
    rows[at].values.remove(at: i)
    if rows[at].networks.isEmpty { rows.remove(at: at) }
  }
}
