import Base
import Testing

@testable import Wire

/// Layers made of their schemas alone: any field, any item, right or wrong.
struct LayerMaker {
  var chance: Chance

  init(seed: UInt64) { chance = Chance(seed: seed) }

  mutating func pick(_ bound: UInt32) -> UInt32 { chance.below(bound) }

  mutating func layer(_ schema: LayerSchema, depth: Int = 0) -> Layer {
    var layer = Layer(schema)
    for field in schema.fields where pick(2) == 0 {
      if field.computed != nil, pick(8) > 0 { continue }
      switch field.place {
      case .following, .unsent, .lengthOf: continue
      default: break
      }
      if let value = value(for: field, depth: depth) { try? layer.set(field.name, to: value) }
    }
    return layer
  }

  private mutating func value(for field: FieldSchema, depth: Int) -> FieldValue? {
    switch field.kind {
    case .number, .hexadecimal, .flags: .number(chance.nextUInt64() & field.greatest)
    case .named(let names):
      pick(4) == 0
        ? .number(chance.nextUInt64() & field.greatest)
        : names.entries.isEmpty ? nil : .number(names.entries[Int(pick(UInt32(names.entries.count)))].value)
    case .namedBy: .number(chance.nextUInt64() & field.greatest & 15)
    case .address(let family): address(family ?? (pick(2) == 0 ? .v4 : .v6))
    case .endpoint: .endpoint(Endpoint(IPAddress.v4(IPv4Address(bits: chance.nextUInt32())), UInt16(pick(65536))))
    case .domainName:
      pick(4) == 0
        ? .bytes(chance.bytes(Int(pick(6))))
        : .text((0..<pick(4)).map { _ in ["a", "B", "example", "x\\.y", "*"][Int(pick(5))] }.joined(separator: "."))
    case .text: .text(String(repeating: "ab", count: Int(pick(9))))
    case .bytes: .bytes(chance.bytes(fixedLength(of: field) ?? Int(pick(12))))
    case .list(let element): .list((0..<pick(4)).map { _ in member(of: element) })
    case .items(let list):
      depth > 2
        ? nil
        : .items(
          (0..<pick(5)).map { _ in layer(list.schemas[Int(pick(UInt32(list.schemas.count)))], depth: depth + 1) })
    case .packet:
      .packet(CraftedPacket([Layer(pick(2) == 0 ? .ip4 : .ip6), Layer(.udp), .raw(chance.bytes(Int(pick(600))))]))
    }
  }

  private func fixedLength(of field: FieldSchema) -> Int? {
    if case .bits(_, let width) = field.place { width / 8 } else { nil }
  }

  private mutating func member(of element: ListElement) -> FieldValue {
    switch element {
    case .address(let family): return address(family)
    case .number(let width): return .number(chance.nextUInt64() & (1 << UInt64(min(width, 63)) - 1))
    case .range: return .range(UInt64(pick(99)), 99 + UInt64(pick(99)))
    case .string: return pick(2) == 0 ? .text("ab") : .bytes(chance.bytes(Int(pick(9))))
    }
  }

  private mutating func address(_ family: IPFamily) -> FieldValue {
    family == .v4
      ? .address(.v4(IPv4Address(bits: chance.nextUInt32())))
      : .address(.v6(IPv6Address(high: chance.nextUInt64(), low: chance.nextUInt64())))
  }
}

@Suite struct AnyLayerTests {
  static let schemas = LayerSchema.all.filter { $0.covered().isEmpty }.map(\.name)

  @Test(arguments: schemas) func `plain layers make the bytes that they make where each is searched`(name: String)
    throws
  {
    let schema = try LayerSchema.named(name)
    var maker = LayerMaker(seed: 22)
    for below in [[], [Layer(.ip4)], [Layer(.ip6)], [Layer(.ip4), Layer(.udp)]] {
      for _ in 0..<40 {
        let packet = CraftedPacket(below + [maker.layer(schema)])
        guard packet.layers.allSatisfy(\.isPlain) else { continue }
        #expect(!packet.holdsSets && !packet.namesParties, "\(packet.source)")
        let whole = Result { try packet.completed().build() }
        #expect((try? packet.buildPlain()) == (try? whole.get()), "\(packet.source)")
      }
    }
  }

  @Test func `a layer has no more fields than what notes which are set has bits, nor has an item`() {
    let items = LayerSchema.all.flatMap(\.fields).flatMap { field in
      if case .items(let list) = field.kind { list.schemas } else { [LayerSchema]() }
    }
    #expect(items.count > 50)
    for schema in LayerSchema.all + items {
      #expect(schema.fields.count <= UInt64.bitWidth, "\(schema.name)")
    }
  }

  @Test func `what is set, given back and set again is as if it had been set once`() throws {
    for schema in LayerSchema.all {
      var maker = LayerMaker(seed: 23)
      for _ in 0..<20 {
        let layer = maker.layer(schema)
        var again = Layer(schema)
        for assignment in layer.assignments.reversed() {
          again.assign(assignment.field, assignment.value)
          again.assign(assignment.field, .auto)
          #expect(!again.sets(assignment.field) && again.value(ofFieldAt: assignment.field) == nil)
          again.assign(assignment.field, assignment.value)
        }
        again.lent = layer.lent
        #expect(
          again == layer && schema.fields.indices.allSatisfy { layer.sets($0) == (layer.value(ofFieldAt: $0) != nil) })
      }
    }
  }

  @Test(arguments: schemas) func `any layer comes back from its bytes`(name: String) throws {
    let schema = try LayerSchema.named(name)
    var maker = LayerMaker(seed: 21)
    var built = 0
    for i in 0..<300 {
      var packet = CraftedPacket([maker.layer(schema)])
      if i % 3 == 0 { packet = packet / CraftedPacket([.raw([1, 2, 3, 4, 5])]) }
      guard let bytes = try? packet.build().bytes else { continue }
      built += 1
      let found = Packet(dissecting: bytes)
      let again = CraftedPacket(found)
      #expect(try again.build().bytes == bytes, "\(i): \(packet.source)")
      #expect(CraftedPacket(Packet(dissecting: bytes)).source == again.source)
      #expect(found.fieldBytes.flatMap { Array($0.range) } == Array(bytes.indices), "\(i): \(found.source)")
      _ = (found.show(), found.hexMap, found.summary, found.faults)
      let cut = Array(bytes.prefix(Int(maker.pick(UInt32(bytes.count + 1)))))
      #expect(try CraftedPacket(Packet(dissecting: cut)).build().bytes == cut)
    }
    #expect(built > 100)
  }

  @Test(arguments: schemas) func `what a layer says of itself matches it`(name: String) throws {
    let schema = try LayerSchema.named(name)
    var maker = LayerMaker(seed: 22)
    for _ in 0..<60 {
      let packet = CraftedPacket([maker.layer(schema)])
      guard let built = try? packet.build() else { continue }
      let found = CraftedPacket(Packet(dissecting: built.bytes))
      let pattern = try PacketPattern(found)
      #expect(
        pattern.matches(Packet(dissecting: built.bytes)),
        "\(found.source): \(String(describing: pattern.nearestMiss(Packet(dissecting: built.bytes))))")
    }
  }
}
