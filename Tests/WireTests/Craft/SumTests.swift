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

  /// RFC 8200 §8.1: the pseudo-header's destination is the last node's while there are nodes to be visited.
  @Test(arguments: [UInt64(0), 2, 4]) func `a checksum counts the final destination`(_ type: UInt64) throws {
    let last = try #require(IPAddress("2001:db8::9"))
    let data = [0, 0, 0, 0] + last.octets
    func packet(_ dst: String, segmentsLeft: UInt64) throws -> Packet {
      try stack(
        layer("ip6", ["dst": .address(try #require(IPAddress(dst)))]),
        layer("routing", ["type": .number(type), "segments_left": .number(segmentsLeft), "data": .bytes(data)]),
        layer("udp")
      ).build()
    }
    let sent = try packet("2001:db8::1", segmentsLeft: 1)
    let arrived = try packet("2001:db8::9", segmentsLeft: 0)
    #expect(try sent.value(of: "udp.checksum") == arrived.value(of: "udp.checksum"))
    #expect(Packet(dissecting: sent.bytes).faults == [])
  }
}
