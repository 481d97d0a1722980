/// What a block of a capture file is about: its type number (draft-ietf-opsawg-pcapng, section 11.1).
enum CaptureBlock: UInt32 {
  case sectionHeader = 0x0a0d_0d0a
  case interfaceDescription = 1
  case enhancedPacket = 6
  case decryptionSecrets = 10
}

/// The options that are written here: their codes, which mean something within their block alone.
enum CaptureOption {
  /// opt_endofopt and opt_comment: in every block (section 3.5).
  static let end: UInt16 = 0
  static let comment: UInt16 = 1
  /// shb_userappl (section 4.1).
  static let application: UInt16 = 4
  /// if_name, if_description, if_tsresol, if_tsoffset (section 4.2).
  static let name: UInt16 = 2
  static let description: UInt16 = 3
  static let resolution: UInt16 = 9
  static let timeOffset: UInt16 = 14
  /// epb_flags, epb_packetid (section 4.3).
  static let flags: UInt16 = 2
  static let packetID: UInt16 = 5
}

/// Blocks of a capture file, one behind the other, little-endian: a reader learns that from the section header.
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

  /// Forgets what was written, keeping the room.
  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  mutating func add(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func add(padded value: [UInt8]) {
    bytes.append(contentsOf: value)
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

  /// Text as UTF-8; what is longer than an option can be is cut between two characters.
  mutating func option(_ code: UInt16, _ text: String) {
    var text = text
    while text.utf8.count > Int(UInt16.max) { text.removeLast() }
    option(code, Array(text.utf8))
  }

  /// The end of a block's options, which all of our blocks with options have.
  mutating func endOptions() { option(CaptureOption.end, []) }
}
