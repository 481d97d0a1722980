import Base
import Testing

@testable import Wire

@Suite struct PacketTextTests {
  static let error: CraftedPacket? = try? stack(
    layer(
      "icmp",
      [
        "type": .name("unreachable"), "code": .name("prohibited"),
        "quote": .packet(
          stack(
            layer("udp", ["src": .ip("172.20.0.1"), "dst": .ip("172.20.0.100"), "sport": .number(999)]),
            .raw([1, 2, 3]))
        ),
      ]))

  @Test func `a summary reads like tcpdump`() throws {
    func summary(_ layers: Layer...) throws -> String { try CraftedPacket(layers).build().summary }
    let ends: [(String, FieldValue)] = [("src", .ip("172.20.0.1")), ("dst", .ip("172.20.0.100"))]
    let ip = try Layer("ip", ends.map { (name: $0.0, value: $0.1) })
    #expect(
      try summary(ip, layer("icmp", ["id": .number(7), "seq": .number(1)]))
        == "172.20.0.1 > 172.20.0.100 icmp echo-request id 7 seq 1")
    #expect(
      try summary(ip, layer("tcp", ["sport": .number(51000), "seq": .number(5)]))
        == "172.20.0.1 > 172.20.0.100 tcp 51000 > 80 [S] seq 5 length 0")
    #expect(
      try summary(ip, layer("tcp", ["flags": .name("FA"), "ack": .number(9)]), .raw([1]))
        == "172.20.0.1 > 172.20.0.100 tcp 20 > 80 [FA] seq 0 ack 9 length 1")
    #expect(
      try Self.error?.build().summary
        == "172.20.0.100 > 172.20.0.1 icmp communication administratively prohibited (3/13) about 172.20.0.1 > 172.20.0.100 udp 999 > 53 length 0"
    )
    #expect(try summary(layer("ip", ["protocol": .name("gre")]), .raw([1])) == "0.0.0.0 > 0.0.0.0 gre length 1")
  }

  @Test func `source is the shortest expression for the bytes`() throws {
    let built = try #require(try Self.error?.build())
    #expect(
      built.source
        == "ip(src=172.20.0.100, dst=172.20.0.1)/icmp4(type=unreachable, code=prohibited, quote=ip(total_length=31, src=172.20.0.1, dst=172.20.0.100)/udp(sport=999, length=11, checksum=0x\(String(built.bytes.be16(54), radix: 16))))"
    )
    let wrong = try stack(layer("ip", ["flags": .name("df"), "checksum": .number(1)]), .raw(Array("a b".utf8)))
    #expect(try wrong.build().source == #"ip(flags=df, checksum=0x1)/"a b""#)
  }

  @Test func `show tells typed from computed`() throws {
    let packet = try stack(layer("udp", ["dst": .ip("1.2.3.4"), "dport": .number(53)]))
    #expect(
      packet.showTyped() == "udp  User Datagram Protocol\n  dport = 53\n  dst = 1.2.3.4  (for the IP layer below)")
    let built = try packet.showBuilt()
    #expect(built.contains("  total_length = 28  (computed)"))
    #expect(built.contains("  dst          = 1.2.3.4\n"))
    #expect(built.contains("  ttl          = 64\n"))
    #expect(built.contains("protocol     = 17 (UDP)  (computed)"))
  }

  @Test func `hex shows bytes, and the map their fields`() throws {
    let packet = try stack(layer("udp", ["dst": .ip("1.2.3.4")]), .raw(Array("hello".utf8))).build()
    #expect(
      packet.hex == """
        0000  45 00 00 21 00 00 00 00 40 11 76 c7 00 00 00 00  E..!....@.v.....
        0010  01 02 03 04 00 35 00 35 00 0d b7 92 68 65 6c 6c  .....5.5....hell
        0020  6f                                               o
        """)
    let map = packet.fieldBytes
    #expect(map.first?.name == "ip.version ihl")
    #expect(map.reduce(0) { $0 + $1.range.count } == packet.bytes.count)
    #expect(packet.hexMap.contains("0002  00 21                    ip.total_length"))
  }

  @Test func `a hex map covers every byte once`() throws {
    var maker = PacketMaker(seed: 12)
    for _ in 0..<200 {
      let packet = try Packet(dissecting: maker.packet(wrong: false).build().bytes)
      #expect(packet.fieldBytes.flatMap { Array($0.range) } == Array(packet.bytes.indices), "\(packet.source)")
    }
  }

  @Test func `a difference is told field by field`() throws {
    let one = try stack(layer("ip", ["ttl": .number(64)]), layer("udp", ["dport": .number(53)]))
    let other = try one.with("udp.dport", .number(80)).with("ip.ttl", .number(20))
    let differences = try one.build().differences(from: other.build())
    #expect(differences.map(\.path) == ["ip.ttl", "ip.checksum", "udp.dport", "udp.checksum"])
    #expect(differences.first == PacketDifference(path: "ip.ttl", left: "64", right: "20"))
    #expect(try one.build().differences(from: one.build()).isEmpty)
    let stacks = try one.build().differences(from: stack(layer("ip"), layer("tcp")).build())
    #expect(stacks.last == PacketDifference(path: "udp", left: "udp", right: "tcp"))
  }

  @Test func `every layer lists its fields`() throws {
    for schema in LayerSchema.all {
      #expect(!schema.fieldRows.isEmpty && !schema.title.isEmpty)
      #expect(schema.fieldRows.allSatisfy { !$0.meaning.isEmpty && !$0.size.isEmpty && !$0.unset.isEmpty })
      #expect(LayerSchema.find(schema.name.uppercased()) === schema)
    }
    let total = try #require(LayerSchema.ip4.fieldRows.first { $0.name == "total_length" })
    #expect(total.unset == "computed: length of header and payload")
    #expect(LayerSchema.icmp["type"]?.words.contains("unreachable") == true)
  }

  @Test func `a field is changed by its path`() throws {
    let packet = try #require(Self.error)
    let changed = try packet.with("quoted.udp.dport", .number(99))
    #expect(try changed.build().value(of: "quoted.udp.dport") == .number(99))
    #expect(try packet.defaulting("src", of: .ip4, to: .ip("9.9.9.9")) == packet)
    let bare = try stack(layer("ip"), layer("ip", ["ttl": .number(9)])).build()
    #expect(try bare.value(of: "ip[2].ttl") == .number(9))
    #expect(try bare.has(PacketPath("ip[2]")) && !bare.has(PacketPath("ip[3]")))
    #expect(caught { _ = try packet.with("tcp.dport", .number(1)) }?.problem == .noSuchLayer("tcp"))
  }
}
