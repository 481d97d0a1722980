import Base
import Testing

@testable import Wire

@Suite struct RewriteTests {
  private static func address(_ text: String) -> IPAddress { IPAddress(text) ?? .v6(.unspecified) }

  private static func packets() -> [IPPacket] {
    let pairs = [("100.64.0.1", "100.96.0.1"), ("fd00:2021:1111::1", "fd00:2021:1111:8000::1")]
    return pairs.flatMap { from, to in
      let (from, to) = (address(from), address(to))
      return (0..<40).flatMap { n -> [IPPacket?] in
        let payload = (0..<n).map { UInt8(truncatingIfNeeded: $0 * 37 + n) }
        return [
          .udp(from: Endpoint(from, 40_000), to: Endpoint(to, 53), payload),
          .tcp(
            from: Endpoint(from, 40_000), to: Endpoint(to, 443),
            TCPSegment(sequence: 77, flags: .syn, options: [2, 4, 5, 180], payload: payload)),
          .echo(request: true, from: from, to: to, identifier: 7, sequence: UInt16(n), payload),
        ]
      }
    }.compactMap(\.self)
  }

  private static func real(_ family: IPFamily) -> IPAddress { address(family == .v4 ? "10.9.0.1" : "fd09::1") }

  @Test func `checksums move along with addresses and ports`() throws {
    for packet in Self.packets() {
      let rewrite = PacketRewrite(destination: Self.real(packet.family), sourcePort: 50_001)
      let there = try #require(packet.rewritten(rewrite))
      #expect(there.destination == Self.real(packet.family))
      #expect(there.source == packet.source)
      #expect(there.checksumsAreValid)
      if let ports = there.ports { #expect(ports.source == 50_001) }
      if case .icmp(let icmp) = there.transport { #expect(icmp.identifier == 50_001) }
      let back = PacketRewrite(
        destination: packet.destination, sourcePort: packet.ports?.source ?? 7)
      #expect(there.rewritten(back) == packet)
    }
  }

  @Test func `what was damaged stays damaged`() throws {
    for packet in Self.packets() {
      var bytes = packet.bytes
      bytes[bytes.count - 1] ^= 0x10
      let damaged = try #require(
        try IPPacket(bytes).rewritten(PacketRewrite(source: Self.real(packet.family), destinationPort: 9)))
      #expect(!damaged.checksumsAreValid)
    }
  }

  @Test func `a UDP datagram without a checksum gets none, and none comes out as zero`() throws {
    let (from, to) = (Self.address("100.64.0.1"), Self.address("100.96.0.1"))
    let packet = try #require(IPPacket.udp(from: Endpoint(from, 1), to: Endpoint(to, 2), [1, 2]))
    var bytes = packet.bytes
    bytes.put16(0, at: 26)
    let rewritten = try #require(try IPPacket(bytes).rewritten(PacketRewrite(destination: Self.real(.v4))))
    #expect(rewritten.bytes.be16(26) == 0)
    #expect(rewritten.checksumsAreValid)
    for port in 0...UInt16.max {
      let rewritten = try #require(packet.rewritten(PacketRewrite(sourcePort: port)))
      if rewritten.bytes.be16(26) == 0 || !rewritten.checksumsAreValid { Issue.record("port \(port)") }
    }
  }

  @Test func `a later fragment has no port to change`() throws {
    let payload = [UInt8](repeating: 7, count: 2000)
    let whole = try #require(
      IPPacket.udp(from: Endpoint(Self.address("100.64.0.1"), 1), to: Endpoint(Self.address("100.96.0.1"), 2), payload))
    var bytes = whole.bytes
    bytes.put16(0x2000 | 3, at: 6)
    bytes.put16(0, at: 10)
    bytes.put16(Checksum.of(bytes[..<20]), at: 10)
    let later = try IPPacket(bytes)
    let rewritten = try #require(later.rewritten(PacketRewrite(destination: Self.real(.v4), sourcePort: 9)))
    #expect(rewritten.payload == later.payload)
    #expect(rewritten.checksumsAreValid)
    #expect(rewritten.fragmentPlace?.offset == 24)
  }

  @Test func `no address of the other family is put in`() throws {
    for packet in Self.packets() {
      let other = Self.real(packet.family == .v4 ? .v6 : .v4)
      #expect(packet.rewritten(PacketRewrite(source: other)) == nil)
    }
  }

  @Test func `an error speaks of the packet as its sender knows it`() throws {
    for packet in Self.packets() {
      let outside = PacketRewrite(destination: Self.real(packet.family), sourcePort: 50_001)
      let router = Self.address(packet.family == .v4 ? "10.0.0.254" : "fd09::ff")
      for error in [ICMPError.portUnreachable(packet.family), .packetTooBig(mtu: 1240), .timeExceeded(code: 0)] {
        let sent = try #require(packet.rewritten(outside))
        let reported = try #require(IPPacket.error(error, about: sent, from: router))
        let translated = try #require(
          reported.rewritten(
            PacketRewrite(source: packet.destination),
            quoting: PacketRewrite(destination: packet.destination, sourcePort: packet.ports?.source ?? 7), hopLimit: 20
          ))
        #expect(translated == IPPacket.error(error, about: packet, from: packet.destination))
        #expect(translated.checksumsAreValid)
      }
    }
  }

  @Test func `a damaged error stays damaged`() throws {
    let packet = try #require(Self.packets().first)
    var bytes = try #require(IPPacket.error(.portUnreachable(.v4), about: packet)).bytes
    bytes[bytes.count - 1] ^= 1
    let translated = try #require(
      try IPPacket(bytes).rewritten(
        PacketRewrite(source: Self.real(.v4)), quoting: PacketRewrite(sourcePort: 9), hopLimit: 20))
    #expect(!translated.checksumsAreValid)
  }

  @Test func `what is no error has no quote to rewrite`() throws {
    for packet in Self.packets() {
      #expect(packet.rewritten(PacketRewrite(), quoting: PacketRewrite(), hopLimit: 20) == nil)
    }
  }

  @Test(
    arguments: [
      // RFC 1624 §4: the example that equation 2 gets wrong.
      (0xdd2f, 0x5555, 0x3285, 0x0000)
    ] as [(UInt16, UInt16, UInt16, UInt16)])
  func `equation 3 gives what RFC 1624 says`(before: UInt16, old: UInt16, new: UInt16, after: UInt16) {
    #expect(Checksum.updated(before, replacing: old, with: new) == after)
  }
}
