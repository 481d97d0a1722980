/// Blocks of a pcapng file, one behind the other, little-endian: a reader learns that from the section header.
///
/// ```
///  0               2               4
/// +-------------------------------+
/// | type                          |
/// | total length                  |   a multiple of 4; all of it, both lengths included
/// | body, padded to 4 bytes       |
/// | options, or nothing           |
/// | total length                  |
/// +-------------------------------+
/// ```
struct CaptureBytes {
  private(set) var bytes: [UInt8] = []

  var count: Int { bytes.count }

  /// Hands over what was written, and begins anew.
  mutating func take() -> [UInt8] {
    let taken = bytes
    bytes = []
    bytes.reserveCapacity(taken.capacity)
    return taken
  }

  mutating func add(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func add(_ value: [UInt8]) { bytes.append(contentsOf: value) }

  mutating func add(padded value: [UInt8]) {
    add(value)
    for _ in 0..<(-value.count & 3) { bytes.append(0) }
  }

  mutating func block(_ type: CaptureBlock, _ body: (inout CaptureBytes) -> Void) {
    let start = bytes.count
    add(type.rawValue)
    add(UInt32(0))
    body(&self)
    let length = UInt32(truncatingIfNeeded: bytes.count - start + 4)
    add(length)
    for i in 0..<4 { bytes[start + 4 + i] = UInt8(truncatingIfNeeded: length >> (8 * UInt32(i))) }
  }
}

/// ```
/// | code 16       | length 16     |   the length without the padding
/// | value, padded to 4 bytes      |
/// ```
extension CaptureBytes {
  mutating func option(_ code: UInt16, _ value: [UInt8]) {
    add(code)
    add(UInt16(truncatingIfNeeded: value.count))
    add(padded: value)
  }

  mutating func option(_ code: UInt16, _ number: some FixedWidthInteger) {
    option(code, withUnsafeBytes(of: number.littleEndian) { Array($0) })
  }

  /// Text as UTF-8, if there is any; what is longer than an option can be is cut between two characters.
  mutating func option(_ code: UInt16, _ text: String?) {
    guard var text else { return }
    while text.utf8.count > Int(UInt16.max) { text.removeLast() }
    option(code, Array(text.utf8))
  }

  /// The end of a block's options, which all of our blocks with options have.
  mutating func endOptions() { option(CaptureOption.end, []) }
}
