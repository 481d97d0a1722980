import Base
import Testing

@testable import Wire

@Suite struct RawFieldTests {
  private func udp(_ fields: KeyValuePairs<String, FieldValue>) throws -> CraftedPacket {
    try stack(layer("ip", ["dst": .ip("10.0.0.1")]), layer("udp", fields), .raw([1, 2, 3]))
  }

  @Test func `as many bytes as the field has are its value`() throws {
    let plain = try stack(layer("ip", ["ttl": .number(7), "dst": .ip("10.0.0.1")]), layer("udp"))
    let raw = try stack(layer("ip", ["ttl": .raw([7]), "dst": .raw([10, 0, 0, 1])]), layer("udp"))
    #expect(raw == plain)
    #expect(!raw.isSpliced)
    // Fields whose least byte comes first keep the order of the bytes.
    let index = try layer("wg.transport", ["receiver": .raw([0x78, 0x56, 0x34, 0x12])])
    #expect(index.value(of: "receiver") == .number(0x1234_5678))
  }

  static let others: [(raw: [UInt8], port: [UInt8])] = [
    ([0xaa], [0xaa]), ([0xaa, 0xbb, 0xcc], [0xaa, 0xbb, 0xcc]), ([], []),
  ]

  @Test(arguments: others)
  func `other bytes stand in the field's place, all else as it would be`(_ raw: [UInt8], _ port: [UInt8]) throws {
    let plain = try udp([:]).build().bytes
    let packet = try udp(["sport": .raw(raw)])
    let built = try packet.build()
    #expect(built.bytes == Array(plain[..<20]) + port + Array(plain[22...]))
    #expect(packet.isSpliced)
    #expect(packet.source == "ip(dst=10.0.0.1)/udp(sport=raw x\"\(Hex.text(raw))\")/x\"010203\"")
    // What is found is what a receiver finds, and is written as that.
    #expect(built == Packet(dissecting: built.bytes))
    #expect(try CraftedPacket(built).build().bytes == built.bytes)
  }

  @Test func `several fields, computed ones, items and addresses may be raw at once`() throws {
    let option = FieldValue.list([.call("mss", [FieldArgument(nil, .raw([1, 2, 3]))]), .name("nop")])
    let packet = try stack(
      layer("ip", ["src": .raw([1]), "checksum": .raw([9, 9, 9])]), layer("tcp", ["options": option]))
    let plain = try stack(layer("ip"), layer("tcp", ["options": .list([.call("mss", []), .name("nop")])])).build().bytes
    let expected =
      Array(plain[..<10]) + [9, 9, 9, 1] + Array(plain[16..<42]) + [1, 2, 3] + Array(plain[44...])
    #expect(try packet.build().bytes == expected)
    #expect(packet.showTyped().contains("checksum = raw x\"090909\""))
  }

  @Test func `of fields that share their bytes the narrower stands`() throws {
    let packet = try stack(layer("ip"), layer("icmp4", ["id": .raw([1]), "rest": .raw([2])]))
    #expect(try packet.build().bytes.count == 28 - 1)
  }

  @Test func `a field without a width takes bytes as it always does`() throws {
    let options = try layer("tcp", ["options": .raw([1, 1, 1, 0])])
    #expect(options.value(of: "options") == .bytes([1, 1, 1, 0]))
    let name = try stack(layer("ip"), layer("udp"), layer("dns", ["qname": .raw([0xc0, 0x0c])])).build()
    let plain = try stack(layer("ip"), layer("udp"), layer("dns", ["qname": .text(".")])).build()
    #expect(name.bytes.count == plain.bytes.count + 1)
  }

  @Test func `a field of some bits takes none, nor does what is not sent`() throws {
    let flags = caught { _ = try layer("ip", ["flags": .raw([1])]) }
    #expect(flags?.message == "`ip.flags` has 3 bits of a byte: raw bytes cannot stand there")
    let key = caught { _ = try layer("wg.transport", ["key": .raw([1])]) }
    #expect(key?.problem == .notSent)
    let code = caught { _ = try stack(layer("icmp4", ["type": .raw([3, 4]), "code": .name("prohibited")])).build() }
    #expect(code?.field == "code")
  }

  @Test func `a set may hold raw bytes, a pattern only of the field's width`() throws {
    let set = try udp(["dport": .set([.raw([1, 2, 3]), .number(53)])])
    #expect(try set.expand().count == 2)
    #expect(try set.expand()[0].build().bytes.count == 32)
    let error = caught {
      _ = try PacketPattern([LayerPattern("udp", [FieldTest("dport", .equal, .raw([1, 2, 3]))])])
    }
    #expect(error?.field == "dport")
  }

  @Test func `too many bytes are refused`() throws {
    let error = caught { _ = try udp(["sport": .raw([UInt8](repeating: 0, count: 70_000))]).build() }
    #expect(error?.problem == .tooLong(70_029, max: 65_575))
  }
}
