import Base
import Portal
import Testing
import Wire

@testable import Access

/// A client that says what it likes: everything has a bound and a reason, and others do not suffer.
@Suite struct HostileClientTests {
  private func ready() throws -> Site {
    var site = try Site()
    site.admit(Site.dns())
    site.admit(Site.dns(), Fixture.otherClient)
    site.clear()
    return site
  }

  private func control(_ kind: UInt8, _ body: String) throws -> IPPacket {
    try #require(
      IPPacket.make(
        from: .v6(.unspecified), to: .v6(.unspecified), .peerControl, hopLimit: 0,
        carrying: [kind, 0, 0, 0, 0, 0, 0, 0] + Array(body.utf8)))
  }

  private func domain(_ n: Int) throws -> ResourceDomain {
    try #require(ResourceDomain(wireText: "n\(n).corp.example"))
  }

  @Test(arguments: [
    "", "{", "null", "[]", "{\"resource\":1}", "{\"resource\":\"x\",\"domain\":\"a\",\"proxy_ips\":[]}",
    "{\"resource\":\"a7b1c2d3-0000-4000-8000-000000000051\",\"domain\":\"a..b\",\"proxy_ips\":[]}",
    "{\"resource\":\"a7b1c2d3-0000-4000-8000-000000000051\",\"domain\":\"a\",\"proxy_ips\":[\"1.2.3\"]}",
    "{\"resource\":\"a7b1c2d3-0000-4000-8000-000000000051\",\"domain\":\"a\"}",
  ])
  func `JSON that is none, or another, is dropped with its reason`(body: String) throws {
    var site = try ready()
    site.say(try control(0, body))
    #expect(site.drops.map(\.name) == ["malformed-control"])
    #expect(site.heard().isEmpty)
  }

  @Test func `messages that gateways say, and unknown ones, are dropped`() throws {
    var site = try ready()
    let status = DomainStatus(resource: Site.names, domain: Site.domain, status: .active)
    try site.say(.domainStatus(status))
    try site.say(.noAuthorization(NoAuthorization(destination: Site.proxies[0], proto: 6, port: 1)))
    site.say(try control(99, "{}"))
    #expect(site.drops == [.unknownControl(1), .unknownControl(3), .unknownControl(99)])
  }

  @Test func `an empty name, and one of the root, belong to nothing`() throws {
    var site = try ready()
    for name in ["", "."] {
      let body =
        "{\"resource\":\"\(Site.names)\",\"domain\":\"\(name)\",\"proxy_ips\":[\"100.96.0.1\",\"100.96.0.2\","
        + "\"100.96.0.3\",\"100.96.0.4\"]}"
      site.say(try control(0, body))
    }
    #expect(site.lookups == [])
    #expect(site.statuses.allSatisfy { $0 == .inactive })
  }

  @Test func `thousands of names take their share of lookups and no more`() throws {
    var site = try ready()
    for n in 0..<2000 {
      let proxies = (0..<4).map { IPAddress.v4(IPv4Address(100, 97, UInt8(n >> 6), UInt8(n & 63) * 4 + UInt8($0))) }
      try site.assign(try domain(n), proxies)
    }
    #expect(site.lookups.count == NameLookups.share)
    #expect(site.faults == Array(repeating: .tooManyLookups, count: 2000 - NameLookups.share))
    #expect(site.peer()?.translations.all.count == Translations.capacity)
    try site.assign(from: Fixture.otherClient)
    #expect(site.lookups.count == NameLookups.share + 1, "the other client has its own")
    site.wait(.seconds(11))
    #expect(site.desk.gateway.lookups.pending.isEmpty)
  }

  @Test func `one address for ever new names is one name`() throws {
    var site = try ready()
    for n in 0..<500 { try site.assign(try domain(n)) }
    #expect(site.peer()?.translations.all.map(\.key.domain) == [try domain(499)])
  }

  @Test func `a flood of sessions is refused when the table is full, and the errors are few`() throws {
    var site = try ready()
    try site.assign()
    try site.resolve("10.9.0.1")
    site.clear()
    let before = site.heard().count
    for port in 0..<UInt16(NATTable.capacity + 500) {
      site.say(
        try #require(
          IPPacket.udp(from: Endpoint(Fixture.clientAddresses[0], port), to: Endpoint(Site.proxies[0], 7), [])))
      if port % 1000 == 999 { site.clear() }
    }
    #expect(site.peer()?.nat.count == NATTable.capacity)
    #expect(site.heard().count - before <= 50)
    #expect(site.refusals.allSatisfy { $0 == .translationsExhausted })
    #expect(site.drops.allSatisfy { $0 == .errorLimited(.translationsExhausted) })
    #expect(site.refusals.count + site.drops.count > 100)
  }

  @Test func `a control packet from behind the gateway goes nowhere`() throws {
    var site = try ready()
    site.lan(try #require(PeerControl.goodbye.packet))
    #expect(site.drops == [.notAPeer])
    #expect(site.peer() != nil)
  }

  @Test func `any bytes in a tunnel are survived`() throws {
    var site = try ready()
    try site.assign()
    try site.resolve("10.9.0.1")
    var chance = Chance(seed: 5)
    for n in 0..<3000 {
      var bytes = try (n % 2 == 0 ? Fixture.syn("100.96.0.1") : Fixture.udp("fd00:2021:1111:8000::1")).bytes
      for _ in 0..<1 + n % 5 {
        bytes[Int(chance.nextUInt32() % UInt32(bytes.count))] = UInt8(truncatingIfNeeded: chance.nextUInt32())
      }
      if let packet = try? IPPacket(bytes) {
        site.say(packet)
        site.lan(packet)
      }
      if n % 500 == 0 { site.clear() }
    }
    #expect(site.peer() != nil)
  }
}
