import Base
import Testing

@testable import Wire

/// What both families carry is read and built in both.
@Suite struct FamilyEqualTests {
  @Test(arguments: ["ip", "ip6"]) func `the authentication header`(_ family: String) throws {
    let packet = try stack(
      layer(family), layer("ah", ["spi": .number(7), "icv": .bytes([1, 2, 3, 4])]), layer("tcp"), .raw([1])
    ).build()
    let found = Packet(dissecting: packet.bytes)
    #expect(found.layers.map(\.schema.name) == [family, "ah", "tcp", "raw"])
    #expect(found.faults.isEmpty)
    #expect(try found.value(of: "ah.next_header") == .number(6))
    #expect(try CraftedPacket(found).build().bytes == packet.bytes)
    let tcp = try PacketPattern([LayerPattern(.tcp, [FieldTest("dport", .equal, .number(80))])])
    #expect(try tcp.matches(IPPacket(packet.bytes)) && tcp.matches(found))
  }

  @Test func `what is authenticated is of the family`() throws {
    for (family, icmp) in [("ip", "icmp4"), ("ip6", "icmp6")] {
      let packet = try stack(layer(family), layer("ah"), layer("icmp")).build()
      #expect(Packet(dissecting: packet.bytes).layers.map(\.schema.name) == [family, "ah", icmp])
    }
    #expect(throws: CraftingError.self) { try stack(layer("ip"), layer("ah"), layer("icmp6")).build() }
  }

  @Test(arguments: ["ip", "ip6"]) func `UDP is summed as far as its own length goes`(_ family: String) throws {
    let short = try stack(layer(family), layer("udp", ["length": .number(12)]), .raw([1, 2, 3, 4, 5, 6, 7])).build()
    let exact = try stack(layer(family), layer("udp"), .raw([1, 2, 3, 4])).build()
    #expect(try short.value(of: "udp.checksum") == exact.value(of: "udp.checksum"))
    #expect(short.faults.map(\.name) == ["length"])
    let long = try stack(layer(family), layer("udp", ["length": .number(400)]), .raw([1])).build()
    #expect(long.faults.map(\.name) == ["length"])
  }

  @Test func `what lies behind a datagram's own end is no part of its message`() throws {
    let query = try stack(layer("udp", ["length": .number(12 + 8 + 15)]), layer("dns", ["qname": .text("a.example")]))
    let packet = try (query / [0xfe, 0xff]).build()
    let found = Packet(dissecting: packet.bytes)
    #expect(found.layers.map(\.schema.name) == ["ip", "udp", "dns", "raw"])
    #expect(found.layers.last.map { $0.end - $0.start } == 2)
    #expect(try CraftedPacket(found).build().bytes == packet.bytes)
  }
}
