/// The bytes of a capture file that have come and were not yet taken.
struct CaptureInput {
  enum ByteOrder: Hashable, Sendable { case little, big }

  private var bytes: [UInt8] = []
  private var start = 0
  /// Where the first byte that was not taken stands in the file.
  private(set) var offset = 0
  var order = ByteOrder.little

  var count: Int { bytes.count - start }

  mutating func add(_ chunk: [UInt8]) {
    if start == bytes.count {
      bytes = chunk
    } else {
      bytes.removeSubrange(..<start)
      bytes += chunk
    }
    start = 0
  }

  mutating func take(_ count: Int) {
    start += count
    offset += count
  }

  // Places are counted from the first byte that was not taken; the caller has seen that the bytes are there.

  func byte(_ at: Int) -> UInt8 { bytes[start + at] }

  func u16(_ at: Int) -> UInt16 {
    let (a, b) = (UInt16(byte(at)), UInt16(byte(at + 1)))
    return order == .little ? a | b << 8 : a << 8 | b
  }

  func u32(_ at: Int) -> UInt32 {
    let (a, b) = (UInt32(u16(at)), UInt32(u16(at + 2)))
    return order == .little ? a | b << 16 : a << 16 | b
  }

  func u64(_ at: Int) -> UInt64 {
    let (a, b) = (UInt64(u32(at)), UInt64(u32(at + 4)))
    return order == .little ? a | b << 32 : a << 32 | b
  }

  func bytes(_ at: Int, _ count: Int) -> [UInt8] { Array(bytes[start + at..<start + at + count]) }

  func text(_ at: Int, _ count: Int) -> String {
    String(decoding: bytes[start + at..<start + at + count], as: UTF8.self)
  }
}
