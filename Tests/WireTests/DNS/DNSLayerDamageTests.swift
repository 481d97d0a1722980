import Base
import Testing

@testable import Wire

/// Whatever a message is, it comes apart and back to the same bytes.
@Suite struct DNSLayerDamageTests {
  /// The packet as it was dissected, if it builds the same bytes.
  private func comesBack(_ bytes: [UInt8]) throws -> CraftedPacket? {
    let crafted = CraftedPacket(Packet(dissecting: bytes))
    return try crafted.build().bytes == bytes ? crafted : nil
  }

  @Test(arguments: [NameCompression.none, .owners, .standard])
  func `messages of every type, however compressed`(_ compression: NameCompression) throws {
    var random = RandomMessages(chance: Chance(seed: 11))
    for _ in 0..<150 {
      let message = random.message()
      let bytes = try dnsDatagram(message.encoded(compression))
      let crafted = try #require(try comesBack(bytes))
      let isMessage =
        message.questions.count + message.answers.count + message.authorities.count
        + message.additionals.count > 0
      #expect(crafted.layers.last?.schema === (isMessage ? .dns : crafted.layers.last?.schema))
      let sections = ["questions", "answers", "authorities", "additionals"].map { crafted.layers.last?.value(of: $0) }
      #expect(!sections.contains { if case .bytes = $0 { true } else { false } }, "\(crafted.source)")
    }
  }

  @Test func `every truncation, with what can be read of it`() throws {
    for known in KnownMessage.all where known.bytes.count < 300 {
      for count in 1..<known.message.count {
        let bytes = try dnsDatagram(Array(known.message.prefix(count)))
        #expect(try comesBack(bytes) != nil, "\(known.name) \(count)")
      }
    }
    let half = Packet(dissecting: try dnsDatagram(Array(KnownMessage["knot mx response"].prefix(60))))
    #expect(half.layers.last?.schema === LayerSchema.dns)
    #expect(try half.value(of: "dns.qname") == .text("example.test"))
    #expect(half.summary.hasSuffix("dns 22064 length 60"))
  }

  @Test func `messages with some bytes changed`() throws {
    var chance = Chance(seed: 7)
    for known in KnownMessage.all where known.bytes.count < 300 {
      for _ in 0..<30 {
        var message = known.message
        for _ in 0..<1 + chance.below(3) {
          message[Int(chance.below(UInt32(message.count)))] = UInt8(truncatingIfNeeded: chance.nextUInt32())
        }
        #expect(try comesBack(dnsDatagram(message)) != nil)
      }
    }
  }

  @Test func `wrong counts stay, are marked and come back`() throws {
    for (field, value, right) in [("ancount", 3, 1), ("nscount", 1, 0), ("arcount", 9, 0)] as [(String, UInt64, UInt64)]
    {
      let packet = try stack(
        layer(
          "dns",
          [
            "qname": .text("a.example"), "answers": .item("a", .text("a.example"), .ip("192.0.2.1")),
            field: .number(value),
          ]))
      let built = try packet.build()
      #expect(try built.value(of: "dns.\(field)") == .number(value))
      #expect(built.faults.map(\.name) == [field] && built.faults.map(\.right) == [.number(right)], "\(field)")
      #expect(try comesBack(built.bytes) != nil)
    }
    // Fewer than there are: what is not counted is no part of the message.
    let few = try stack(
      layer("dns", ["qname": .text("a.example"), "answers": .item("a", .text("a.example")), "ancount": .number(0)]))
    #expect(Packet(dissecting: try few.build().bytes).layers.map(\.schema.name) == ["ip", "udp", "dns", "raw"])
  }

  @Test func `names may be wrong on purpose`() throws {
    let loop = try stack(layer("dns", ["qname": .bytes([0xc0, 0x0c])])).build()
    #expect(Array(loop.bytes[40..<46]) == [0xc0, 0x0c, 0, 1, 0, 1])
    #expect(try CraftedPacket(loop).build().bytes == loop.bytes)
    #expect(Packet(dissecting: loop.bytes).layers.last?.schema === LayerSchema.raw)
    // Bytes that are a name are the name.
    let name = try stack(layer("dns", ["qname": .bytes([1, 0x61, 0])])).build()
    #expect(try name.value(of: "dns.qname") == .text("a"))
  }

  @Test func `what was compressed in a way that nobody has words for stays bytes`() throws {
    // The answer's owner points to the middle of the question's pointerless name, and is written in two steps.
    let message =
      Hex.bytes(
        "0001 8000 0001 0001 0000 0000 0161 0162 00 0001 0001 0161 c00e 0001 0001 00000000 0004 c0000201") ?? []
    let packet = Packet(dissecting: try dnsDatagram(message))
    #expect(try packet.value(of: "dns.answers")?.text == #"[a("a.b", 192.0.2.1)]"#)
    #expect(
      packet.dnsSource
        == #"dns(id=1, qr=1, rd=0, qdcount=1, ancount=1, questions=x"016101620000010001", "#
        + #"answers=x"0161c00e00010001000000000004c0000201")"#)
    #expect(try comesBack(packet.bytes) != nil)
  }

  @Test func `errors say what a name may be`() throws {
    func message(_ value: FieldValue) -> String? { caught { _ = try layer("dns", ["qname": value]) }?.message }
    #expect(
      message(.text("a..b")) == #"`dns.qname` takes a domain name, not "a..b": a label is empty"#)
    #expect(message(.number(5)) == "`dns.qname` takes a domain name, not a number")
    #expect(caught { _ = try layer("dns", ["rcode": .name("nxdomian")]) }?.suggestion == "did you mean `nxdomain`?")
    #expect(caught { _ = try layer("dns", ["rcode": .name("badvers")]) }?.message == "`dns.rcode` knows no `badvers`")
    let long = FieldValue.text(String(repeating: "x", count: 256))
    #expect(
      caught { _ = try layer("dns", ["answers": .item("txt", .text("a"), long)]) }?.message
        == "256 bytes are too many: at most 255")
  }
}
