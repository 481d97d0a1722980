import Base
import Testing

@testable import Wire

/// A packet as another implementation (Scapy 2.6) makes it, and what we call it.
struct Fixture: Sendable, CustomTestStringConvertible {
  let source: String
  let hex: String
  var testDescription: String { source }
  var bytes: [UInt8] { Hex.bytes(hex) ?? [] }

  init(_ source: String, _ hex: String) { (self.source, self.hex) = (source, hex) }

  /// All truncations, and the packet itself, come back and read the same after.
  func check() throws {
    let found = Packet(dissecting: bytes)
    #expect(found.source == source)
    #expect(found.faults.isEmpty, "\(found.faults)")
    #expect(try CraftedPacket(found).build().bytes == bytes)
    #expect(found.fieldBytes.flatMap { Array($0.range) } == Array(bytes.indices))
    for length in 0..<bytes.count {
      let cut = Array(bytes[..<length])
      #expect(try CraftedPacket(Packet(dissecting: cut)).build().bytes == cut)
    }
  }
}

@Suite struct OptionTests {
  static let fixtures = [
    Fixture(
      #"ip(id=1, src=10.0.0.1, dst=10.0.0.2, options=[record-route(1.2.3.4, 0.0.0.0, pointer=8), router-alert])/udp(sport=1, dport=2)/"hi""#,
      "4900002e00010000401149190a0000010a000002070b080102030400000000940400000000010002000a836b6869"),
    Fixture(
      #"ip(id=1, src=10.0.0.1, dst=10.0.0.2, options=[lsrr(10.0.0.9, 10.0.0.8)])/udp(sport=1, dport=2)/"hi""#,
      "4800002a000100004011cba00a0000010a000002830b040a0000090a0000080000010002000a83656869"),
    Fixture(
      "ip(id=1, src=10.0.0.1, dst=10.0.0.2, options=[timestamp(addresses, [entry(1.2.3.4, 77)], pointer=13)])/icmp4()",
      "480000280001000040010e720a0000010a000002440c0d01010203040000004d0800f7ff00000000"),
    Fixture(
      "ip(id=1, src=10.0.0.1, dst=10.0.0.2, options=[stream-id(9), nop])/icmp4()",
      "47000024000100004001dbc80a0000010a00000288040009010000000800f7ff00000000"),
    Fixture(
      "ip6(src=fd00::1, dst=fd00::2)/hopopts(options=[router-alert])/icmp6(id=1, seq=2)",
      "6000000000100040fd000000000000000000000000000001fd0000000000000000000000000000023a00050200000100800085b500010002"
    ),
    Fixture(
      #"ip6(src=fd00::1, dst=fd00::2)/dstopts(options=[padn(x"0000"), home-address(fd00::9)])/udp(sport=1, dport=2)"#,
      "6000000000203c40fd000000000000000000000000000001fd000000000000000000000000000002110201020000c910fd00000000000000000000000000000900010002000805cf"
    ),
    Fixture(
      #"ip6(src=fd00::1, dst=fd00::2)/routing(segments_left=2, addresses=[fd00::3, fd00::4])/udp(sport=1, dport=2)/"x""#,
      "6000000000312b40fd000000000000000000000000000001fd0000000000000000000000000000021104000200000000fd000000000000000000000000000003fd0000000000000000000000000000040001000200098dd278"
    ),
    Fixture(
      #"ip6(src=fd00::1, dst=fd00::2)/routing(type=segment-routing, segments_left=1, tag=0x5, segments=[fd00::4, fd00::3])/udp(sport=1, dport=2)/"x""#,
      "6000000000312b40fd000000000000000000000000000001fd0000000000000000000000000000021104040101000005fd000000000000000000000000000004fd0000000000000000000000000000030001000200098dd278"
    ),
  ]

  @Test(arguments: fixtures) func `what others build is read, and built again`(fixture: Fixture) throws {
    try fixture.check()
  }

  @Test func `headers are filled with the padding of their protocol`() throws {
    let four = try stack(layer("ip", ["options": .list([.name("nop")])])).build()
    #expect(Array(four.bytes[20...]) == [1, 0, 0, 0])
    let six = try stack(layer("ip6"), layer("hopopts", ["options": .item("tunnel-limit", .number(1))])).build()
    #expect(Array(six.bytes[40...]) == [59, 0, 4, 1, 1, 1, 1, 0])
    let bare = try stack(layer("ip6"), layer("hopopts")).build()
    #expect(Array(bare.bytes[40...]) == [59, 0, 1, 4, 0, 0, 0, 0])
    #expect(Packet(dissecting: bare.bytes).source == "ip6()/hopopts()")
  }

  @Test func `a source route's last stop is in the checksum until it is reached`() throws {
    func sum(_ left: UInt64, _ addresses: [String]) throws -> FieldValue? {
      let routing = try layer(
        "routing", ["segments_left": .number(left), "addresses": .list(addresses.map { .ip($0) })])
      return try stack(layer("ip6", ["dst": .ip("fd::2")]), routing, layer("udp")).build().value(of: "udp.checksum")
    }
    #expect(try sum(1, ["fd::9"]) != sum(0, ["fd::9"]))
    #expect(try sum(0, ["fd::9"]) == sum(0, ["fd::a"]))
    #expect(try sum(2, ["fd::a", "fd::9"]) == sum(1, ["fd::9"]))
    func four(_ pointer: UInt64) throws -> FieldValue? {
      let route = FieldValue.item("ssrr", .ip("9.9.9.9"), named: ["pointer": .number(pointer)])
      return try stack(layer("ip", ["dst": .ip("1.2.3.4"), "options": route]), layer("udp")).build()
        .value(of: "udp.checksum")
    }
    let plain = try stack(layer("udp", ["dst": .ip("1.2.3.4")])).build().value(of: "udp.checksum")
    #expect(try four(4) != plain)
    #expect(try four(8) == plain)
  }

  @Test func `segments count themselves`() throws {
    let built = try stack(
      layer("ip6"),
      layer(
        "routing",
        [
          "type": .name("srh"), "segments": .list([.ip("fd::1"), .ip("fd::2")]),
          "tlvs": .list([.item("hmac", named: ["hmac": .bytes([UInt8](repeating: 7, count: 32))])]),
        ]), layer("udp")
    ).build()
    #expect(try built.value(of: "routing.last_entry") == .number(1))
    #expect(try built.value(of: "routing.length") == .number(9))
    #expect(Packet(dissecting: built.bytes) == built)
    #expect(try CraftedPacket(built).build().bytes == built.bytes)
    #expect(
      caught { _ = try layer("routing", ["addresses": .list([.ip("1.2.3.4")])]) }?.message
        == "`routing.addresses` takes an IPv6 address; 1.2.3.4 is IPv4")
    #expect(
      caught { _ = try layer("routing", ["addresses": .ip("fd::/64")]) }?.message
        == "`routing.addresses` takes IPv6 addresses, not a network")
  }
}
