import Base
import Portal
import Testing
import Wire

@testable import Access

/// The client's half of the translation of DNS resources.
@Suite struct TranslationTests {
  private func stage(quirks: [AccessQuirk] = []) throws -> Stage {
    var stage = try Stage(
      [Fixture.named(Fixture.wiki, "*.wiki.test")], upstreams: [Fixture.quad9], quirks: quirks)
    stage.app(try Fixture.query("a.wiki.test", .a))
    return stage
  }

  private func status(
    _ status: DomainStatus.Status, _ name: String = "a.wiki.test", of resource: ResourceID = Fixture.wiki
  )
    throws -> PeerControl
  {
    .domainStatus(DomainStatus(resource: resource, domain: ResourceDomain(try DomainName(name)), status: status))
  }

  /// A stage whose gateway knows the name.
  private func confirmed() throws -> Stage {
    var stage = try stage()
    stage.app(try Fixture.syn("100.96.0.1"))
    try stage.from(status(.active))
    return stage
  }

  @Test func `the first packet waits until the gateway knows the name`() throws {
    var stage = try stage()
    let syn = try Fixture.syn("100.96.0.1")
    stage.app(syn)
    #expect(stage.statuses == [.pending])
    #expect(stage.gateways[0].packets.isEmpty)
    let assigned = try #require(stage.gateways[0].assigned.first)
    #expect(assigned.resource == Fixture.wiki)
    #expect(assigned.domain.wireText == "a.wiki.test")
    #expect(assigned.proxyIPs.count == 8)
    try stage.from(status(.active))
    #expect(stage.statuses == [.pending, .confirmed])
    #expect(stage.gateways[0].packets == [syn])
    stage.app(try Fixture.syn("100.96.0.2"))
    #expect(stage.gateways[0].packets.count == 2)
    #expect(stage.gateways[0].assigned.count == 1)
  }

  @Test(arguments: [(IPStack.ipv4Only, "100.96.0.1"), (.ipv6Only, "fd00:2021:1111:8000::")])
  func `only addresses of the resource's stack are told`(stack: IPStack, address: String) throws {
    var stage = try Stage([Fixture.named(Fixture.wiki, "*.wiki.test", stack)], upstreams: [Fixture.quad9])
    stage.app(try Fixture.query("a.wiki.test", .a))
    stage.app(try Fixture.ping(address))
    #expect(stage.gateways[0].assigned.first?.proxyIPs.count == 4)
    #expect(stage.gateways[0].assigned.first?.proxyIPs.first == Fixture.address(address))
  }

  @Test func `a name that leads nowhere lets packets go, for the gateway to answer`() throws {
    var stage = try stage()
    stage.app(try Fixture.syn("100.96.0.1"))
    try stage.from(status(.inactive))
    #expect(stage.statuses == [.pending, .failed])
    #expect(stage.gateways[0].packets.count == 1)
    stage.app(try Fixture.syn("100.96.0.1", port: 81))
    #expect(stage.gateways[0].packets.count == 2)
  }

  @Test func `an unanswered message is repeated by a timer, and not for ever`() throws {
    var stage = try stage()
    stage.app(try Fixture.syn("100.96.0.1"))
    stage.wait(.seconds(9))
    #expect(stage.gateways[0].assigned.count == 5)
    stage.wait(.seconds(30))
    #expect(stage.statuses == [.pending, .failed])
    #expect(stage.gateways[0].assigned.count == 15)
    #expect(stage.gateways[0].packets.count == 1)
    #expect(stage.client.translations.nextRetry == nil)
  }

  @Test func `as in the original, only traffic repeats it`() throws {
    var stage = try stage(quirks: [.retryByTrafficOnly])
    stage.app(try Fixture.syn("100.96.0.1"))
    stage.wait(.seconds(9))
    #expect(stage.gateways[0].assigned.count == 1)
    stage.app(try Fixture.syn("100.96.0.1", port: 81))
    #expect(stage.gateways[0].assigned.count == 2)
    stage.app(try Fixture.syn("100.96.0.1", port: 82))
    #expect(stage.gateways[0].assigned.count == 2)
  }

  @Test func `thirty-two packets wait, each once, the newest stay`() throws {
    var stage = try stage()
    for n in 0..<40 { stage.app(try Fixture.ping("100.96.0.1", UInt16(n))) }
    stage.app(try Fixture.ping("100.96.0.1", 39))
    #expect(stage.drops.count { $0 == .displaced } == 8)
    #expect(stage.drops.count { $0 == .duplicate } == 1)
    try stage.from(status(.active))
    #expect(stage.gateways[0].packets.count == 32)
    #expect(stage.gateways[0].packets.first == (try Fixture.ping("100.96.0.1", 8)))
  }

  @Test func `a question for a confirmed name has it resolved anew, at most every thirty seconds`() throws {
    var stage = try confirmed()
    for _ in 0..<29 {
      stage.app(try Fixture.query("a.wiki.test", .a))
      stage.wait(.seconds(1))
    }
    #expect(stage.gateways[0].assigned.count == 1)
    stage.wait(.seconds(1))
    stage.app(try Fixture.query("a.wiki.test", .aaaa))
    #expect(stage.gateways[0].assigned.count == 2)
    #expect(stage.statuses == [.pending, .confirmed, .recreating])
    stage.app(try Fixture.syn("100.96.0.1", port: 81))
    #expect(stage.gateways[0].packets.count == 2, "packets pass meanwhile")
    stage.wait(.milliseconds(2100))
    #expect(stage.gateways[0].assigned.count == 3, "and the message is repeated")
    try stage.from(status(.active))
    #expect(stage.statuses.last == .confirmed)
  }

  @Test func `a question for a failed name makes packets wait once more`() throws {
    var stage = try stage()
    stage.app(try Fixture.syn("100.96.0.1"))
    try stage.from(status(.inactive))
    stage.app(try Fixture.query("a.wiki.test", .a))
    #expect(stage.gateways[0].assigned.count == 1, "not more often than every two seconds")
    stage.wait(.seconds(2))
    stage.app(try Fixture.query("a.wiki.test", .a))
    stage.app(try Fixture.syn("100.96.0.1", port: 81))
    #expect(stage.statuses == [.pending, .failed, .pending])
    #expect(stage.gateways[0].assigned.count == 2)
    #expect(stage.gateways[0].packets.count == 1)
    try stage.from(status(.active))
    #expect(stage.gateways[0].packets.count == 2)
  }

  @Test func `authorized anew, a name that had failed is told again with the next packet, a confirmed one is not`()
    throws
  {
    for wasActive in [true, false] {
      var stage = try stage()
      let syn = try Fixture.syn("100.96.0.1")
      stage.app(syn)
      try stage.from(status(wasActive ? .active : .inactive))
      try stage.from(IPPacket.error(.prohibited(.v4), about: syn))
      #expect(stage.asked.count == 2)
      stage.app(try Fixture.syn("100.96.0.1", port: 81))
      #expect(stage.gateways[0].assigned.count == (wasActive ? 1 : 2))
      #expect(stage.gateways[0].packets.count == (wasActive ? 2 : 1))
    }
  }

  @Test func `a connection that is replaced makes what the gateway knew doubtful`() throws {
    var stage = try confirmed()
    stage.chosen = nil
    try stage.from(IPPacket.error(.prohibited(.v4), about: try Fixture.syn("100.96.0.1")))
    var flow = stage.created(Fixture.wiki, by: 0)
    flow.clientICECredentials = .init(username: "new", password: "new")
    stage.tell(.flowCreated(flow))
    #expect(stage.client.gateways.gateway(of: Fixture.wiki) == flow.gatewayID)
    #expect(stage.client.translations.all.isEmpty)
  }

  @Test func `a question for a name of a connected resource tells the gateway at once`() throws {
    var stage = try confirmed()
    stage.app(try Fixture.query("b.wiki.test", .a))
    #expect(stage.gateways[0].assigned.map(\.domain.wireText) == ["a.wiki.test", "b.wiki.test"])
  }

  @Test func `a status that nobody asked for is dropped with the reason`() throws {
    var stage = try confirmed()
    try stage.from(status(.active, "z.wiki.test"))
    try stage.from(status(.active, of: Fixture.chat))
    #expect(stage.drops == [.unknownTranslation, .unknownTranslation])
  }

  @Test func `answers come from the name's addresses and from no others`() throws {
    var stage = try confirmed()
    stage.app(try Fixture.query("b.other.test", .a))
    try stage.from(try Fixture.answer(to: Fixture.syn("100.96.0.3")))
    #expect(stage.delivered.last?.source == Fixture.address("100.96.0.3"))
    try stage.from(try Fixture.answer(to: Fixture.syn("100.96.0.5")))
    #expect(stage.drops.last == .sourceNotAllowed)
  }

  @Test func `what a gateway knew is void when it is gone`() throws {
    var stage = try confirmed()
    try stage.from(.goodbye)
    #expect(stage.client.translations.all.isEmpty)
    stage.gateways[0].forget()
    stage.app(try Fixture.syn("100.96.0.1", port: 81))
    #expect(stage.gateways[0].assigned.count == 2)
  }

  @Test func `a packet to a name whose resource is gone asks for nothing`() throws {
    var stage = try confirmed()
    stage.tell(.resourceDeleted(Fixture.wiki))
    let before = stage.asked.count
    stage.app(try Fixture.syn("100.96.0.1"))
    #expect(stage.refusals == [.noResource])
    #expect(stage.asked.count == before)
    #expect(stage.client.translations.all.isEmpty)
    stage.tell(.resourceCreatedOrUpdated(Fixture.named(Fixture.chat, "**.test")))
    stage.app(try Fixture.syn("100.96.0.1"))
    #expect(stage.asked.last?.resourceID == Fixture.chat, "the name keeps its addresses")
  }

  @Test func `two resources of a name share its addresses, and the port decides`() throws {
    var stage = try Stage(
      [
        Fixture.named(Fixture.wiki, "*.wiki.test", filters: [.tcp(443...443)]),
        Fixture.named(Fixture.chat, "**.test", filters: [.tcp(22...22)]),
      ], upstreams: [Fixture.quad9])
    stage.app(try Fixture.query("a.wiki.test", .a))
    stage.app(try Fixture.syn("100.96.0.1", port: 443))
    stage.app(try Fixture.syn("100.96.0.1", port: 22))
    stage.app(try Fixture.syn("100.96.0.1", port: 80))
    #expect(stage.asked.map(\.resourceID) == [Fixture.wiki, Fixture.chat])
    #expect(stage.refusals == [.filter])
    #expect(stage.gateways[0].assigned.map(\.resource) == [Fixture.wiki, Fixture.chat])
    try stage.from(status(.active, of: Fixture.chat))
    #expect(stage.gateways[0].packets.map { $0.ports?.destination } == [22])
  }

  @Test func `when the resource moves to another gateway that one is told too`() throws {
    var stage = try confirmed()
    stage.chosen = 1
    try stage.from(IPPacket.error(.prohibited(.v4), about: try Fixture.syn("100.96.0.1")))
    stage.app(try Fixture.syn("100.96.0.1", port: 81))
    #expect(stage.gateways[1].assigned.count == 1)
    #expect(stage.client.translations.all.map(\.key.gateway) == [stage.gateways[1].id])
  }
}
