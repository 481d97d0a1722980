import Testing

@testable import Base

@Suite struct CRC32Tests {
  private func checksum(_ bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBytes { CRC32.of($0) } }

  /// Values of zlib's crc32.
  @Test func `published checksums come out`() {
    #expect(checksum([]) == 0)
    #expect(checksum(Array("123456789".utf8)) == 0xcbf4_3926)
    #expect(checksum(Array("The quick brown fox jumps over the lazy dog".utf8)) == 0x414f_a339)
    #expect(checksum([UInt8](repeating: 0, count: 32)) == 0x190a_55ad)
  }

  @Test func `it does not matter how bytes are cut`() {
    let bytes = (0..<40).map { UInt8($0 * 7 & 255) }
    for cut in 0...40 {
      let rest = bytes[cut...].withUnsafeBytes { CRC32.continued(checksum(Array(bytes[..<cut])), with: $0) }
      #expect(rest == checksum(bytes))
    }
  }
}
