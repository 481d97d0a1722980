/// A domain name (RFC 1034 §3.1): labels of any bytes, in the case in which they came; two names that differ in ASCII
/// case alone are equal (RFC 4343).
///
/// ```
/// wire: | 1 | a | 7 | e x a m p l e | 0 |
/// ```
package struct DomainName: Sendable {
  /// The uncompressed form of RFC 1035 §3.1: length and bytes of each label, then the root's zero.
  package let wire: [UInt8]

  /// RFC 1035 §2.3.4.
  package static let greatestLabel = 63
  /// RFC 1035 §2.3.4: bytes on the wire, the lengths and the root's zero included.
  package static let greatestLength = 255

  package static let root = DomainName(checked: [0])

  /// - Parameter wire: whole and within the limits.
  init(checked wire: [UInt8]) { self.wire = wire }

  /// - Parameter labels: from the left, without the root's empty one.
  package init(labels: some Sequence<some Collection<UInt8>>) throws(DomainNameError) {
    var wire: [UInt8] = []
    for label in labels {
      guard !label.isEmpty else { throw .emptyLabel }
      guard label.count <= Self.greatestLabel else { throw .labelTooLong(label.count) }
      wire.append(UInt8(label.count))
      wire += label
    }
    wire.append(0)
    guard wire.count <= Self.greatestLength else { throw .nameTooLong(wire.count) }
    self.wire = wire
  }
}

/// Why something is not a domain name.
package enum DomainNameError: Error, Hashable, Sendable {
  /// Two dots in a row, or one at the beginning.
  case emptyLabel
  /// More than 63 bytes.
  case labelTooLong(Int)
  /// More than 255 bytes on the wire.
  case nameTooLong(Int)
  /// A backslash that neither a character nor three digits up to 255 follow; offset in bytes of the text.
  case badEscape(at: Int)
}

extension DomainName {
  package var isRoot: Bool { wire.count == 1 }

  /// From the left, without the root's empty one.
  package var labels: [ArraySlice<UInt8>] {
    var labels: [ArraySlice<UInt8>] = []
    var at = 0
    while wire[at] != 0 {
      labels.append(wire[at + 1...at + Int(wire[at])])
      at += 1 + Int(wire[at])
    }
    return labels
  }

  /// The name without its first label; nil for the root.
  package var parent: DomainName? {
    isRoot ? nil : DomainName(checked: Array(wire[(1 + Int(wire[0]))...]))
  }

  /// Whether this is `zone` or a name below it (RFC 8499 §7: subdomain). Every name is within the root.
  package func isWithin(_ zone: DomainName) -> Bool {
    var at = 0
    while wire.count - at > zone.wire.count { at += 1 + Int(wire[at]) }
    return wire.count - at == zone.wire.count && LetterCase.equal(wire[at...], zone.wire[...])
  }

  /// A first label that is an asterisk (RFC 4592 §2.1.1).
  package var isWildcard: Bool { wire.count > 2 && wire[0] == 1 && wire[1] == UInt8(ascii: "*") }
}

extension DomainName: Hashable {
  // Lengths are below 64 and letters above, so that whole wires can be compared without looking for labels.
  package static func == (a: DomainName, b: DomainName) -> Bool { LetterCase.equal(a.wire[...], b.wire[...]) }

  package func hash(into hasher: inout Hasher) {
    wire.withUnsafeBytes { LetterCase.forEachWord($0) { hasher.combine($0) } }
  }
}

/// ASCII letters without their case, eight at a time.
private enum LetterCase {
  static func equal(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    return a.withUnsafeBytes { a in
      b.withUnsafeBytes { b in
        var at = 0
        while at < a.count {
          let (x, y) = (word(a, at), word(b, at))
          if x != y, lower(x) != lower(y) { return false }
          at += 8
        }
        return true
      }
    }
  }

  static func forEachWord(_ bytes: UnsafeRawBufferPointer, _ body: (UInt64) -> Void) {
    var at = 0
    while at < bytes.count {
      body(lower(word(bytes, at)))
      at += 8
    }
  }

  /// Eight bytes, zeros where the buffer has ended.
  private static func word(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> UInt64 {
    if at + 8 <= bytes.count { return bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self) }
    var word: UInt64 = 0
    for i in at..<bytes.count { word |= UInt64(bytes[i]) << UInt64((i - at) * 8) }
    return word.littleEndian
  }

  /// Sets bit 5 of every byte from `A` to `Z`: the sums carry into a byte's top bit where it is at least `A`, and
  /// where it is beyond `Z`.
  private static func lower(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let low = word & (ones * 0x7f)
    let fromA = low &+ ones * (0x80 - 0x41)
    let beyondZ = low &+ ones * (0x7f - 0x5a)
    return word | (~word & (fromA ^ beyondZ) & (ones * 0x80)) >> 2
  }
}
