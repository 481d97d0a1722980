/// Where fixed names lead: a table that is made once and looked into for every word that is read.
///
/// A name of at most fifteen bytes, as nearly all are, is compared as two numbers; nothing is hashed with a seed, and
/// nothing can be gone through. A class, because there is one of each and many look into it.
package final class NameIndex: Sendable {
  private let slots: Slots
  /// By how long names are, which first letters they have (five bits): most of what is no name is told by that.
  private let firsts: [UInt32]
  /// Names that are too long for a key.
  private let long: [(name: String, place: Int)]

  /// - Parameter names: of two that are the same, the first one counts.
  package init(_ names: [(name: String, place: Int)]) {
    var slots = Slots(capacity: names.count)
    var firsts = [UInt32](repeating: 0, count: NameKey.greatestLength + 1)
    for (name, place) in names {
      guard let key = NameKey(name) else { continue }
      slots.add(name, key, place)
      if let first = name.utf8.first { firsts[name.utf8.count] |= 1 << UInt32(first & 31) }
    }
    self.slots = slots
    self.firsts = firsts
    long = names.filter { NameKey($0.name) == nil }
  }

  /// Each name leads to its own place in the list.
  package convenience init(_ names: [String]) { self.init(names.enumerated().map { (name: $1, place: $0) }) }

  package subscript(name: String) -> Int? {
    guard let key = NameKey(name) else { return long.first { $0.name == name }?.place }
    return slots.find(key)?.place
  }

  /// The same of bytes in a text.
  package subscript(text: [UInt8], range: Range<Int>) -> Int? {
    guard range.count <= NameKey.greatestLength else { return self[String(decoding: text[range], as: UTF8.self)] }
    return mayBeName(text, range) ? slots.find(NameKey(text, range))?.place : nil
  }

  /// The name that bytes in a text are, as it is kept here: nobody need make it of them. Long names are not looked for.
  package func entry(_ text: [UInt8], _ range: Range<Int>) -> (name: String, place: Int)? {
    guard range.count <= NameKey.greatestLength, mayBeName(text, range) else { return nil }
    return slots.find(NameKey(text, range))
  }

  package func contains(_ name: String) -> Bool { self[name] != nil }

  private func mayBeName(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    range.isEmpty || firsts[range.count] >> UInt32(text[range.lowerBound] & 31) & 1 == 1
  }
}

/// Open addressing, at most half full.
private struct Slots {
  private var slots: [Slot]

  private struct Slot {
    var key = NameKey()
    var name = ""
    /// Negative where the slot is empty.
    var place = -1
  }

  init(capacity: Int) {
    var size = 8
    while size < capacity * 2 { size *= 2 }
    slots = [Slot](repeating: Slot(), count: size)
  }

  /// Of two names that are the same, the first one stays.
  mutating func add(_ name: String, _ key: NameKey, _ place: Int) {
    let at = index(of: key)
    if slots[at].place < 0 { slots[at] = Slot(key: key, name: name, place: place) }
  }

  func find(_ key: NameKey) -> (name: String, place: Int)? {
    let at = index(of: key)
    return slots[at].place >= 0 ? (slots[at].name, slots[at].place) : nil
  }

  /// The slot that has the key, or would.
  private func index(of key: NameKey) -> Int {
    var at = key.start & (slots.count - 1)
    while slots[at].place >= 0, slots[at].key != key { at = (at + 1) & (slots.count - 1) }
    return at
  }
}

/// At most fifteen bytes of UTF-8 and how many they are.
private struct NameKey: Equatable {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  static let greatestLength = 15

  init() {}

  init?(_ name: String) {
    guard name.utf8.count <= Self.greatestLength else { return nil }
    var name = name
    self = name.withUTF8 { NameKey(UnsafeRawBufferPointer($0)) }
  }

  /// - Parameter range: of no more than the greatest length.
  init(_ text: [UInt8], _ range: Range<Int>) {
    self = text.withUnsafeBytes { NameKey(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }

  /// Read in at most three loads, which may overlap: what both see is the same.
  private init(_ bytes: UnsafeRawBufferPointer) {
    let count = bytes.count
    if count >= 8 {
      low = bytes.loadUnaligned(as: UInt64.self)
      high = bytes.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self) >> UInt64(8 * (16 - count))
    } else if count >= 4 {
      low = UInt64(bytes.loadUnaligned(as: UInt32.self))
      low |= UInt64(bytes.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)) << UInt64(8 * (count - 4))
    } else if count > 0 {
      low = UInt64(bytes[0]) | UInt64(bytes[count / 2]) << UInt64(8 * (count / 2))
      low |= UInt64(bytes[count - 1]) << UInt64(8 * (count - 1))
    }
    high |= UInt64(count) << 56
  }

  /// Where the search begins; multiplied by the golden ratio, so that names that differ at their ends lie apart.
  var start: Int { Int(truncatingIfNeeded: ((low ^ high &* 31) &* 0x9e37_79b9_7f4a_7c15) >> 40) }
}
