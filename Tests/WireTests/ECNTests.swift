import Base
import Testing

@testable import Wire

@Suite struct ECNTests {
  private static let all: [ECN] = [.notECT, .ect1, .ect0, .congestionExperienced]

  private func packet(_ family: IPFamily, _ ecn: ECN) throws -> IPPacket {
    let ends = family == .v4 ? ("192.0.2.1", "192.0.2.2") : ("2001:db8::1", "2001:db8::2")
    let (from, to) = (try #require(IPAddress(ends.0)), try #require(IPAddress(ends.1)))
    return try #require(IPPacket.udp(from: Endpoint(from, 7), to: Endpoint(to, 9), [1, 2, 3])).marked(ecn)
  }

  @Test(arguments: [IPFamily.v4, .v6]) func `a mark changes its two bits and keeps the checksum right`(
    _ family: IPFamily
  )
    throws
  {
    let plain = try packet(family, .notECT)
    for ecn in Self.all {
      let marked = plain.marked(ecn)
      #expect(marked.ecn == ecn)
      #expect(marked.checksumsAreValid)
      #expect(marked.marked(.notECT) == plain)
    }
  }

  /// RFC 6040 §4.2, figure 4, but for the packet that it would drop.
  @Test(arguments: [IPFamily.v4, .v6]) func `only congestion comes out of a tunnel, and only to who knows of it`(
    _ family: IPFamily
  ) throws {
    for inner in Self.all {
      let packet = try packet(family, inner)
      for outer in Self.all {
        let knows = inner == .ect0 || inner == .ect1
        let expected = outer == .congestionExperienced && knows ? outer : inner
        #expect(packet.emerging(from: outer).ecn == expected, "\(inner) behind \(outer)")
      }
    }
  }

  @Test func `the other bits of the traffic class stay`() throws {
    for family in [IPFamily.v4, .v6] {
      var bytes = try packet(family, .notECT).bytes
      if family == .v4 { bytes[1] |= 0xb8 } else { (bytes[0], bytes[1]) = (0x6b, 0x85) }
      let marked = try IPPacket(bytes).marked(.ect0)
      let (before, after) = (try IPPacket(bytes).bytes, marked.bytes)
      #expect(after[0] == before[0] && after[1] == before[1] | (family == .v4 ? 2 : 0x20))
    }
  }

  @Test(arguments: [[], [0x45], [0x60]] as [[UInt8]]) func `what is too short for a header bears no mark`(
    _ bytes: [UInt8]
  ) {
    #expect(ECN(of: bytes) == .notECT)
  }
}
