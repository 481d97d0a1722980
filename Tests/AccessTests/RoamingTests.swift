import Base
import Portal
import Testing
import Wire

@testable import Access

/// Networks that change, portals that go away, processes that end.
@Suite struct RoamingTests {
  private static let elsewhere = Endpoint(Fixture.address("198.51.100.7"), 52625)

  private func roamed(quirks: [AccessQuirk] = []) throws -> Stage {
    var stage = try Stage(quirks: quirks)
    stage.chosen = 1
    stage.app(try Fixture.ping("172.21.0.1"))
    stage.chosen = 0
    stage.app(try Fixture.ping("172.20.0.1"))
    stage.give(.roam(sockets: [Self.elsewhere]))
    return stage
  }

  @Test func `on another network the client has another key and no connections, and gateways are not told`() throws {
    let before = try Stage().client.publicKey
    var stage = try roamed()
    #expect(stage.client.publicKey != before)
    #expect(stage.client.gateways.peers.isEmpty)
    #expect(stage.client.sites[Fixture.site] == .unknown)
    #expect(stage.gateways.allSatisfy { $0.controls.isEmpty })
    #expect(stage.client.isConnecting)
    #expect(stage.client.resources.all.count == 3)
    let once = stage.client.publicKey
    stage.give(.roam(sockets: [Self.elsewhere]))
    #expect(stage.client.publicKey != once)
  }

  @Test func `flows go on through the gateway that knew them`() throws {
    var stage = try roamed()
    for gateway in stage.gateways.indices { stage.gateways[gateway].forget() }
    stage.app(try Fixture.ping("172.20.0.1", 2))
    #expect(stage.asked.count == 2)
    stage.chosen = nil
    try stage.rejoin()
    #expect(stage.asked.count == 4)
    let first = stage.asked.suffix(2).map { ($0.resourceID, $0.connectedGatewayIDs.first) }
    #expect(first.first { $0.0 == Fixture.network }?.1 == stage.gateways[0].id)
    #expect(first.first { $0.0 != Fixture.network }?.1 == stage.gateways[1].id)
    stage.chosen = 0
    stage.wait(.milliseconds(2500))
    #expect(stage.gateways[0].packets.count == 2, "what waited is asked for again")
  }

  /// A download: its client has nothing to say until something arrives.
  @Test(arguments: [false, true])
  func `what was served is asked for although nobody sends anything`(byTrafficOnly: Bool) throws {
    var stage = try roamed(quirks: byTrafficOnly ? [.retryByTrafficOnly] : [])
    for gateway in stage.gateways.indices { stage.gateways[gateway].forget() }
    #expect(stage.asked.count == 2, "the portal is away")
    try stage.rejoin()
    #expect(stage.asked.count == (byTrafficOnly ? 2 : 4))
    #expect(stage.client.gateways.peers.count == (byTrafficOnly ? 0 : 1))
    #expect(stage.client.pendingResources.isEmpty)
  }

  /// A download by a name: what its server sends is let in only when the gateway's answer is due at the new place.
  @Test(arguments: [false, true])
  func `names in use are told anew although nobody sends anything`(byTrafficOnly: Bool) throws {
    let resources = [Fixture.named(Fixture.wiki, "*.wiki.test")]
    var stage = try Stage(
      resources, upstreams: [Fixture.quad9], quirks: byTrafficOnly ? [.retryByTrafficOnly] : [])
    stage.app(try Fixture.query("a.wiki.test", .a))
    stage.app(try Fixture.syn("100.96.0.1"))
    let name = ResourceDomain(try DomainName("a.wiki.test"))
    try stage.from(.domainStatus(DomainStatus(resource: Fixture.wiki, domain: name, status: .active)))
    stage.give(.roam(sockets: [Self.elsewhere]))
    stage.gateways[0].forget()
    let before = stage.gateways[0].assigned.count
    try stage.rejoin(resources)
    #expect(stage.gateways[0].assigned.count - before == (byTrafficOnly ? 0 : 1))
    #expect(stage.client.translations.all.map(\.status) == (byTrafficOnly ? [] : [.pending]))
    try stage.from(try Fixture.answer(to: Fixture.syn("100.96.0.1")))
    let proxy = Fixture.address("100.96.0.1")
    #expect(stage.delivered.contains { $0.source == proxy } == !byTrafficOnly)
  }

  @Test func `the original forgets its gateways, and names them in no order`() throws {
    var stage = try roamed(quirks: [.forgetGatewaysOnRoam])
    #expect(stage.asked.last?.connectedGatewayIDs == [stage.gateways[1].id])
    stage.chosen = nil
    try stage.rejoin()
    stage.app(try Fixture.ping("172.20.0.1", 2))
    #expect(stage.asked.last?.connectedGatewayIDs == [])
  }

  @Test func `the original names its gateways in the order of their ids`() throws {
    for (quirks, first) in [([], 1), ([AccessQuirk.forgetGatewaysOnRoam], 0)] {
      var stage = try Stage(quirks: quirks)
      stage.app(try Fixture.ping("172.21.0.1"))
      stage.chosen = 1
      stage.app(try Fixture.ping("172.20.0.1"))
      stage.app(try Fixture.ping("172:20::1"))
      #expect(stage.asked.last?.connectedGatewayIDs.first == stage.gateways[first].id)
    }
  }

  @Test func `packets that wait for an answer wait on, and are asked for with the new key`() throws {
    var stage = try Stage()
    stage.chosen = nil
    stage.app(try Fixture.ping("172.20.0.1"))
    stage.give(.roam(sockets: [Self.elsewhere]))
    stage.wait(.seconds(3))
    #expect(stage.asked.count == 1)
    stage.chosen = 0
    try stage.rejoin()
    #expect(stage.asked.count == 2)
    #expect(stage.gateways[0].packets.count == 1)
  }

  @Test func `questions outside the tunnel are void on another network, those for a site wait`() throws {
    var stage = try Stage([Fixture.named(Fixture.wiki, "*.wiki.test")], upstreams: [Fixture.quad9])
    stage.chosen = nil
    stage.app(try Fixture.query("example.org", .a))
    stage.app(try Fixture.query("a.wiki.test", .txt))
    stage.give(.roam(sockets: [Self.elsewhere]))
    #expect(stage.client.names.queries.count == 1)
    let ask = try #require(stage.asks.first)
    stage.give(.answered(ask.id, .message(try Fixture.answer(to: ask.message))))
    #expect(stage.delivered.isEmpty)
    stage.chosen = 0
    try stage.rejoin([Fixture.named(Fixture.wiki, "*.wiki.test")])
    #expect(stage.gateways[0].packets.count == 1)
  }

  @Test func `names keep their addresses, and gateways are told of them again`() throws {
    let resources = [Fixture.named(Fixture.wiki, "*.wiki.test")]
    var stage = try Stage(resources, upstreams: [Fixture.quad9])
    stage.app(try Fixture.query("a.wiki.test", .a))
    stage.app(try Fixture.syn("100.96.0.1"))
    stage.give(.roam(sockets: [Self.elsewhere]))
    #expect(stage.drops == [.roamed], "what waited for the old gateway's word")
    stage.gateways[0].forget()
    try stage.rejoin(resources)
    stage.app(try Fixture.syn("100.96.0.1"))
    #expect(stage.gateways[0].assigned.count == 2)
  }

  @Test func `who is shut down says goodbye, and packets have their reason`() throws {
    var stage = try Stage()
    stage.app(try Fixture.ping("172.20.0.1"))
    stage.chosen = nil
    stage.app(try Fixture.ping("172.21.0.1"))
    stage.give(.shutDown)
    #expect(stage.gateways[0].controls == [.goodbye])
    #expect(stage.events.last == .stopped)
    #expect(stage.drops == [.notRunning], "what waited")
    stage.app(try Fixture.ping("172.20.0.1", 2))
    #expect(stage.drops == [.notRunning, .notRunning])
    #expect(stage.client.timers.next == nil)
    stage.give(.start)
    #expect(stage.client.isConnecting)
  }

  @Test func `data flows on while the portal is away and when it is back`() throws {
    var stage = try Stage()
    stage.app(try Fixture.ping("172.20.0.1"))
    stage.give(.portal(.closed(reason: "cut")))
    for n in 2..<12 {
      stage.app(try Fixture.ping("172.20.0.1", UInt16(n)))
      stage.wait(.milliseconds(100))
    }
    try stage.rejoin()
    stage.app(try Fixture.ping("172.20.0.1", 12))
    #expect(stage.gateways[0].packets.count == 12)
    #expect(stage.asked.count == 1)
    #expect(stage.events.count { $0 == .connection(.gateway(stage.gateways[0].id), .connecting, nil) } == 1)
  }

  @Test func `after a restart everything is asked for anew`() throws {
    var stage = try Stage()
    stage.app(try Fixture.ping("172.20.0.1"))
    let old = stage.client
    stage.desk = try ClientDesk()
    #expect(stage.client.publicKey == old.publicKey)
    stage.gateways[0].forget()
    stage.app(try Fixture.ping("172.20.0.1", 2))
    #expect(stage.asked.map(\.connectedGatewayIDs) == [[], []])
    #expect(stage.gateways[0].packets.count == 2)
  }

  /// #10068: the portal's socket is cut while the policy is deleted and made again. The client's list is the same as
  /// before, the gateway has forgotten the access.
  @Test(arguments: [1, 2])
  func `a policy that came back while the portal was away is found by the next packet`(resources count: Int) throws {
    var duo = try Duo(Array(Fixture.resources.prefix(1)) + Fixture.resources.suffix(1))
    duo.app(try Fixture.ping("172.20.0.1"))
    if count == 2 { duo.app(try Fixture.ping("172.21.0.1")) }
    duo.client.give(.portal(.closed(reason: "cut")))
    duo.portalAnswers = false
    duo.revoke(Fixture.network)
    duo.wait(.seconds(1))
    for _ in 0..<40 where !duo.client.client.isConnecting { duo.wait(.seconds(1)) }
    try duo.client.join()
    duo.client.tell(
      .initial(
        ClientInit(
          interface: ClientInterface(
            ipv4: Fixture.v4(Fixture.clientAddresses), ipv6: Fixture.v6(Fixture.clientAddresses)),
          resources: duo.resources)))
    duo.portalAnswers = true
    duo.settle()
    let before = duo.toLAN.count
    duo.app(try Fixture.ping("172.20.0.1", 2))
    duo.app(try Fixture.ping("172.20.0.1", 3))
    #expect(duo.toLAN.count - before == (count == 2 ? 1 : 2), "refused once, or asked for before")
    #expect(duo.asked.count { $0 == Fixture.network } == 2)
  }
}
