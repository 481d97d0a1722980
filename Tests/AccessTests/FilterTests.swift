import Base
import Portal
import Testing
import Wire

@testable import Access

@Suite struct FilterTests {
  private static let web: [Filter] = [.tcp(80...80), .tcp(443...443)]

  @Test(
    arguments: [
      ([], IPProtocol.tcp, UInt16?.some(1), true), ([], .udp, 1, true), ([], .icmp, nil, true),
      ([], .icmpv6, nil, true), ([], IPProtocol(rawValue: 47), nil, true), ([], .tcp, nil, true),
      (web, .tcp, 80, true), (web, .tcp, 443, true), (web, .tcp, 81, false), (web, .udp, 80, false),
      (web, .icmp, nil, false), (web, .tcp, nil, false), (web, IPProtocol(rawValue: 47), nil, false),
      ([.udp(0...65535)], .udp, 0, true), ([.udp(0...65535)], .udp, 65535, true), ([.udp(0...65535)], .tcp, 1, false),
      ([.udp(0...65535)], .udp, nil, false),
      ([.icmp], .icmp, nil, true), ([.icmp], .icmpv6, nil, true), ([.icmp], .tcp, 80, false),
      ([.icmp], IPProtocol(rawValue: 132), nil, false),
    ] as [([Filter], IPProtocol, UInt16?, Bool)])
  func `filters allow what they name`(filters: [Filter], proto: IPProtocol, port: UInt16?, allowed: Bool) {
    #expect(FilterEngine(filters).allows(proto, remotePort: port) == allowed)
  }

  @Test func `the remote port is the destination on the way out and the source on the way back`() throws {
    let engine = FilterEngine([.udp(7...7)])
    let request = try Fixture.udp("172.20.0.1")
    let reply = try Fixture.answer(to: request)
    #expect(engine.allowsOutbound(request))
    #expect(!engine.allowsInbound(request))
    #expect(engine.allowsInbound(reply))
    #expect(!engine.allowsOutbound(reply))
  }

  @Test func `filters are told as they are given`() {
    #expect(FilterEngine([.tcp(80...80), .icmp]).description == "\(Filter.tcp(80...80)), \(Filter.icmp)")
    #expect(FilterEngine([]).description == "all")
  }

  @Test func `a control packet has three marks`() throws {
    let zero = IPAddress.v6(.unspecified)
    let one = Fixture.address("fd00::1")
    let body: [UInt8] = [2, 0, 0, 0, 0, 0, 0, 0]
    func control(_ from: IPAddress, _ to: IPAddress, _ proto: IPProtocol, _ body: [UInt8]) throws -> PeerControl? {
      PeerControl(try #require(IPPacket.make(from: from, to: to, proto, hopLimit: 0, carrying: body)))
    }
    #expect(try control(zero, zero, .peerControl, body) == .goodbye)
    #expect(try control(one, zero, .peerControl, body) == nil)
    #expect(try control(zero, one, .peerControl, body) == nil)
    #expect(try control(zero, zero, IPProtocol(rawValue: 254), body) == nil)
    #expect(try control(zero, zero, .peerControl, [9] + body) == .unknown(kind: 9))
    let (v4, none) = (Fixture.address("0.0.0.0"), IPProtocol.peerControl)
    #expect(try control(v4, v4, none, body) == nil)
  }

  @Test(arguments: 0..<8)
  func `a truncated goodbye is none`(count: Int) throws {
    let zero = IPAddress.v6(.unspecified)
    let body = Array([2, 0, 0, 0, 0, 0, 0, 0].prefix(count)) as [UInt8]
    let packet = try #require(IPPacket.make(from: zero, to: zero, .peerControl, carrying: body))
    #expect(PeerControl(packet) == .unknown(kind: count == 0 ? .max : 2))
  }

  @Test func `a goodbye reads as it was written`() throws {
    let packet = try #require(PeerControl.goodbye.packet)
    #expect(PeerControl(packet) == .goodbye)
    #expect(packet.hopLimit == 0)
    #expect(packet.bytes.count == 48)
  }
}
