import Base
import Script
import Testing
import Wire

@testable import Shell

/// What `source` prints parses back, through the real parser, to the same bytes.
@Suite struct SourceRoundTripTests {
  /// A stack on every layer, with payload where it takes any; with a list of its items where it has one.
  static let stacks: [(name: String, packet: CraftedPacket)] = LayerSchema.all.flatMap { schema in
    let bare = CraftedPacket([Layer(schema)])
    let loaded = bare / Array("payload \\ {x}".utf8)
    let all = [bare, loaded] + schema.fields.compactMap { field in withItems(schema, field) }
    return all.filter { (try? $0.build()) != nil }.map { (schema.name, $0) }
  }

  /// Each item of a field's list once, with values by chance; those that need more than that are left out.
  static func withItems(_ schema: LayerSchema, _ field: FieldSchema) -> CraftedPacket? {
    guard let list = field.items else { return nil }
    var chance = Chance(seed: 1).stream(field.name)
    var layer = Layer(schema)
    var calls: [Wire.FieldValue] = []
    for item in list.schemas {
      let arguments = item.positional.compactMap { item.fields[$0].drawn(from: &chance) }.map { FieldArgument(nil, $0) }
      let call = Wire.FieldValue.call(item.name, arguments)
      var probe = layer
      if (try? probe.set(field.name, to: .list(calls + [call]))) != nil, (try? CraftedPacket([probe]).build()) != nil {
        calls.append(call)
      }
    }
    guard !calls.isEmpty, (try? layer.set(field.name, to: .list(calls))) != nil else { return nil }
    return CraftedPacket([layer])
  }

  static let rounds = 80

  @Test(arguments: stacks.indices) func `what source prints makes the same bytes`(_ index: Int) throws {
    let stand = try Stand()
    let (name, base) = Self.stacks[index]
    let packets = try FuzzedPackets(base, FuzzRules(), rounds: Self.rounds, seed: UInt64(index))
    for packet in packets {
      guard let built = try? packet.build() else { continue }
      let found = Packet(dissecting: built.bytes)
      for source in Set([built.source, found.source]).sorted() {
        let value = try #require(try stand.packet(source), "\(name): \(source)")
        #expect(value.packet.bytes == built.bytes, "\(name): \(source)")
      }
    }
  }

  /// A list or a name that cannot be read is bytes, and stays bytes where they could be typed as text.
  @Test(arguments: [
    "ip(dst=1.2.3.4)/tcp(options=x\"24252627\")", "ip(dst=1.2.3.4, options=x\"52252627\")/udp()",
    "udp(dst=1.2.3.4)/stun(attributes=x\"24252627\")", "udp(dst=1.2.3.4)/dns(qdcount=1, questions=x\"24252627\")",
    "ip6(dst=::1)/icmp6(type=redirect, options=x\"2425262728292a2b\")", "ip6(dst=::1)/hopopts(options=x\"2425262728\")",
    "ip(dst=1.2.3.4, options=[record-route(x\"24\")])",
  ])
  func `bytes in the place of a list are no text`(_ text: String) throws {
    let stand = try Stand()
    let bytes = try #require(try stand.packet(text)).packet.bytes
    let source = Packet(dissecting: bytes).source
    #expect(try #require(try stand.packet(source), "\(source)").packet.bytes == bytes, "\(source)")
  }

  @Test func `there are thousands of them, of every layer`() {
    #expect(Self.stacks.count * Self.rounds > 2000)
    let missing = LayerSchema.all.filter { schema in !Self.stacks.contains { $0.name == schema.name } }.map(\.name)
    #expect(missing.isEmpty, "\(missing)")
  }
}
