import Base
import Portal
import Testing
import Wire

@testable import Access

/// Data plane §3.6: the tunnel copies marks of congestion out, and hands those of routers in.
@Suite struct MarkTests {
  private static let marks: [ECN] = [.notECT, .ect1, .ect0, .congestionExperienced]

  @Test func `a datagram bears the mark of the packet inside, unless the packet had to wait`() throws {
    var duo = try Duo()
    duo.app(try Fixture.ping("172.20.0.1").marked(.ect0))
    #expect(duo.toLAN.map(\.ecn) == [.ect0])
    #expect(duo.marks.allSatisfy { $0 == .notECT }, "handshakes, and what waited for them")
    for (n, mark) in Self.marks.enumerated() {
      duo.app(try Fixture.ping("172.20.0.1", UInt16(n + 2)).marked(mark))
      #expect(duo.marks.last == mark)
      #expect(duo.toLAN.last?.ecn == mark)
    }
  }

  @Test func `a router's mark reaches a transport that knows of it, in both directions`() throws {
    var duo = try Duo()
    duo.app(try Fixture.ping("172.20.0.1"))
    duo.isCongested = true
    for (n, mark) in Self.marks.enumerated() {
      let expected = mark == .notECT ? mark : .congestionExperienced
      duo.app(try Fixture.ping("172.20.0.1", UInt16(n + 2)).marked(mark))
      #expect(duo.toLAN.last?.ecn == expected)
      let reply = try #require(
        IPPacket.udp(from: Endpoint(Fixture.address("172.20.0.1"), 7), to: Endpoint(Fixture.own(.v4), 9), [UInt8(n)]))
      duo.lan(reply.marked(mark))
      #expect(duo.toApps.last?.ecn == expected)
    }
  }
}
