import Base
import Testing

@testable import Wire

/// Checksums that Scapy and tshark did not agree with.
@Suite struct SumTests {
  @Test(arguments: [IPFamily.v4, .v6])
  func `the checksum of an error counts the length of its quote`(_ family: IPFamily) throws {
    let error = try stack(
      layer(family == .v4 ? "ip" : "ip6"),
      layer(
        family == .v4 ? "icmp4" : "icmp6",
        ["type": .name("unreachable"), "quote": .bytes([UInt8](repeating: 7, count: 128))]),
      .raw([0x20, 0, 0xdf, 0xff]))
    let built = try error.build()
    #expect(try built.value(of: "icmp.length") == .number(family == .v4 ? 32 : 16))
    #expect(built.faults == [])
  }
}
