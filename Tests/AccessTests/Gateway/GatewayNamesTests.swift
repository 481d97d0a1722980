import Base
import Portal
import Testing
import Wire

@testable import Access

/// DNS resources at the gateway: from assigned addresses to translated packets.
@Suite struct GatewayNamesTests {
  /// A client whose name is set up with these addresses.
  private func ready(
    _ addresses: [String] = ["10.9.0.1", "fd09::1"], _ filters: [Filter] = [], quirks: AccessQuirk...
  ) throws -> Site {
    var site = try Site()
    for quirk in quirks { site.give(.setQuirk(quirk, true)) }
    site.admit(Site.dns(Site.names, "**.corp.example", filters))
    try site.assign()
    let id = try #require(site.lookups.last?.id)
    site.give(.resolved(id, .addresses(addresses.map { Fixture.address($0) })))
    try #require(site.statuses == [.active])
    site.clear()
    return site
  }

  private static let v4 = "100.96.0.1"
  private static let v6 = "fd00:2021:1111:8000::1"

  @Test func `assigned addresses are looked up, paired and confirmed`() throws {
    var site = try Site()
    site.admit(Site.dns())
    try site.assign()
    #expect(site.lookups.map(\.domain) == [Site.domain])
    #expect(site.statuses == [])
    try site.resolve("10.9.0.1")
    #expect(
      site.controls() == [
        .domainStatus(DomainStatus(resource: Site.names, domain: Site.domain, status: .active))
      ])
    #expect(site.events.contains(.domainSetUp(Fixture.client, Site.names, Site.domain, .active, nil)))
    #expect(site.peer()?.translations[Site.proxies[0]]?.real == Fixture.address("10.9.0.1"))
  }

  @Test(arguments: [v4, v6])
  func `packets are translated there and back`(proxy: String) throws {
    var site = try ready()
    let real = Fixture.address(proxy == Self.v4 ? "10.9.0.1" : "fd09::1")
    for request in [try Fixture.ping(proxy), try Fixture.udp(proxy), try Fixture.syn(proxy)] {
      site.clear()
      let heard = site.heard().count
      site.say(request)
      let sent = try #require(site.toLAN.last)
      #expect(sent.destination == real)
      #expect(sent.source == request.source)
      #expect(sent.checksumsAreValid)
      let reply = try Fixture.answer(to: sent)
      site.lan(reply)
      let back = try #require(site.heard().dropFirst(heard).last)
      #expect(back == (try Fixture.answer(to: request)))
    }
    #expect(site.drops == [])
  }

  @Test func `a session is told of when it begins and when it ends`() throws {
    var site = try ready()
    site.say(try Fixture.udp(Self.v4))
    guard case .created(let session)? = site.changes.first else { return #expect(Bool(false)) }
    #expect(session.inside == NATInside(port: .udp(40_000), proxy: Fixture.address(Self.v4)))
    #expect(session.outside == NATOutside(port: .udp(40_000), address: Fixture.address("10.9.0.1")))
    site.wait(.seconds(62))
    #expect(site.changes.count == 2)
    guard case .ended(_, .expired)? = site.changes.last else { return #expect(Bool(false)) }
    let late = try #require(
      IPPacket.udp(
        from: Endpoint(Fixture.address("10.9.0.1"), 7), to: Endpoint(Fixture.clientAddresses[0], 40_000), [1]))
    site.lan(late)
    #expect(site.drops == [.expiredNATSession])
  }

  @Test(arguments: [([String](), [v4, v6]), (["10.9.0.1"], [v6]), (["fd09::1"], [v4])])
  func `what has no address is unreachable, never prohibited, unless it does as the seed`(
    addresses: [String], without: [String]
  ) throws {
    for proxy in without {
      var site = try ready(addresses)
      let packet = try Fixture.udp(proxy)
      site.say(packet)
      #expect(site.errors() == [.noTranslation(packet.family)])
      #expect(site.refusals == [.unresolved])
      var seed = try ready(addresses, quirks: .prohibitedForUnresolved)
      seed.say(packet)
      #expect(seed.errors() == [.prohibited(packet.family)])
    }
  }

  @Test func `a name that is being looked up is unreachable, and works when the answer is there`() throws {
    var site = try Site()
    site.admit(Site.dns())
    try site.assign()
    site.say(try Fixture.udp(Self.v4))
    #expect(site.refusals == [.unresolved])
    try site.resolve("10.9.0.1")
    site.say(try Fixture.udp(Self.v4))
    #expect(site.toLAN.count == 1)
  }

  @Test func `an address that was never assigned may mean that all is lost`() throws {
    var site = try ready()
    site.say(try Fixture.udp("100.96.0.77"))
    #expect(site.refusals == [.notAuthorized])
    #expect(site.errors() == [.prohibited(.v4)])
  }

  @Test func `a failed or late lookup makes the name inactive`() throws {
    var site = try Site()
    site.admit(Site.dns())
    try site.assign()
    site.give(.resolved(try #require(site.lookups.last?.id), .failed("no such name")))
    #expect(site.statuses == [.inactive])
    try site.assign()
    site.wait(.seconds(11))
    #expect(site.statuses == [.inactive, .inactive])
    #expect(site.faults == [.lookup(.failed("no such name")), .lookup(.timedOut)])
    try site.resolve("10.9.0.1")
    #expect(site.statuses.count == 2, "too late")
    site.say(try Fixture.udp(Self.v4))
    #expect(site.refusals == [.unresolved])
  }

  @Test func `a lookup that fails later leaves what was known`() throws {
    var site = try ready()
    site.wait(.seconds(31))
    try site.assign()
    site.give(.resolved(try #require(site.lookups.last?.id), .failed("")))
    #expect(site.statuses == [.active, .inactive])
    site.say(try Fixture.udp(Self.v4))
    #expect(site.toLAN.last?.destination == Fixture.address("10.9.0.1"))
  }

  @Test func `the name is looked up once in half a minute, and once for all clients`() throws {
    var site = try Site()
    for client in [Fixture.client, Fixture.otherClient] {
      site.admit(Site.dns(), client)
      for _ in 0..<3 { try site.assign(from: client) }
    }
    #expect(site.lookups.count == 1)
    try site.resolve("10.9.0.1")
    #expect(site.controls(Fixture.client).count == 1)
    #expect(site.controls(Fixture.otherClient).count == 1)
    try site.assign()
    #expect(site.lookups.count == 1)
    #expect(site.statuses.count == 2)
    site.wait(.seconds(31))
    try site.assign()
    #expect(site.lookups.count == 2)
  }

  enum Wrong: CaseIterable {
    case unknownResource, othersResource, network, foreignDomain, threeProxies, mixedProxies, foreignProxies, sentinels,
      twice
  }

  @Test(arguments: Wrong.allCases)
  func `what a client may not have looked up is refused with its reason`(wrong: Wrong) throws {
    var site = try Site()
    site.admit(Site.dns())
    site.admit(Site.cidr())
    site.admit(Site.dns(Site.otherNames, "secret.example"), Fixture.otherClient)
    let secret = try #require(ResourceDomain(wireText: "secret.example"))
    switch wrong {
    case .unknownResource: try site.assign(of: Fixture.id(0x77))
    case .othersResource: try site.assign(secret, of: Site.otherNames)
    case .network: try site.assign(of: Fixture.network)
    case .foreignDomain: try site.assign(secret)
    case .threeProxies: try site.assign(Site.domain, Array(Site.proxies.prefix(3)))
    case .mixedProxies: try site.assign(Site.domain, Array(Site.proxies.prefix(5)))
    case .foreignProxies:
      try site.assign(Site.domain, (1...4).map { Fixture.address("172.20.0.\($0)") })
    case .sentinels: try site.assign(Site.domain, (1...4).map { Fixture.address("100.100.111.\($0)") })
    case .twice: try site.assign(Site.domain, Array(repeating: Site.proxies[0], count: 4))
    }
    let fault: DomainFault =
      switch wrong {
      case .unknownResource, .othersResource: .notAuthorized
      case .network: .notADNSResource
      case .foreignDomain: .foreignDomain
      default: .badProxies
      }
    #expect(site.faults == [fault])
    #expect(site.statuses == [.inactive])
    #expect(site.lookups == [])
    #expect(site.peer()?.translations.all == [])
  }

  @Test func `an access that is lost during the lookup sets nothing up`() throws {
    var site = try Site()
    site.admit(Site.dns())
    site.admit(Site.cidr())
    try site.assign()
    site.desk.tell(.rejectAccess(RejectAccess(clientID: Fixture.client, resourceID: Site.names)))
    try site.resolve("10.9.0.1")
    #expect(site.faults == [.notAuthorized])
    #expect(site.statuses == [.inactive])
    #expect(site.peer()?.translations[Site.proxies[0]]?.real == nil)
  }

  @Test func `a revoked name is prohibited, and works at once when it is granted again`() throws {
    var site = try ready()
    site.admit(Site.cidr())
    site.say(try Fixture.udp(Self.v4))
    site.desk.tell(.rejectAccess(RejectAccess(clientID: Fixture.client, resourceID: Site.names)))
    site.clear()
    site.say(try Fixture.udp(Self.v4))
    #expect(site.errors() == [.prohibited(.v4)])
    site.lan(
      try #require(
        IPPacket.udp(
          from: Endpoint(Fixture.address("10.9.0.1"), 7), to: Endpoint(Fixture.clientAddresses[0], 40_000), [1])))
    #expect(site.drops == [.unauthorizedReply])
    site.admit(Site.dns())
    site.say(try Fixture.udp(Self.v4))
    #expect(site.toLAN.count == 1)
  }

  @Test func `filters of the name's resource hold both ways`() throws {
    var site = try ready(["10.9.0.1"], [.udp(7...7)])
    site.say(try Fixture.udp(Self.v4))
    site.say(try Fixture.syn(Self.v4))
    #expect(site.toLAN.count == 1)
    #expect(site.refusals == [.filter])
    site.lan(
      try #require(
        IPPacket.udp(
          from: Endpoint(Fixture.address("10.9.0.1"), 8), to: Endpoint(Fixture.clientAddresses[0], 40_000), [1])))
    #expect(site.drops == [.unauthorizedReply], "the session is the client's, the port is not allowed")
  }

  @Test func `the real address is no resource by itself`() throws {
    var site = try ready()
    site.say(try Fixture.udp("10.9.0.1"))
    #expect(site.refusals == [.notAuthorized])
  }

  @Test func `a name of two resources passes by either, at the seed by the one assigned last`() throws {
    for quirk in [false, true] {
      var site = try Site()
      site.give(.setQuirk(.specificHidesBroad, quirk))
      site.admit(Site.dns(Site.names, "*.corp.example"))
      site.admit(Site.dns(Site.otherNames, "app.corp.example", [.tcp(443...443)]))
      try site.assign()
      try site.resolve("10.9.0.1")
      try site.assign(of: Site.otherNames)
      site.clear()
      site.say(try Fixture.udp(Self.v4))
      #expect(site.refusals == (quirk ? [.filter] : []))
      #expect(site.toLAN.count == (quirk ? 0 : 1))
    }
  }

  @Test func `a proxy that changes hands ends the sessions of that name, at the seed all of them`() throws {
    for quirk in [false, true] {
      var site = try Site()
      site.give(.setQuirk(.natWipesAll, quirk))
      site.admit(Site.dns())
      let names = ["a.corp.example", "b.corp.example", "c.corp.example"].compactMap(ResourceDomain.init(wireText:))
      for (i, name) in names.prefix(2).enumerated() {
        try site.assign(name, Site.proxies(from: 1 + 10 * i))
        try site.resolve("10.9.0.\(i + 1)")
        site.say(try Fixture.udp("100.96.0.\(1 + 10 * i)"))
      }
      #expect(site.peer()?.nat.count == 2)
      try site.assign(names[2], Site.proxies(from: 1))
      #expect(site.peer()?.nat.all.map(\.inside.proxy.description) == (quirk ? [] : ["100.96.0.11"]))
      try site.resolve("10.9.0.3")
      site.clear()
      site.say(try Fixture.udp("100.96.0.1"))
      site.say(try Fixture.udp("100.96.0.11"))
      #expect(site.toLAN.map(\.destination.description) == (quirk ? ["10.9.0.3"] : ["10.9.0.3", "10.9.0.2"]))
    }
  }

  @Test func `a session keeps its address when the name moves, a new one goes to the new one`() throws {
    var site = try ready(["10.9.0.1"])
    site.say(try Fixture.syn(Self.v4))
    site.wait(.seconds(31))
    try site.assign()
    try site.resolve("10.9.0.2")
    site.clear()
    site.say(try Fixture.syn(Self.v4, flags: .ack))
    site.say(try Fixture.udp(Self.v4))
    #expect(site.toLAN.map(\.destination.description) == ["10.9.0.1", "10.9.0.2"])
  }

  @Test func `a name leads neither to other clients nor to the gateway itself`() throws {
    let site = try ready(["100.64.0.9", "100.96.0.5", "127.0.0.1", "224.0.0.1", "0.0.0.0", "::1", "fd00:2021:1111::9"])
    #expect(site.peer()?.translations.all.first?.addresses == [])
  }

  @Test func `other protocols do not reach a name`() throws {
    var site = try ready()
    let gre = try #require(
      IPPacket.make(
        from: Fixture.clientAddresses[0], to: Fixture.address(Self.v4), IPProtocol(rawValue: 47),
        carrying: [0, 0, 8, 0]
      ))
    site.say(gre)
    #expect(site.refusals == [.untranslatable])
    #expect(site.errors() == [.noTranslation(.v4)])
  }
}
