/// Where one attribute lies in the bytes of its message.
package struct STUNAttributeSpan: Hashable, Sendable {
  package let number: UInt16
  /// Without its padding.
  package let value: Range<Int>

  /// Nil for a number that has no name here.
  package var type: STUNAttributeType? { STUNAttributeType(rawValue: number) }
  var start: Int { value.lowerBound - 4 }
  /// Behind the padding.
  var end: Int { value.lowerBound + (value.count + 3) & ~3 }
}

/// The attributes of a message in their order. Complexity: constant for each; nothing is allocated.
package struct STUNAttributes: Sequence, IteratorProtocol, Sendable {
  private let bytes: [UInt8]
  private var at: Int
  private let end: Int

  /// - Parameter range: where attributes follow each other; what does not fit in ends the sequence.
  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    at = range.lowerBound
    end = range.upperBound
  }

  package mutating func next() -> STUNAttributeSpan? {
    guard at + 4 <= end else { return nil }
    let start = at + 4
    let length = Int(bytes.be16(at + 2))
    guard length <= end - start else { return nil }
    let span = STUNAttributeSpan(number: bytes.be16(at), value: start..<start + length)
    at = span.end
    return span
  }
}
