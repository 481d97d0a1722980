import Base
import Testing

@testable import Wire

@Suite struct DissectTests {
  @Test(arguments: [false, true]) func `what was built is dissected and rebuilt to the same bytes`(wrong: Bool) throws {
    var maker = PacketMaker(seed: wrong ? 2 : 1)
    for i in 0..<1000 {
      let crafted = try maker.packet(wrong: wrong)
      let built = try crafted.build()
      let found = Packet(dissecting: built.bytes)
      #expect(try CraftedPacket(found).build().bytes == built.bytes, "packet \(i): \(crafted.source)")
      if !wrong {
        #expect(found.faults.isEmpty, "packet \(i): \(crafted.source)")
        #expect(try IPPacket(built.bytes).checksumsAreValid, "packet \(i): \(crafted.source)")
        #expect(found.layers == built.layers, "packet \(i): \(crafted.source)")
      }
    }
  }

  /// As Scapy and tshark read it: the ports are where they always are.
  @Test(arguments: [(1, 0, 20), (4, 0, 20), (15, 0, 20), (15, 3, 23), (7, 5, 25), (6, 2, 22)])
  func `a tcp header that lies about its length keeps its fields`(offset: UInt64, more: Int, header: Int) throws {
    let tcp = try layer("tcp", ["dport": .number(443), "data_offset": .number(offset)])
    let crafted = try stack(layer("ip", ["dst": .ip("1.2.3.4")]), tcp) / [UInt8](repeating: 1, count: more)
    let found = Packet(dissecting: try crafted.build().bytes)
    #expect(found.layers[1].schema.name == "tcp")
    #expect(found.layers[1].headerEnd - found.layers[1].start == header)
    #expect(found.faults.contains { "\($0)".contains("data_offset") })
    #expect(try CraftedPacket(found).build().bytes == found.bytes)
  }

  @Test func `every truncation keeps every byte and breaks nothing`() throws {
    var maker = PacketMaker(seed: 3)
    for _ in 0..<40 {
      let bytes = try maker.packet(wrong: false).build().bytes
      for length in 0...min(bytes.count, 160) {
        let cut = Array(bytes[..<length])
        let found = Packet(dissecting: cut)
        #expect(try CraftedPacket(found).build().bytes == cut)
        _ = found.summary
        if length < bytes.count { #expect(throws: MalformedPacket.self) { try IPPacket(cut) } }
      }
    }
  }

  @Test func `byte soup is survived and kept`() throws {
    var chance = Chance(seed: 4)
    for i in 0..<8_000 {
      var soup = chance.bytes(Int(chance.below(120)))
      if !soup.isEmpty, i % 4 != 0 { soup[0] = i % 2 == 0 ? 0x45 : 0x60 }
      if soup.count > 9, i % 3 == 0 { soup[soup[0] >> 4 == 4 ? 9 : 6] = [1, 6, 17, 58, 0, 43, 44, 51, 60][i % 9] }
      if soup.count > 40, i % 5 == 0 {
        soup.put16(UInt16(soup.count - (soup[0] >> 4 == 4 ? 0 : 40)), at: soup[0] >> 4 == 4 ? 2 : 4)
      }
      let packet = try? IPPacket(soup)
      _ = packet?.reportedError
      _ = packet?.checksumsAreValid
      let found = Packet(dissecting: soup)
      #expect(found.layers.filter { $0.depth == 0 }.reduce(0) { $0 + $1.headerEnd - $1.start } == soup.count)
      if i % 10 == 0 {
        _ = (found.summary, found.show(), found.hexMap)
        #expect(try CraftedPacket(found).build().bytes == soup)
      }
    }
  }

  @Test func `bytes behind the stated end are padding`() throws {
    var bytes = try stack(layer("ip"), layer("udp"), .raw([1])).build().bytes
    bytes += [9, 9]
    let found = Packet(dissecting: bytes)
    #expect(found.layers.map(\.schema.name) == ["ip", "udp", "raw", "padding"])
    #expect(found.faults.isEmpty)
    #expect(CraftedPacket(found).source == #"ip()/udp()/x"01"/padding(data=x"0909")"#)
  }

  @Test func `a quoted TCP header of eight bytes still has its ports`() throws {
    let lost = try stack(
      layer("ip", ["dst": .ip("10.0.0.9")]), layer("tcp", ["dport": .number(443), "seq": .number(77)]))
    let error = try stack(layer("icmp", ["type": .name("unreachable"), "code": .name("port"), "quote": .packet(lost)]))
    let found = Packet(dissecting: try error.build().bytes)
    #expect(found.layers.map(\.schema.name) == ["ip", "icmp4", "ip", "tcp"])
    #expect(try found.value(of: "quoted.tcp.dport") == .number(443))
    #expect(try found.value(of: "quoted.tcp.seq") == .number(77))
    #expect(try found.value(of: "quoted.tcp.window") == nil)
    #expect(try found.quoted?.value(of: "ip.dst") == .ip("10.0.0.9"))
    #expect(found.faults.isEmpty)
  }

  @Test func `extension headers are layers`() throws {
    let packet = try stack(
      layer("ip6"), layer("hopopts"), layer("routing"), layer("dstopts", ["options": .bytes([1, 20])]), layer("frag6"),
      layer("ah", ["icv": .bytes([1, 2, 3, 4])]), layer("icmp6"))
    let built = try packet.build()
    #expect(Packet(dissecting: built.bytes) == built)
    #expect(try IPPacket(built.bytes).transportOffset == built.layers[6].start)
    #expect(try IPPacket(built.bytes).checksumsAreValid || IPPacket(built.bytes).isFragment)
  }

  @Test func `fragments are not blamed for what they lack`() throws {
    var first = try stack(layer("ip", ["flags": .name("mf")]), layer("udp", ["length": .number(2000)]), .raw([1, 2]))
      .build()
    first = Packet(dissecting: first.bytes)
    #expect(first.faults.isEmpty)
    let later = Packet(
      dissecting: try stack(layer("ip", ["frag_offset": .number(8), "protocol": .name("udp")]), .raw([0, 1, 2])).build()
        .bytes)
    #expect(later.layers.map(\.schema.name) == ["ip", "raw"])
  }
}
