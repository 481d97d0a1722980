import Base
import Testing

@testable import Wire

@Suite struct FieldElementTests {
  private static func answer() throws -> CraftedPacket {
    try stack(
      layer(
        "dns",
        [
          "answers": .list([
            .item("a", .text("a.example"), .ip("192.0.2.1")), .item("txt", .text("b.example"), .text("c")),
          ])
        ]))
  }

  private static func matches(_ field: String, _ comparison: FieldComparison, _ value: FieldValue) throws -> Bool {
    let pattern = try PacketPattern([LayerPattern(.dns, [FieldTest(field, comparison, value)])])
    let packet = try answer().with("dns.answers[0].ttl", .number(50)).build()
    #expect(pattern.matches(packet) == (pattern.nearestMiss(packet) == nil))
    return try pattern.matches(packet) && pattern.matches(IPPacket(packet.bytes))
  }

  @Test func `what is in a list is compared`() throws {
    #expect(try Self.matches("answers[0].ttl", .less, .number(60)))
    #expect(try !Self.matches("answers[0].ttl", .less, .number(50)))
    #expect(try Self.matches("answers[0].address", .equal, .ip("192.0.2.1")))
    #expect(try Self.matches("answers[1].name", .equal, .text("b.example")))
    #expect(try Self.matches("answers[1]", .equal, .name("txt")))
    #expect(try Self.matches("answers[1]", .notEqual, .name("a")))
    // Neither an item that is not there nor a field that it lacks passes a test.
    #expect(try !Self.matches("answers[2].ttl", .notEqual, .number(1)))
    #expect(try !Self.matches("answers[1].address", .notEqual, .ip("192.0.2.9")))
  }

  @Test func `a miss names the element`() throws {
    let pattern = try PacketPattern([LayerPattern(.dns, [FieldTest("answers[0].ttl", .less, .number(60))])])
    let packet = try Self.answer().with("dns.answers[0].ttl", .number(90)).build()
    #expect(pattern.nearestMiss(packet)?.description == "dns.answers[0].ttl: expected < 60, is 90")
  }

  @Test func `an element is read, changed, replaced and taken out`() throws {
    let packet = try Self.answer()
    #expect(try packet.build().value(of: "dns.answers[0].address") == .ip("192.0.2.1"))
    #expect(try packet.with("dns.answers[0].ttl", .number(7)).build().value(of: "dns.answers[0].ttl") == .number(7))
    let replaced = try packet.with("dns.answers[0]", .item("a", .text("z.example"), .ip("1.2.3.4"))).build()
    #expect(try replaced.value(of: "dns.answers[0].name") == .text("z.example"))
    let less = try packet.without(PacketPath("dns.answers[0]")).build()
    #expect(
      try less.value(of: "dns.ancount") == .number(1) && less.value(of: "dns.answers[0].name") == .text("b.example"))
    // Also what a shorthand made.
    let tcp = try stack(layer("tcp", ["mss": .number(1460)])).with("tcp.options[0].value", .number(9)).build()
    #expect(try tcp.value(of: "tcp.mss") == .number(9))
    #expect(throws: CraftingError.self) { try packet.with("dns.answers[9].ttl", .number(1)) }
    #expect(throws: CraftingError.self) { try PacketPath("dns.answers[0].tll") }
    #expect(throws: CraftingError.self) { try PacketPath("dns.id[0]") }
  }

  @Test func `a layer or a field is taken out`() throws {
    let packet = try stack(layer("ip", ["checksum": .number(1)]), layer("udp"), layer("raw"))
    #expect(try packet.without(PacketPath("udp")).layers.map(\.schema.name) == ["ip", "raw"])
    #expect(try packet.without(PacketPath("ip.checksum")).build().faults.isEmpty)
    #expect(throws: CraftingError.self) { try packet.without(PacketPath("tcp")) }
  }
}
