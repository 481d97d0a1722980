import Base
import Testing

@testable import Wire

extension FieldValue {
  /// `mss(1460)` as a script writes it.
  static func item(_ name: String, _ values: FieldValue..., named: KeyValuePairs<String, FieldValue> = [:])
    -> FieldValue
  {
    .call(name, values.map { FieldArgument(nil, $0) } + named.map { FieldArgument($0.key, $0.value) })
  }
}

@Suite struct ItemTests {
  /// The options that Linux sends with a SYN.
  let syn: [UInt8] = [
    2, 4, 0x05, 0xb4, 4, 2, 8, 10, 0x9a, 0xbc, 0xde, 0xf0, 0, 0, 0, 0, 1, 3, 3, 7,
  ]

  func tcp(_ options: FieldValue) throws -> CraftedPacket {
    try stack(layer("ip"), layer("tcp", ["options": options]))
  }

  @Test func `a list of items becomes its bytes and is read again`() throws {
    let options = FieldValue.list([
      .item("mss", .number(1460)), .name("sackok"), .item("timestamp", .number(0x9abc_def0)), .name("nop"),
      .item("wscale", .number(7)),
    ])
    let built = try tcp(options).build()
    #expect(Array(built.bytes[40...]) == syn)
    #expect(built.faults.isEmpty)
    let found = Packet(dissecting: built.bytes)
    #expect(
      try found.value(of: "tcp.options")?.text == "[mss(1460), sackok, timestamp(2596069104), nop, wscale(7)]")
    #expect(try found.value(of: "tcp.wscale") == .number(7))
    #expect(try found.value(of: "tcp.sackok") == .number(1))
    #expect(try found.value(of: "tcp.tsecr") == .number(0))
    #expect(try found.value(of: "tcp.sack") == nil)
  }

  @Test func `shorthands say what they can, in the order of the schema`() throws {
    let packet = try stack(layer("ip"), layer("tcp", ["wscale": .number(7), "mss": .number(1240)]))
    #expect(try packet.build().value(of: "tcp.options")?.text == "[mss(1240), wscale(7)]")
    #expect(CraftedPacket(try packet.build()).source == "ip()/tcp(mss=1240, wscale=7)")
    let nops = try tcp(.list([.name("nop"), .item("mss", .number(1240))])).build()
    #expect(CraftedPacket(nops).source == "ip()/tcp(options=[nop, mss(1240)])")
  }

  @Test func `a shorthand changes the item that is there`() throws {
    let packet = try tcp(.list([.name("nop"), .item("mss", .number(1460)), .name("sackok")]))
    let less = try packet.with("tcp.mss", .number(1200)).with("tcp.sackok", .number(0)).build()
    #expect(try less.value(of: "tcp.options")?.text == "[nop, mss(1200)]")
  }

  @Test func `unknown kinds keep their bytes`() throws {
    let built = try tcp(.list([.item("option", .number(254), .bytes([1, 2, 3])), .item("mss", .number(9))])).build()
    #expect(Array(built.bytes[40...]) == [254, 5, 1, 2, 3, 2, 4, 0, 9, 0, 0, 0])
    #expect(try Packet(dissecting: built.bytes).value(of: "tcp.options")?.text == #"[option(254, x"010203"), mss(9)]"#)
    // A known kind of the wrong length is as good as unknown.
    let odd = Packet(dissecting: try tcp(.bytes([2, 3, 9, 1])).build().bytes)
    #expect(try odd.value(of: "tcp.options")?.text == #"[option(2, x"09"), nop]"#)
    #expect(try odd.value(of: "tcp.mss") == nil)
  }

  @Test func `a wrong length stays, is marked, and comes back`() throws {
    let built = try tcp(.list([.item("mss", .number(1460), named: ["length": .number(3)]), .name("nop")])).build()
    #expect(Array(built.bytes[40...43]) == [2, 3, 0x05, 0xb4])
    #expect(CraftedPacket(built).source == #"ip()/tcp(options=x"020305b401000000")"#)
    #expect(try CraftedPacket(built).build().bytes == built.bytes)
  }

  @Test(arguments: [
    "", "00000000", "01010101", "0000000000000000", "020405b400000000", "020405b400000001", "020405b4010303070402",
    "08", "0200", "0502", "050a0000000100000009", "050a0000000900000001", "13020101", "fe04aabb", "22020101",
  ]) func `all that options can be comes back`(hex: String) throws {
    let options = try #require(Hex.bytes(hex))
    let built = try stack(layer("ip"), layer("tcp", ["options": .bytes(options)]), .raw([7])).build()
    #expect(try CraftedPacket(Packet(dissecting: built.bytes)).build().bytes == built.bytes)
  }

  @Test func `blocks and cookies`() throws {
    let built = try tcp(
      .list([
        .name("nop"), .name("nop"), .item("sack", .range(1, 9), .range(20, 30)), .item("fastopen", .bytes([1, 2])),
      ])
    ).build()
    #expect(built.bytes[42] == 5 && built.bytes[43] == 18)
    #expect(
      try Packet(dissecting: built.bytes).value(of: "tcp.options")?.text
        == #"[nop, nop, sack(1..9, 20..30), fastopen(x"0102")]"#)
    #expect(try built.value(of: "tcp.sack") == .list([.range(1, 9), .range(20, 30)]))
  }

  @Test func `sets inside items expand`() throws {
    let packet = try tcp(
      .list([.item("mss", .set([.number(1), .number(2)])), .item("wscale", .range(0, 2))]))
    let all = try packet.expand()
    #expect(all.count == 6)
    #expect(try all[4].build().value(of: "tcp.options")?.text == "[mss(2), wscale(1)]")
    #expect(caught { _ = try packet.build() }?.field == "options")
  }

  @Test func `errors say what there is`() throws {
    let unknown = caught { _ = try tcp(.list([.name("wscal")])) }
    #expect(unknown?.message == "`tcp.options` knows no `wscal`")
    #expect(unknown?.suggestion == "did you mean `wscale`?")
    #expect(
      caught { _ = try tcp(.list([.item("mss", .number(70000))])) }?.message
        == "70000 does not fit `mss.value`: 16 bits, 0 to 65535")
    #expect(
      caught { _ = try tcp(.list([.item("mss", .number(1), .number(2))])) }?.message == "`mss` takes one value, not 2")
    #expect(caught { _ = try tcp(.list([.item("nop", .number(1))])) }?.message == "`nop` takes no value, not 1")
    #expect(
      caught { _ = try tcp(.list([.item("mss", named: ["valu": .number(1)])])) }?.suggestion
        == "did you mean `value` (in bytes)?")
    #expect(
      caught { _ = try tcp(.list([.item("md5", .bytes([1]))])) }?.message == "`md5.digest` takes 16 bytes, not 1")
    #expect(caught { _ = try tcp(.list([.number(1)])) }?.message == "`tcp.options` takes items, not a number")
    #expect(LayerSchema.tcp["options"]?.words.contains("wscale") == true)
  }

  @Test func `a pattern names the items that must be there`() throws {
    let packet = try IPPacket(tcp(.bytes(syn)).build().bytes)
    func matches(_ field: String, _ value: FieldValue, _ comparison: FieldComparison = .equal) throws -> Bool {
      try pattern(test("tcp", [FieldTest(field, comparison, value)])).matches(packet)
    }
    #expect(try matches("options", .list([.name("mss"), .item("wscale", .number(7))])))
    #expect(try !matches("options", .list([.name("wscale"), .name("mss")])))
    #expect(try !matches("options", .list([.item("mss", .number(1))])))
    #expect(try matches("options", .list([.item("mss", .range(1400, 1500))])))
    #expect(try matches("options", .name("sackok")))
    #expect(try !matches("options", .name("sack")))
    #expect(try matches("options", .bytes(syn)))
    #expect(try matches("mss", .number(1400), .greater))
    #expect(try matches("sackok", .number(1)))
    #expect(try !matches("sack", .range(1, 2)))
  }

  @Test func `show and the map tell items apart`() throws {
    let built = try tcp(.list([.item("mss", .number(1460)), .item("wscale", .number(7))])).build()
    #expect(
      built.show().contains("  options     = [mss(1460), wscale(7)]\n")
        || built.show().hasSuffix("[mss(1460), wscale(7)]"))
    #expect(built.fieldBytes.suffix(3).map(\.text) == ["mss(1460)", "wscale(7)", "padding"])
    #expect(built.fieldBytes.flatMap { Array($0.range) } == Array(built.bytes.indices))
    let other = try tcp(.list([.item("mss", .number(1461)), .item("wscale", .number(7))])).build()
    #expect(built.differences(from: other).map(\.path) == ["tcp.checksum", "tcp.options"])
  }
}

/// A layer that nobody sends, to see what no real layer has yet.
@Suite struct SecretTests {
  static let sealed = LayerSchema(
    "sealed", title: "A layer with a tag", rfc: "", fixedLength: 2,
    fields: [
      FieldSchema(
        "tag", .bits(offset: 0, width: 16), .bytes, "key and length",
        computed: ComputedField(
          "of the key", isSum: true,
          rule: .value { site in
            guard case .bytes(let key)? = site.written?.value(of: "key") else { return nil }
            return .bytes([key[0], UInt8(site.packet.layers[site.layer].end - site.header.start)])
          })),
      FieldSchema("key", .unsent(secret: true), .bytes, "what the tag is made of"),
    ], read: { _, start, end in LayerReading(headerEnd: start + 2, end: end, next: .raw) })

  @Test func `a secret has its part in the bytes and is not told`() throws {
    var layer = Layer(Self.sealed)
    try layer.set("key", to: .bytes([0x99]))
    let packet = CraftedPacket([layer, .raw([1])])
    let built = try packet.build()
    #expect(built.bytes == [0x99, 3, 1])
    #expect(packet.showTyped().contains("key = (secret)"))
    #expect(!packet.source.contains("key"))
    try layer.set("tag", to: .bytes([0, 0]))
    #expect(try CraftedPacket([layer]).build().bytes == [0, 0])
    #expect(caught { try layer.set("tag", to: .bytes([1])) }?.message == "`sealed.tag` takes 2 bytes, not 1")
  }
}
