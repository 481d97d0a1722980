import Base
import Testing

@testable import Wire

@Suite struct CraftTests {
  @Test func `a shorthand gets its IP layer and the right bytes`() throws {
    let packet = try stack(
      layer(
        "udp", ["src": .ip("172.20.0.1"), "dst": .ip("172.20.0.100"), "sport": .number(1000), "dport": .number(53)]),
      .raw(Array("abc".utf8))
    ).build()
    let fast = IPPacket.udp(
      from: try #require(Endpoint("172.20.0.1:1000")), to: try #require(Endpoint("172.20.0.100:53")), Array("abc".utf8))
    // The fast path sets DF; crafting sets nothing that was not asked for.
    var expected = try #require(fast).bytes
    expected.put16(0, at: 6)
    expected.put16(0, at: 10)
    expected.put16(Checksum.of(expected[..<20]), at: 10)
    #expect(packet.bytes == expected)
    #expect(packet.layers.map(\.schema.name) == ["ip", "udp", "raw"])
  }

  @Test func `an IPv6 address in a shorthand makes an IPv6 layer`() throws {
    let packet = try stack(layer("tcp", ["dst": .ip("172:20::100"), "dport": .number(443), "flags": .name("SA")]))
      .build()
    #expect(packet.layers.map(\.schema.name) == ["ip6", "tcp"])
    #expect(try packet.value(of: "ip6.dst") == .ip("172:20::100"))
    #expect(try packet.value(of: "tcp.flags") == .number(18))
    #expect(try packet.value(of: "ip6.next_header") == .number(6))
    #expect(try IPPacket(packet.bytes).checksumsAreValid)
  }

  @Test(arguments: ["prohibited", "admin-prohibited", "communication-prohibited", "Communication_Prohibited", "13"])
  func `an ICMPv4 code has many names`(name: String) throws {
    let value = UInt64(name).map(FieldValue.number) ?? .name(name)
    let packet = try stack(layer("IP"), layer("ICMP", ["type": .name("unreachable"), "code": value])).build()
    #expect(Array(packet.bytes[20..<22]) == [3, 13])
    #expect(packet.show().contains("13 (Communication Administratively Prohibited)"))
  }

  @Test func `neutral ICMP takes the family of what is below or quoted`() throws {
    let neutral = try layer("icmp", ["code": .name("prohibited"), "type": .name("unreachable")])
    #expect(try stack(layer("ip6"), neutral).build().bytes[40..<42] == [1, 1])
    #expect(try stack(layer("ip"), neutral).build().bytes[20..<22] == [3, 13])
    let lost = try stack(layer("udp", ["src": .ip("172:20::1"), "dst": .ip("172:20::100")]))
    var about = neutral
    try about.set("quote", to: .packet(lost))
    let packet = try stack(about).build()
    #expect(Array(packet.bytes[40..<42]) == [1, 1])
    #expect(try packet.value(of: "ip6.dst") == .ip("172:20::1"))
    #expect(try packet.value(of: "ip6.src") == .ip("172:20::100"))
    #expect(try packet.value(of: "quoted.udp.dport") == .number(53))
    #expect(try IPPacket(packet.bytes).reportedError?.error == .prohibited(.v6))
    #expect(try IPPacket(packet.bytes).checksumsAreValid)
  }

  @Test func `packet too big is a code in ICMPv4 and a type in ICMPv6`() throws {
    let tooBig = try layer("icmp", ["type": .name("packet-too-big"), "mtu": .number(1280)])
    let v4 = try stack(layer("ip"), tooBig).build()
    #expect(Array(v4.bytes[20..<22]) == [3, 4])
    #expect(v4.bytes.be16(26) == 1280)
    let v6 = try stack(layer("ip6"), tooBig).build()
    #expect(Array(v6.bytes[40..<42]) == [2, 0])
    #expect(v6.bytes.be32(44) == 1280)
  }

  @Test func `quotes have the lengths of their RFCs`() throws {
    let payload = Layer.raw([UInt8](repeating: 7, count: 1400))
    let options = try layer("ip", ["options": .bytes([1, 1, 1, 0])])
    let v4 = try stack(
      layer("icmp4", ["type": .number(3), "quote": .packet(CraftedPacket([options, layer("udp"), payload]))])
    ).build()
    #expect(v4.bytes.count == 20 + 8 + 24 + 8)
    let v6 = try stack(
      layer(
        "icmp",
        ["type": .name("time-exceeded"), "quote": .packet(CraftedPacket([layer("ip6"), layer("udp"), payload]))])
    ).build()
    #expect(v6.bytes.count == 1280)
    #expect(try IPPacket(v6.bytes).checksumsAreValid)
  }

  @Test func `a wrong value stays and is known to be wrong`() throws {
    let packet = try stack(layer("ip", ["total_length": .number(9999)]), layer("udp", ["checksum": .number(0xdead)]))
    let built = try packet.build()
    #expect(built.bytes.be16(2) == 9999)
    #expect(built.faults.map { built.layers[$0.layer].schema.fields[$0.field].name } == ["total_length", "checksum"])
    #expect(built.faults.map(\.right).first == .number(28))
    #expect(try packet.showBuilt().contains("total_length = 9999 (!) would be 28"))
    let again = try packet.with("ip.total_length", .auto).with("udp.checksum", .auto).build()
    #expect(again.faults.isEmpty)
    #expect(try IPPacket(again.bytes).checksumsAreValid)
  }

  @Test func `TCP options by name become bytes and are read again`() throws {
    let packet = try stack(
      layer("tcp", ["mss": .number(1240), "wscale": .number(7), "sackok": .number(1), "timestamp": .number(99)])
    ).build()
    #expect(try packet.value(of: "tcp.data_offset") == .number(10))
    for (field, value) in [("mss", 1240), ("wscale", 7), ("sackok", 1), ("timestamp", 99)] as [(String, UInt64)] {
      #expect(try packet.value(of: "tcp.\(field)") == .number(value))
    }
    #expect(try IPPacket(packet.bytes).checksumsAreValid)
  }

  @Test func `control is carried as the peers expect it`() throws {
    let packet = try stack(layer("control", ["type": .name("goodbye")])).build()
    #expect(Hex.text(packet.bytes) == "60000000" + "0008ff00" + String(repeating: "0", count: 64) + "0200000000000000")
    #expect(Packet(dissecting: packet.bytes) == packet)
    #expect(packet.summary == ":: > :: control goodbye length 0")
  }

  @Test func `a set is a product in written order`() throws {
    let packets = try stack(
      layer("ip", ["dst": .ip("172.20.0.0/30")]), layer("udp", ["dport": .set([.number(53), .range(80, 81)])])
    )
    let all = try packets.expand()
    #expect(all.count == 12)
    #expect(
      all.prefix(4).map(\.source) == [
        "ip(dst=172.20.0.0)/udp(dport=53)", "ip(dst=172.20.0.0)/udp(dport=80)", "ip(dst=172.20.0.0)/udp(dport=81)",
        "ip(dst=172.20.0.1)/udp(dport=53)",
      ])
    let error = caught { _ = try packets.build() }
    #expect(error?.problem == .severalPackets(12))
    #expect(error?.field == "dst")
    let huge = try stack(layer("ip6", ["dst": .ip("::/0"), "src": .ip("::/0")]))
    #expect(caught { _ = try huge.expand() }?.problem == .tooManyPackets(limit: 1_000_000))
  }

  @Test func `a shorthand's network is a set too`() throws {
    let packets = try stack(layer("udp", ["dst": .ip("172:20::/126")]))
    #expect(
      try packets.expand().map { try $0.build().value(of: "ip6.dst")?.text } == [
        "172:20::", "172:20::1", "172:20::2", "172:20::3",
      ])
    let error = caught { _ = try packets.build() }
    #expect(error?.layer == 0 && error?.schema === LayerSchema.udp && error?.field == "dst")
    #expect(try stack(layer("ip", ["ttl": .set([.number(3)])])).build().bytes[8] == 3)
  }

  @Test func `UDP never sends the checksum that means none`() throws {
    // Found by search: ports that make the sum come out as zero.
    var packet = try stack(layer("ip"), layer("udp", ["sport": .number(0), "dport": .number(0)]), .raw([0, 0]))
    let sum = try packet.build().bytes.be16(26)
    packet.layers[2] = .raw([UInt8(sum >> 8), UInt8(sum & 255)])
    #expect(try packet.build().bytes.be16(26) == 0xffff)
  }
}
