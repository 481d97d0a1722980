import Base
import Testing

@testable import Wire

@Suite struct ICMPTests {
  static let fixtures = [
    Fixture(
      "ip6(hop_limit=255, src=fd00::1, dst=fd00::2)/icmp6(type=neighbor-advertisement, na_flags=SO, target=fd00::1, options=[tlla(x\"020000000001\")])",
      "6000000000203afffd000000000000000000000000000001fd00000000000000000000000000000288001c9c60000000fd0000000000000000000000000000010201020000000001"
    ),
    Fixture(
      #"ip6(hop_limit=255, src=fd00::1, dst=fd00::2)/icmp6(type=neighbor-solicitation, target=fd00::2, options=[slla(x"020000000001")])"#,
      "6000000000203afffd000000000000000000000000000001fd00000000000000000000000000000287007e9b00000000fd0000000000000000000000000000020101020000000001"
    ),
    Fixture(
      "ip6(hop_limit=255, src=fd00::1, dst=fd00::2)/icmp6(type=router-advertisement, cur_hop_limit=64, ra_flags=0x88, router_lifetime=1800, reachable_time=5, retrans_timer=6, options=[prefix(fd00:1::, valid_lifetime=3600, preferred_lifetime=1800), mtu(1480), rdnss(fd00::53, lifetime=600)])"
        .replacing("ra_flags=0x88", with: "ra_flags=\"managed+prf-high\""),
      "6000000000503afffd000000000000000000000000000001fd0000000000000000000000000000028600be7e408807080000000500000006030440c000000e100000070800000000fd00000100000000000000000000000005010000000005c81903000000000258fd000000000000000000000000000053"
    ),
    Fixture(
      #"ip6(hop_limit=255, src=fd00::1, dst=fd00::2)/icmp6(type=redirect, target=fe80::1, destination=fd00::9, options=[tlla(x"020000000007")])"#,
      "6000000000303afffd000000000000000000000000000001fd00000000000000000000000000000289007cfc00000000fe800000000000000000000000000001fd0000000000000000000000000000090201020000000007"
    ),
    Fixture(
      "ip6(hop_limit=1, src=fd00::1, dst=fd00::2)/icmp6(type=multicast-listener-report, group=ff02::5)",
      "6000000000183a01fd000000000000000000000000000001fd0000000000000000000000000000028300 83a000000000ff020000000000000000000000000005"
    ),
    Fixture(
      "ip6(hop_limit=1, src=fd00::1, dst=fd00::2)/icmp6(type=multicast-listener-report-v2, records=[record(ff02::5), record(ff05::6, fd00::a, fd00::b, type=is-include)])",
      "6000000000503a01fd000000000000000000000000000001fd0000000000000000000000000000028f0079410000000204000000ff02000000000000000000000000000501000002ff050000000000000000000000000006fd00000000000000000000000000000afd00000000000000000000000000000b"
    ),
    Fixture(
      "ip6(hop_limit=1, src=fd00::1, dst=fd00::2)/icmp6(type=multicast-listener-query, max_response_delay=1000, group=ff02::5, v2=[query(fd00::a)])",
      "60000000002c3a01fd000000000000000000000000000001fd0000000000000000000000000000028200811b03e80000ff020000000000000000000000000005027d0001fd00000000000000000000000000000a"
    ),
    Fixture(
      "ip(id=1, src=10.0.0.1, dst=10.0.0.2)/icmp4(type=timestamp, id=1, seq=2, originate=100, receive=200, transmit=300)",
      "4500002800010000400166d20a0000010a0000020d00f0a40001000200000064000000c80000012c"),
    Fixture(
      "ip(id=1, src=10.0.0.1, dst=10.0.0.2)/icmp4(type=address-mask-request, id=1, seq=2, address_mask=255.255.255.0)",
      "4500002000010000400166da0a0000010a0000021100effb00010002ffffff00"),
    Fixture(
      "ip(id=1, src=10.0.0.1, dst=10.0.0.2)/icmp4(type=redirect, code=host, gateway=10.0.0.254, quote=ip(id=1, src=10.0.0.2, dst=9.9.9.9)/udp(sport=5, dport=6))",
      "4500003800010000400166c20a0000010a00000205010c2e0a0000fe4500001c0001000040115ebd0a00000209090909000500060008e3bf"
    ),
  ]

  @Test(arguments: fixtures) func `what others build is read, and built again`(fixture: Fixture) throws {
    try fixture.check()
  }

  @Test func `extensions from before the length was defined are found by their checksum`() throws {
    // As Scapy 2.6 builds it.
    let hex =
      "450000ac000100004001664e0a0000010a0000020b00114100000000450000300001000040115ea90a0000020909090900050006001c15ca616161616161616161616161616161616161616100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000002000adb0000c01010001004000003101"
    let bytes = try #require(Hex.bytes(hex))
    let found = Packet(dissecting: bytes)
    #expect(
      found.source
        == #"ip(id=1, src=10.0.0.1, dst=10.0.0.2)/icmp4(type=time-exceeded, length=0, quote=ip(id=1, src=10.0.0.2, dst=9.9.9.9)/udp(sport=5, dport=6)/"aaaaaaaaaaaaaaaaaaaa", quote_length=48)/icmpext(objects=[mpls(label(16, s=0, ttl=64), label(3))])"#
    )
    #expect(found.faults.map(\.name) == ["length"])
    #expect(try CraftedPacket(found).build().bytes == bytes)
  }

  static let lost = CraftedPacket([
    (try? layer("ip", ["src": .ip("10.0.0.1"), "dst": .ip("9.9.9.9")])) ?? Layer(.ip4), Layer(.udp),
    .raw([UInt8](repeating: 0x61, count: 700)),
  ])

  @Test func `extensions follow a padded quote`() throws {
    let packet = try stack(
      layer(
        "icmp",
        [
          "type": .name("unreachable"), "code": .name("prohibited"), "quote": .packet(Self.lost),
          "extensions": .list([
            .item("mpls", named: ["label": .number(16), "ttl": .number(9)]),
            .item(
              "interface",
              named: [
                "role": .name("incoming"), "index": .number(7), "address": .ip("10.0.0.9"), "name": .text("wan0"),
              ]),
            .item("object", .number(9), .number(1), .bytes([1, 2, 3, 4])),
          ]),
        ]))
    let built = try packet.build()
    #expect(built.layers.map(\.schema.name) == ["ip", "icmp4", "ip", "udp", "raw", "icmpext"])
    #expect(try built.value(of: "icmp4.length") == .number(32))
    #expect(built.faults.isEmpty)
    #expect(Packet(dissecting: built.bytes) == built)
    #expect(
      built.source.hasSuffix(
        #"/icmpext(objects=[mpls(label(16, ttl=9)), interface(7, 10.0.0.9, "wan0"), object(9, 1, x"01020304")])"#),
      "\(built.source)")
    #expect(try CraftedPacket(built).build().bytes == built.bytes)
    let ext = try #require(built.layers.last)
    #expect(ext.start == 20 + 8 + 128)
    #expect(Checksum.of(built.bytes[ext.start...]) == 0)
    let wanted = FieldTest("extensions", .equal, .list([.item("interface", named: ["index": .number(7)])]))
    #expect(try pattern(test("icmp", [wanted])).matches(built))
    let other = FieldTest("extensions", .equal, .list([.item("interface", named: ["index": .number(8)])]))
    #expect(try !pattern(test("icmp", [other])).matches(built))
  }

  @Test func `ICMPv6 keeps within 1280 bytes with extensions`() throws {
    let lost = try stack(
      layer("udp", ["src": .ip("fd::1"), "dst": .ip("fd::2")]), .raw([UInt8](repeating: 1, count: 1400)))
    let built = try stack(
      layer(
        "icmp",
        [
          "type": .name("time-exceeded"), "quote": .packet(lost),
          "extensions": .item("mpls", named: ["label": .number(3)]),
        ])
    ).build()
    #expect(built.bytes.count == 1280 - 4)
    #expect(try built.value(of: "icmp6.length") == .number(152))
    #expect(built.faults.isEmpty)
    #expect(try CraftedPacket(Packet(dissecting: built.bytes)).build().bytes == built.bytes)
  }

  @Test func `how much is quoted can be said, and is found again`() throws {
    let packet = try stack(
      layer("icmp", ["type": .name("unreachable"), "quote": .packet(Self.lost), "quote_length": .number(548)]))
    let built = try packet.build()
    #expect(built.bytes.count == 576)
    let found = Packet(dissecting: built.bytes)
    #expect(found.source.contains("quote_length=548"))
    #expect(found.source.contains("quote=ip("))
    #expect(try found.value(of: "icmp4.quote_length") == .number(548))
    #expect(try CraftedPacket(found).build().bytes == built.bytes)
    #expect(
      try !Packet(dissecting: packet.with("icmp.quote_length", .auto).build().bytes).source.contains("quote_length"))
  }

  @Test func `an interface is named in what RFC 8335 asks with`() throws {
    let probe = try stack(
      layer("ip"),
      layer(
        "icmp4",
        ["type": .name("extended-echo-request"), "id": .number(3), "probe_seq": .number(4), "local": .number(1)]),
      layer("icmpext", ["objects": .item("interface-id", .text("eth0"))])
    ).build()
    #expect(Hex.text(probe.bytes[28...]) == "20000f520008030165746830")
    #expect(Packet(dissecting: probe.bytes) == probe)
    #expect(
      Packet(dissecting: probe.bytes).source
        == #"ip()/icmp4(type=extended-echo-request, id=3, probe_seq=4, local=1)/icmpext(objects=[interface-id("eth0")])"#
    )
    for (field, value) in [("index", .number(9)), ("address", .ip("fd::1"))] as [(String, FieldValue)] {
      let id = FieldValue.call("interface-id", [FieldArgument(field, value)])
      let built = try stack(layer("ip"), layer("icmp4", ["type": .number(42)]), layer("icmpext", ["objects": id]))
        .build()
      #expect(Packet(dissecting: built.bytes).source.contains("\(field)=\(value.text)"))
      #expect(try CraftedPacket(built).build().bytes == built.bytes)
    }
  }

  @Test func `routers are advertised with their count`() throws {
    let built = try stack(
      layer("ip"),
      layer(
        "icmp4",
        [
          "type": .name("router-advertisement"), "lifetime": .number(1800),
          "routers": .list([.item("router", .ip("10.0.0.1"), .number(5)), .item("router", .ip("10.0.0.2"))]),
        ])
    ).build()
    #expect(Hex.text(built.bytes[24...]) == "020207080a000001000000050a00000200000000")
    #expect(
      Packet(dissecting: built.bytes).source
        == "ip()/icmp4(type=router-advertisement, lifetime=1800, routers=[router(10.0.0.1, 0x5), router(10.0.0.2)])")
  }

  @Test func `a deliberately wrong count stays and is marked`() throws {
    let built = try stack(
      layer("ip6"),
      layer(
        "icmp6",
        ["type": .number(143), "number_of_records": .number(9), "records": .item("record", .ip("ff02::1"))])
    ).build()
    #expect(built.bytes.be16(46) == 9)
    #expect(built.faults.map(\.name) == ["number_of_records"])
    #expect(try CraftedPacket(Packet(dissecting: built.bytes)).build().bytes == built.bytes)
  }

  @Test func `every type of either family is listed with its fields`() {
    for entry in NameTable.icmp4Types.entries { #expect(LayerSchema.icmp4["type"]?.words.contains(entry.name) == true) }
    #expect(Set(NameTable.icmp6Types.entries.map(\.value)).count == NameTable.icmp6Types.entries.count)
    #expect(Set(NameTable.icmp4Types.entries.map(\.value)).count == NameTable.icmp4Types.entries.count)
  }
}
