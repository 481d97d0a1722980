import Base
import Testing

@testable import Wire

@Suite struct ChecksumTests {
  @Test func `the example of RFC 1071 sums as printed there`() {
    // §3: the words 0001 f203 f4f5 f6f7 sum to ddf2.
    #expect(Checksum.of([0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7][...]) == ~0xddf2)
  }

  @Test(
    arguments: [
      ([], 0xffff), ([0x01], 0xfeff), ([0x00, 0x00], 0xffff), ([0xff, 0xff], 0x0000), ([0x12, 0x34, 0x56], 0x97cb),
      ([0xff, 0xff, 0x00, 0x01], 0xfffe), ([1, 2, 3, 4, 5, 6, 7], 0xeff3),
    ] as [([UInt8], UInt16)])
  func `odd lengths are padded behind`(bytes: [UInt8], sum: UInt16) { #expect(Checksum.of(bytes[...]) == sum) }

  @Test func `any way of adding words gives the plain sum`() {
    var chance = Chance(seed: 5)
    for length in 0..<200 {
      let bytes = chance.bytes(length)
      var plain: UInt32 = 0
      for i in stride(from: 0, to: length, by: 2) {
        plain += UInt32(bytes[i]) << 8 | (i + 1 < length ? UInt32(bytes[i + 1]) : 0)
        plain = plain & 0xffff + plain >> 16
      }
      #expect(Checksum.of(bytes[...]) == ~UInt16(plain))
    }
  }

  @Test func `UDP over IPv4 may leave its checksum out and over IPv6 may not`() throws {
    for (address, valid) in [("10.0.0.1", true), ("fd::1", false)] {
      let packet = try stack(layer("udp", ["dst": .ip(address), "checksum": .number(0)])).build()
      #expect(try IPPacket(packet.bytes).checksumsAreValid == valid)
      #expect(packet.faults.isEmpty == valid)
    }
  }
}
