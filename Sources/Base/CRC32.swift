/// The checksum of ISO 3309 and Ethernet: polynomial 0x04c11db7, bits reflected, all ones before and after.
///
/// Complexity: eight table look-ups for each eight bytes.
package enum CRC32 {
  package static func of(_ bytes: UnsafeRawBufferPointer) -> UInt32 { continued(0, with: bytes) }

  /// - Parameter checksum: of the bytes before.
  package static func continued(_ checksum: UInt32, with bytes: UnsafeRawBufferPointer) -> UInt32 {
    tables.withUnsafeBufferPointer { tables in
      var crc = ~checksum
      var at = 0
      while at + 8 <= bytes.count {
        let low = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self)) ^ crc
        let high = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: at + 4, as: UInt32.self))
        crc = 0
        for i in 0..<4 {
          let shift = UInt32(i) * 8
          crc ^= tables[(7 - i) * 256 + Int(low >> shift & 255)] ^ tables[(3 - i) * 256 + Int(high >> shift & 255)]
        }
        at += 8
      }
      for byte in bytes[at...] { crc = crc >> 8 ^ tables[Int((crc ^ UInt32(byte)) & 255)] }
      return ~crc
    }
  }

  /// Table `k` at `k * 256`: what a byte does to the checksum when `k` bytes follow it.
  private static let tables: [UInt32] = {
    var tables: [UInt32] = (0..<256).map { byte in
      (0..<8).reduce(UInt32(byte)) { crc, _ in crc >> 1 ^ (crc & 1 == 1 ? 0xedb8_8320 : 0) }
    }
    for i in 256..<2048 { tables.append(tables[i - 256] >> 8 ^ tables[Int(tables[i - 256] & 255)]) }
    return tables
  }()
}
