/// UTF-8 text that grows at its end: the ground under every writer here, because a `String` costs a check per piece.
package struct Text: Sendable {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package var count: Int { bytes.count }
  package var string: String { String(decoding: bytes, as: UTF8.self) }

  package mutating func add(_ byte: UInt8) { bytes.append(byte) }

  package mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { bytes.append(contentsOf: $0) }
  }

  package mutating func add(_ piece: UnsafeBufferPointer<UInt8>) { bytes.append(contentsOf: piece) }

  package mutating func add(_ number: Int64) {
    if number < 0 { bytes.append(0x2d) }
    add(number.magnitude)
  }

  package mutating func add(_ number: UInt64) {
    guard number >= 10 else { return bytes.append(0x30 + UInt8(truncatingIfNeeded: number)) }
    let start = bytes.count
    var rest = number
    while rest > 0 {
      bytes.append(0x30 + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    }
    bytes[start...].reverse()
  }

  package mutating func add(spaces count: Int) {
    for _ in 0..<max(0, count) { bytes.append(0x20) }
  }

  /// Forgets what was written, keeping the room.
  package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }
}
