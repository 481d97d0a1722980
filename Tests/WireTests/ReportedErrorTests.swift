import Base
import Testing

@testable import Wire

@Suite struct ReportedErrorTests {
  private func lost(_ family: IPFamily, options: [UInt8] = [], payload: Int = 100) throws -> IPPacket {
    let ip =
      family == .v4
      ? try layer("ip", ["src": .ip("10.0.0.1"), "dst": .ip("172.20.0.100"), "options": .bytes(options)])
      : try layer("ip6", ["src": .ip("fd::1"), "dst": .ip("172:20::100")])
    let udp = try layer("udp", ["sport": .number(5000), "dport": .number(53)])
    return try IPPacket(stack(ip, udp, .raw([UInt8](repeating: 1, count: payload))).build().bytes)
  }

  @Test(arguments: [0, 4, 40]) func `an ICMPv4 error quotes the header with its options and eight bytes`(options: Int)
    throws
  {
    let packet = try lost(.v4, options: [UInt8](repeating: 1, count: options))
    let error = try #require(IPPacket.error(.prohibited(.v4), about: packet))
    #expect(error.bytes.count == 20 + 8 + 20 + options + 8)
    #expect(error.source == packet.destination && error.destination == packet.source && error.hopLimit == 20)
    #expect(error.checksumsAreValid)
    #expect(error.reportedError?.quoted.destinationPort == .udp(53))
  }

  @Test(arguments: [(0, 48), (1184, 1232), (1185, 1232), (1400, 1232)])
  func `an ICMPv6 error quotes what fits into 1280 bytes`(payload: Int, quoted: Int) throws {
    let error = try #require(IPPacket.error(.prohibited(.v6), about: lost(.v6, payload: payload)))
    #expect(error.bytes.count == 40 + 8 + quoted)
    #expect(error.reportedError?.error == .prohibited(.v6))
  }

  @Test(arguments: [IPFamily.v4, .v6]) func `crafting makes the same error`(family: IPFamily) throws {
    let packet = try lost(family)
    let crafted = try stack(
      layer(
        "icmp",
        ["type": .name("unreachable"), "code": .name("prohibited"), "quote": .packet(CraftedPacket(Packet(packet)))])
    )
    let built = try crafted.build()
    let fast = try #require(IPPacket.error(.prohibited(family), about: packet))
    let upper = family == .v4 ? 20 : 40
    #expect(built.bytes[upper...] == fast.bytes[upper...])
  }

  @Test(arguments: [IPFamily.v4, .v6]) func `a quote cut to nothing reports nothing, and never breaks`(family: IPFamily)
    throws
  {
    let error = try #require(IPPacket.error(.portUnreachable(family), about: lost(family)))
    let quote = Array(error.bytes[(error.transportOffset + 8)...])
    let header = family == .v4 ? 20 : 40
    for length in 0...quote.count {
      let cut = try #require(
        IPPacket.icmp(
          from: error.source, to: error.destination, type: error.bytes[error.transportOffset], code: 3,
          carrying: [0, 0, 0, 0] + quote[..<length]))
      #expect((cut.reportedError != nil) == (length >= header + 4), "\(length)")
    }
  }

  @Test func `some packets may not be reported`() throws {
    func reason(_ layers: Layer...) throws -> UnreportableReason? {
      try IPPacket(CraftedPacket(layers).build().bytes).mayNotBeReported
    }
    let from = ("src", FieldValue.ip("10.0.0.1"))
    func ip(_ more: (String, FieldValue)...) throws -> Layer {
      try Layer("ip", ([from, ("dst", .ip("10.0.0.2"))] + more).map { (name: $0.0, value: $0.1) })
    }
    #expect(try reason(ip(), layer("udp")) == nil)
    #expect(try reason(ip(), layer("icmp", ["type": .name("echo")])) == nil)
    #expect(try reason(ip(), layer("icmp", ["type": .name("unreachable")])) == .errorAboutError)
    #expect(try reason(ip(("frag_offset", .number(1)))) == .laterFragment)
    #expect(try reason(ip(("dst", .ip("224.0.0.1")))) == .multicast)
    #expect(try reason(ip(("dst", .ip("255.255.255.255")))) == .multicast)
    #expect(try reason(ip(("src", .ip("0.0.0.0")))) == .sourceNotUnicast)
    #expect(try reason(layer("ip6", ["src": .ip("fd::1"), "dst": .ip("ff02::1")])) == .multicast)
  }
}
