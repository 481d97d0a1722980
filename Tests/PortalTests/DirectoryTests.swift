import Base
import Testing

@testable import Portal

@Suite struct DirectoryTests {
  @Test func `tunnel addresses follow one another`() throws {
    let directory = try Fixture.directory()
    let tunnels = directory.gateways.values.map(\.tunnel) + directory.clients.values.map(\.tunnel)
    #expect(tunnels.map(\.ipv4.description) == ["100.64.0.1", "100.64.0.2", "100.64.0.3", "100.64.0.4"])
    #expect(tunnels.map(\.ipv6.description).first == "fd00:2021:1111::1")
    for tunnel in tunnels {
      #expect(TunnelRange.ipv4.contains(.v4(tunnel.ipv4)))
      #expect(TunnelRange.ipv6.contains(.v6(tunnel.ipv6)))
    }
  }

  @Test(arguments: [
    ("100.64.0.0/16", "100.64.0.0/10"), ("100.127.1.1/32", "100.64.0.0/10"), ("100.0.0.0/8", "100.64.0.0/10"),
    ("fd00:2021:1111:9::/64", "fd00:2021:1111::/48"), ("127.0.0.1/32", "127.0.0.0/8"), ("::1/128", "::1/128"),
  ])
  func `reserved networks are refused`(_ network: String, _ range: String) throws {
    var directory = try Fixture.directory()
    let reserved = try #require(IPPrefix(range))
    let prefix = try #require(IPPrefix(network))
    let resource = try Fixture.resource(Fixture.id(9), network)
    #expect(throws: DirectoryError.reserved(prefix, within: reserved)) { try directory.put(resource) }
    #expect(directory.resources[Fixture.id(9)] == nil)
  }

  @Test(arguments: ["0.0.0.0/0", "::/0"]) func `the whole Internet is another kind of resource`(_ text: String) throws {
    var directory = try Fixture.directory()
    let prefix = try #require(IPPrefix(text))
    let resource = try Fixture.resource(Fixture.id(9), text)
    #expect(throws: DirectoryError.wholeInternet(prefix)) { try directory.put(resource) }
  }

  @Test func `references must not dangle`() throws {
    var directory = try Fixture.directory()
    var resource = try Fixture.resource(Fixture.id(9), "10.0.0.0/8")
    resource.sites = [Fixture.id(99)]
    #expect(throws: DirectoryError.unknownSite(Fixture.id(99))) { try directory.put(resource) }
    resource.sites = []
    #expect(throws: DirectoryError.noSite(Fixture.id(9))) { try directory.put(resource) }
    #expect(throws: DirectoryError.unknownGroup(Fixture.id(99))) {
      try directory.put(Directory.Policy(id: Fixture.id(1), group: Fixture.id(99), resource: Fixture.v4))
    }
    #expect(throws: DirectoryError.unknownResource(Fixture.id(99))) {
      try directory.put(Directory.Policy(id: Fixture.id(1), group: Fixture.group, resource: Fixture.id(99)))
    }
    #expect(throws: DirectoryError.unknownActor(Fixture.id(99))) {
      try directory.add(Directory.Group(id: Fixture.id(7), name: "x"), members: [Fixture.id(99)])
    }
    #expect(throws: DirectoryError.pskBaseLength(31)) {
      try directory.addGateway(
        Fixture.id(7), name: "x", site: Fixture.site, pskBase: Array(repeating: 0, count: 31))
    }
    #expect(throws: DirectoryError.emptyName) { try directory.add(Directory.Site(id: Fixture.id(7), name: " ")) }
  }

  private static let patterns: [(String, DirectoryError.PatternFault?)] = [
    ("wiki.test", nil), ("*.wiki.test", nil), ("**.wiki.test", nil), ("api-?.wiki.test", nil), ("_srv.wiki.test", nil),
    ("", .empty), (String(repeating: "a.", count: 130), .tooLong), ("a..b", .emptyLabel), ("a.b.", .emptyLabel),
    (String(repeating: "a", count: 64) + ".test", .longLabel), ("wiki.*", .wildcardInTopLevel),
    ("a**.wiki.test", .doubleStarWithinLabel), ("10.0.0.1", .isAddress), ("app.localhost", .localhost),
    ("a b.test", .character(" ")),
  ]

  @Test(arguments: patterns)
  func `patterns that no name fits are refused`(_ pattern: String, _ fault: DirectoryError.PatternFault?) {
    #expect(Directory.Resource.Target.fault(in: pattern) == fault)
  }

  @Test func `the policy that lasts longest grants, and never beyond the token`() throws {
    var directory = try Fixture.directory()
    let soon = Fixture.epoch + .seconds(60)
    let later = Fixture.epoch + .seconds(600)
    try directory.put(
      Directory.Policy(id: Fixture.v4Policy, group: Fixture.group, resource: Fixture.v4, expiresAt: soon))
    #expect(directory.grant(Fixture.client, Fixture.v4, at: Fixture.epoch) == .granted(Fixture.v4Policy, until: soon))
    try directory.put(
      Directory.Policy(id: Fixture.secondPolicy, group: Fixture.otherGroup, resource: Fixture.v4, expiresAt: later))
    #expect(
      directory.grant(Fixture.client, Fixture.v4, at: Fixture.epoch) == .granted(Fixture.secondPolicy, until: later))
    #expect(
      directory.grant(Fixture.client, Fixture.v6, at: Fixture.epoch)
        == .granted(Fixture.v6Policy, until: Fixture.tokenEnd))
    #expect(directory.grant(Fixture.client, Fixture.v4, at: later) == .forbidden([.currentUTCDatetime]))
    #expect(directory.grant(Fixture.client, Fixture.secret, at: Fixture.epoch) == .none)
    #expect(directory.grant(Fixture.otherClient, Fixture.v4, at: Fixture.epoch) == .none)
  }
}
