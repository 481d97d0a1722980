import Base
import Testing

@testable import Wire

/// Whatever the bytes are, the layers that are found in them build the same bytes again.
@Suite struct AnyBytesTests {
  /// A layer's own bytes with some of them changed, cut or followed by others.
  private static func damaged(_ bytes: [UInt8], _ chance: inout Chance) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<chance.below(4) where !bytes.isEmpty {
      bytes[Int(chance.below(UInt32(bytes.count)))] = UInt8(chance.below(256))
    }
    if chance.below(3) == 0 { bytes.removeLast(Int(chance.below(UInt32(bytes.count + 1)))) }
    return bytes + chance.bytes(Int(chance.below(3) * chance.below(12)))
  }

  @Test(arguments: LayerSchema.all.map(\.name)) func `of any layer`(_ name: String) throws {
    let schema = try LayerSchema.named(name)
    var chance = Chance(seed: 5).stream(name)
    let whole = try? CraftedPacket([Layer(schema), .raw([1, 2, 3, 4, 5])]).build()
    let start = whole?.layers.first { $0.schema === schema }?.start ?? 0
    for _ in 0..<400 {
      let bytes = Self.damaged(Array((whole?.bytes ?? []).dropFirst(start)), &chance)
      let found = Packet(dissecting: bytes, as: schema)
      #expect(try CraftedPacket(found).build().bytes == bytes, "\(Hex.text(bytes))")
      #expect(found.layers.allSatisfy { $0.start <= $0.headerEnd && $0.headerEnd <= $0.end })
      #expect(found.layers.allSatisfy { $0.end <= bytes.count })
      _ = (found.show(), found.faults, found.hexMap)
    }
  }

  @Test func `of what a stream brings to a TURN port`() throws {
    var chance = Chance(seed: 6)
    let ends = (Endpoint(.v4(IPv4Address(bits: 1)), 3478), Endpoint(.v4(IPv4Address(bits: 2)), 40_000))
    let whole = try stack(
      layer("tcp"), layer("stun", ["username": .text("a:b"), "fingerprint": .number(1)]), layer("turn.channel"),
      .raw([1, 2, 3]), layer("turn.channel"), .raw([4, 5, 6, 7]), layer("stun")
    ).build()
    for _ in 0..<2000 {
      let segment = TCPSegment(sequence: 1, flags: .ack, payload: Self.damaged(Array(whole.bytes[40...]), &chance))
      let packet = try #require(IPPacket.tcp(from: ends.0, to: ends.1, segment))
      let found = Packet(packet)
      #expect(try CraftedPacket(found).build().bytes == packet.bytes, "\(Hex.text(packet.bytes))")
      #expect(!found.summary.isEmpty)
    }
  }
}
