/// Where fixed names lead: a table that is made once and looked into for every word that is read.
///
/// A name of at most fifteen bytes, as nearly all are, is compared as two numbers; nothing is hashed with a seed, and
/// nothing can be gone through.
package struct NameIndex: Sendable {
  /// Open addressing, at most half full.
  private var slots: [Slot]
  /// Names that are too long for a key.
  private var long: [(name: String, place: Int)] = []

  private struct Slot {
    var key = NameKey()
    /// Negative where the slot is empty.
    var place = -1
  }

  /// - Parameter names: of two that are the same, the first one counts.
  package init(_ names: [(name: String, place: Int)]) {
    var size = 8
    while size < names.count * 2 { size *= 2 }
    slots = [Slot](repeating: Slot(), count: size)
    for (name, place) in names where self[name] == nil { add(name, place) }
  }

  /// Each name leads to its own place in the list.
  package init(_ names: [String]) { self.init(names.enumerated().map { (name: $1, place: $0) }) }

  package subscript(name: String) -> Int? {
    guard let key = NameKey(name) else { return long.first { $0.name == name }?.place }
    var at = key.start & (slots.count - 1)
    while slots[at].place >= 0 {
      if slots[at].key == key { return slots[at].place }
      at = (at + 1) & (slots.count - 1)
    }
    return nil
  }

  package func contains(_ name: String) -> Bool { self[name] != nil }

  private mutating func add(_ name: String, _ place: Int) {
    guard let key = NameKey(name) else { return long.append((name, place)) }
    var at = key.start & (slots.count - 1)
    while slots[at].place >= 0 { at = (at + 1) & (slots.count - 1) }
    slots[at] = Slot(key: key, place: place)
  }
}

/// At most fifteen bytes of UTF-8 and how many they are.
private struct NameKey: Equatable {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  init() {}

  init?(_ name: String) {
    let utf8 = name.utf8
    guard utf8.count <= 15 else { return nil }
    high = UInt64(utf8.count)
    for byte in utf8 {
      high = high << 8 | low >> 56
      low = low << 8 | UInt64(byte)
    }
  }

  /// Where the search begins; multiplied by the golden ratio, so that names that differ at their ends lie apart.
  var start: Int { Int(truncatingIfNeeded: ((low ^ high &* 31) &* 0x9e37_79b9_7f4a_7c15) >> 40) }
}
