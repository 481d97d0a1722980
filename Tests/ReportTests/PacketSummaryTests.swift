import Base
import Report
import Testing
import Wire

@Suite struct PacketSummaryTests {
  @Test func `packets are told in a few words`() throws {
    let a = try #require(Endpoint("100.64.0.1:5000"))
    let b = try #require(Endpoint("172.20.0.100:53"))
    let udp = try #require(IPPacket.udp(from: a, to: b, [1, 2, 3]))
    #expect(udp.summary == "udp 100.64.0.1:5000 > 172.20.0.100:53, 3 bytes")
    let prohibited = try #require(IPPacket.error(.prohibited(.v4), about: udp))
    #expect(prohibited.summary == "icmp 172.20.0.100 > 100.64.0.1 prohibited, about udp to 172.20.0.100")
  }
}
