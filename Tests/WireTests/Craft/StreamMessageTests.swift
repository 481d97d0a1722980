import Base
import Testing

@testable import Wire

/// STUN and TURN over TCP (RFC 8489 §6.2.2, RFC 8656 §12.5).
@Suite struct StreamMessageTests {
  private static func names(_ packet: Packet) -> [String] { packet.layers.map(\.schema.name) }

  private static func tcp() throws -> Layer {
    try layer("tcp", ["sport": .number(40000), "dport": .number(3478), "flags": .name("PA")])
  }

  @Test(arguments: 0...5) func `what a channel carries is padded to 32 bits and its length says so not`(_ count: Int)
    throws
  {
    let data = (0..<count).map { UInt8($0 + 1) }
    let packet = try stack(Self.tcp(), layer("turn.channel"), .raw(data)).build()
    let fill = -count & 3
    #expect(packet.bytes.count == 20 + 20 + 4 + count + fill)
    #expect(Array(packet.bytes[40...]) == [0x40, 0, 0, UInt8(count)] + data + [UInt8](repeating: 0, count: fill))
    let found = Packet(dissecting: packet.bytes)
    #expect(found.faults.isEmpty)
    #expect(
      Self.names(found) == ["ip", "tcp", "turn.channel"] + (count > 0 ? ["raw"] : [])
        + (fill > 0 ? ["turn.padding"] : []))
    #expect(try CraftedPacket(found).build().bytes == packet.bytes)
  }

  @Test func `a segment holds several messages`() throws {
    let packet = try stack(
      Self.tcp(), layer("stun", ["username": .text("a:b"), "fingerprint": .number(1)]), layer("turn.channel"),
      .raw([1, 2, 3]), layer("turn.channel", ["number": .number(0x4001)]), .raw([4, 5, 6, 7]), layer("stun")
    ).build()
    let found = Packet(dissecting: packet.bytes)
    #expect(
      Self.names(found) == [
        "ip", "tcp", "stun", "turn.channel", "raw", "turn.padding", "turn.channel", "raw", "stun",
      ])
    #expect(found.faults.isEmpty, "\(found.faults)")
    #expect(try CraftedPacket(found).build().bytes == packet.bytes)
    for length in 40..<packet.bytes.count {
      let cut = Array(packet.bytes[..<length])
      #expect(try CraftedPacket(Packet(dissecting: cut)).build().bytes == cut)
    }
  }

  @Test func `padding that is written stays`() throws {
    let none = try stack(Self.tcp(), layer("turn.channel"), .raw([1]), layer("turn.padding", ["data": .bytes([])]))
    #expect(try none.build().bytes.count == 45)
    let wrong = try stack(
      Self.tcp(), layer("turn.channel"), .raw([1]), layer("turn.padding", ["data": .bytes([9, 9, 9])]))
    let bytes = try wrong.build().bytes
    #expect(Array(bytes[40...]) == [0x40, 0, 0, 1, 1, 9, 9, 9])
    #expect(try CraftedPacket(dissecting: bytes).build().bytes == bytes)
  }

  @Test func `a datagram is not padded`() throws {
    #expect(try stack(layer("turn.channel"), .raw([1])).build().bytes.count == 20 + 8 + 5)
  }
}
