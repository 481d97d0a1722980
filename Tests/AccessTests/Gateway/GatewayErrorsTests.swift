import Base
import Portal
import Testing
import Wire

@testable import Access

/// ICMP errors that a gateway makes, lets pass and swallows.
@Suite struct GatewayErrorsTests {
  private func ready(_ resources: GatewayResource..., quirks: AccessQuirk...) throws -> Site {
    var site = try Site()
    for quirk in quirks { site.give(.setQuirk(quirk, true)) }
    for resource in resources.isEmpty ? [Site.cidr()] : resources { site.admit(resource) }
    site.clear()
    return site
  }

  private static let internet = GatewayResource(id: Site.internet, target: .internet)
  private static let own = Fixture.clientAddresses

  @Test(arguments: [
    ("172.30.0.1", Refusal.Reason.notAuthorized, ICMPError.unreachable(code: 13)),
    ("fd09::1", .notAuthorized, .unreachable(code: 1)), ("172.20.0.1", .filter, .unreachable(code: 13)),
    ("100.96.0.9", .notAuthorized, .unreachable(code: 13)), ("100.64.0.77", .peerAddress, .unreachable(code: 0)),
    ("fd00:2021:1111::77", .peerAddress, .unreachable(code: 3)),
  ])
  func `a refused packet is answered in the name of its destination`(
    destination: String, reason: Refusal.Reason, error: ICMPError
  ) throws {
    var site = try ready(Site.cidr(Fixture.network, "172.20.0.0/16", [.tcp(80...80)]))
    let packet = try Fixture.udp(destination, [UInt8](repeating: 5, count: 1100))
    site.say(packet)
    let answer = try #require(site.heard().last)
    #expect(site.refusals == [reason])
    #expect(answer.reportedError?.error == error)
    #expect(answer.source == packet.destination)
    #expect(answer.destination == packet.source)
    #expect(answer.hopLimit == 20)
    #expect(answer.checksumsAreValid)
    #expect(answer.bytes.count == (packet.family == .v4 ? 20 + 8 + 28 : 40 + 8 + packet.bytes.count))
    #expect(site.toLAN == [])
  }

  @Test func `a foreign source is prohibited, in its own name`() throws {
    var site = try ready()
    let packet = try #require(
      IPPacket.udp(
        from: Endpoint(Fixture.address("192.168.1.5"), 1), to: Endpoint(Fixture.address("172.20.0.1"), 7), []))
    site.say(packet)
    #expect(site.refusals == [.foreignSource])
    #expect(site.errors() == [.prohibited(.v4)])
  }

  @Test func `a private address by the Internet resource is unreachable, at the seed it passes`() throws {
    var site = try ready(Self.internet)
    site.say(try Fixture.udp("192.168.0.1"))
    site.say(try Fixture.udp("8.8.8.8"))
    #expect(site.refusals == [.notOnInternet])
    #expect(site.errors() == [.noTranslation(.v4)])
    #expect(site.toLAN.count == 1)
    var seed = try ready(Self.internet, quirks: .internetOpensAll)
    seed.say(try Fixture.udp("192.168.0.1"))
    #expect(seed.toLAN.count == 1)
  }

  @Test(arguments: ["224.0.0.251", "255.255.255.255", "ff02::1"])
  func `what was for many is not answered`(destination: String) throws {
    var site = try ready()
    site.say(try Fixture.udp(destination))
    #expect(site.heard() == [])
    #expect(site.drops == [.noErrorAllowed(.multicast)])
  }

  @Test func `a flood is answered fifty times at once and a hundred times a second, at the seed without end`() throws {
    for quirk in [false, true] {
      var site = quirk ? try ready(quirks: .unlimitedErrors) : try ready()
      for _ in 0..<200 { site.say(try Fixture.udp("172.30.0.1")) }
      #expect(site.errors().count == (quirk ? 200 : 50))
      #expect(site.drops == Array(repeating: .errorLimited(.notAuthorized), count: quirk ? 0 : 150))
      site.wait(.milliseconds(105))
      for _ in 0..<200 { site.say(try Fixture.udp("172.30.0.1")) }
      #expect(site.errors().count == (quirk ? 400 : 60))
    }
  }

  @Test func `one client's flood leaves another its errors`() throws {
    var site = try ready()
    site.admit(Site.cidr(), Fixture.otherClient)
    for _ in 0..<100 { site.say(try Fixture.udp("172.30.0.1")) }
    let packet = try #require(
      IPPacket.udp(
        from: Endpoint(Site.addresses(Fixture.otherClient)[0], 1), to: Endpoint(Fixture.address("172.30.0.1"), 7), []))
    site.say(packet, from: Fixture.otherClient)
    #expect(site.errors(Fixture.otherClient).count == 1)
  }

  @Test func `a client's errors go nowhere, at the seed they are judged and answered like any packet`() throws {
    let about = try Fixture.answer(to: Fixture.udp("172.30.0.1"))
    let error = try #require(IPPacket.error(.portUnreachable(.v4), about: about))
    var site = try ready()
    site.say(error)
    #expect(site.drops == [.outboundICMPError])
    #expect(site.heard() == [])
    var seed = try ready(quirks: .answerErrors)
    seed.say(error)
    let answer = try #require(seed.heard().last)
    #expect(answer.bytes[answer.transportOffset..<answer.transportOffset + 2] == [3, 13])
    #expect(seed.refusals == [.notAuthorized])
  }

  @Test func `errors of hosts and routers about the client's traffic pass whatever the filters say`() throws {
    var site = try ready(Site.cidr(Fixture.network, "172.20.0.0/16", [.udp(7...7)]))
    for reporter in ["172.20.0.1", "198.51.100.1"] {
      let error = try #require(
        IPPacket.error(
          .timeExceeded(code: 0), about: try Fixture.udp("172.20.0.1"), from: Fixture.address(reporter)))
      site.lan(error)
      #expect(site.heard().last == error)
    }
    #expect(site.drops == [])
  }

  @Test func `an error about somebody else's traffic from somewhere does not pass`() throws {
    var site = try ready()
    for (source, destination) in [("100.64.0.77", "172.20.0.1"), ("100.64.0.1", "172.30.0.1")] {
      let about = try #require(
        IPPacket.udp(
          from: Endpoint(Fixture.address(source), 1), to: Endpoint(Fixture.address(destination), 7), [1]))
      var bytes = try #require(
        IPPacket.error(.timeExceeded(code: 0), about: about, from: Fixture.address("198.51.100.1"))
      ).bytes
      for i in 0..<4 { bytes[16 + i] = Self.own[0].octets[i] }
      site.lan(try IPPacket(bytes))
    }
    #expect(site.drops == [.unauthorizedReply, .unauthorizedReply])
    #expect(site.heard() == [])
  }

  @Test(arguments: ["100.96.0.1", "fd00:2021:1111:8000::1"])
  func `an error about translated traffic speaks of the proxy`(proxy: String) throws {
    var site = try ready(Site.dns())
    try site.assign()
    try site.resolve("10.9.0.1", "fd09::1")
    for packet in [try Fixture.udp(proxy), try Fixture.ping(proxy), try Fixture.syn(proxy)] {
      site.clear()
      site.say(packet)
      let sent = try #require(site.toLAN.last)
      let router = Fixture.address(packet.family == .v4 ? "198.51.100.1" : "2001:db8::1")
      site.lan(try #require(IPPacket.error(.packetTooBig(mtu: 1200), about: sent, from: router)))
      #expect(site.heard().last == IPPacket.error(.packetTooBig(mtu: 1200), about: packet))
    }
  }

  @Test func `an error about a session that is over is dropped`() throws {
    var site = try ready(Site.dns())
    try site.assign()
    try site.resolve("10.9.0.1")
    site.say(try Fixture.udp("100.96.0.1"))
    let sent = try #require(site.toLAN.last)
    site.wait(.seconds(62))
    site.lan(try #require(IPPacket.error(.portUnreachable(.v4), about: sent)))
    #expect(site.drops == [.expiredNATSession])
  }

  @Test func `who speaks to a client that is gone hears of it`() throws {
    var site = try ready()
    let reply = try Fixture.answer(to: Fixture.udp("172.20.0.1"))
    site.desk.tell(.rejectAccess(RejectAccess(clientID: Fixture.client, resourceID: Fixture.network)))
    site.lan(reply)
    let error = try #require(site.toLAN.last)
    #expect(error == IPPacket.error(.unreachable(code: 1), about: reply, from: Fixture.gatewayAddresses[0]))
    #expect(site.refusals == [.clientGone])
    for _ in 0..<100 { site.lan(reply) }
    #expect(site.toLAN.count == 50)
    site.lan(try #require(IPPacket.error(.portUnreachable(.v4), about: Fixture.udp("172.20.0.1"))))
    #expect(site.drops.last == .noErrorAllowed(.errorAboutError))
  }

  @Test func `and to one whose connection has failed`() throws {
    var site = try ready()
    site.desk.wait(until: .at(600))
    site.lan(try Fixture.answer(to: Fixture.udp("172.20.0.1")))
    try #require(site.peer()?.connection.state == .failed)
    #expect(site.refusals == [.notConnected])
  }

  @Test(arguments: [47, 50, 132] as [UInt8])
  func `other protocols pass both ways where all is allowed, at the seed not back`(number: UInt8) throws {
    for quirk in [false, true] {
      var site = quirk ? try ready(quirks: .dropForeignProtocols) : try ready()
      let packet = try #require(
        IPPacket.make(
          from: Self.own[0], to: Fixture.address("172.20.0.1"), IPProtocol(rawValue: number), carrying: [1, 2, 3, 4]))
      site.say(packet)
      #expect(site.toLAN == [packet])
      site.lan(try Fixture.answer(to: packet))
      #expect(site.heard().count == (quirk ? 0 : 1))
      #expect(site.drops == (quirk ? [.foreignProtocol] : []))
    }
    var tight = try ready(Site.cidr(Fixture.network, "172.20.0.0/16", [.tcp(0...65535), .udp(0...65535), .icmp]))
    let packet = try #require(
      IPPacket.make(
        from: Self.own[0], to: Fixture.address("172.20.0.1"), IPProtocol(rawValue: number), carrying: [1, 2, 3, 4]))
    tight.say(packet)
    #expect(tight.refusals == [.filter])
  }

  @Test func `no packet from behind the gateway may claim to be a peer or a proxy`() throws {
    var site = try ready()
    for source in ["100.64.0.77", "100.96.0.1"] {
      site.lan(
        try #require(IPPacket.udp(from: Endpoint(Fixture.address(source), 7), to: Endpoint(Self.own[0], 1), [])))
    }
    #expect(site.drops == [.sourceNotAllowed, .sourceNotAllowed])
  }

  @Test func `with the flag a missing authorization is said in so many words, and not so often`() throws {
    var site = try ready(Site.cidr(Fixture.network, "172.20.0.0/16", [.icmp]))
    let refused = try Fixture.udp("172.30.0.1", port: 53)
    site.say(refused)
    #expect(site.controls() == [])
    site.give(.setFlag(.noAuthorizationControlEvent, true))
    for _ in 0..<5 { site.say(refused) }
    let notice = NoAuthorization(destination: refused.destination, proto: 17, port: 53)
    #expect(site.controls() == [.noAuthorization(notice)])
    #expect(site.errors().count == 6, "besides the ICMP error")
    site.say(try Fixture.udp("172.30.0.2"))
    #expect(site.controls().count == 2, "another destination")
    site.say(try Fixture.udp("172.20.0.1"))
    #expect(site.controls().count == 2, "filters are no missing authorization")
    site.wait(.milliseconds(1999))
    site.say(refused)
    #expect(site.controls().count == 2)
    site.wait(.milliseconds(1))
    site.say(refused)
    #expect(site.controls().count == 3)
  }

  @Test func `notices about many destinations are few`() throws {
    var site = try ready()
    site.give(.setFlag(.noAuthorizationControlEvent, true))
    for n in 0..<200 { site.say(try Fixture.udp("172.30.\(n).1")) }
    #expect(site.controls().count == AuthorizationNotices.capacity)
  }
}
