import Base
import Portal
import Testing
import Wire

@testable import Access

/// What the original does, beside what this client does: each quirk off and on.
@Suite struct QuirkTests {
  private func refused(_ destination: String = "172.20.0.1", port: UInt16 = 7) throws -> IPPacket? {
    IPPacket.error(.prohibited(.v4), about: try Fixture.udp(destination, port: port))
  }

  /// How often traffic that stays refused asks within ten seconds of five refusals a second.
  @Test(arguments: [(false, 4), (true, 51)])
  func `reauthorize without pause: each refusal asks once the last request is answered`(on: Bool, requests: Int) throws
  {
    var stage = try Stage(quirks: on ? [.reauthorizeWithoutPause] : [])
    stage.app(try Fixture.udp("172.20.0.1"))
    for _ in 0..<50 {
      try stage.from(refused())
      stage.wait(.milliseconds(200), step: .milliseconds(200))
    }
    #expect(stage.asked.count == requests)
  }

  @Test(arguments: [false, true])
  func `no client filters: a blocked port asks for access and goes to the gateway`(on: Bool) throws {
    let resource = Fixture.resource(Fixture.network, "172.20.0.0/16", filters: [.tcp(80...80)])
    var stage = try Stage([resource], quirks: on ? [.noClientFilters] : [])
    stage.app(try Fixture.udp("172.20.0.1"))
    #expect(stage.asked.count == (on ? 1 : 0))
    #expect(stage.refusals == (on ? [] : [.filter]))
    #expect(stage.gateways[0].packets.count == (on ? 1 : 0))
    if on {
      try stage.from(refused())
      #expect(stage.asked.count == 2, "and its refusal reads as a lost authorization")
    }
  }

  /// An error that quotes a stranger's packet, one from beside its destination, one by another gateway.
  @Test(arguments: [false, true])
  func `trust any prohibited: whoever reports, and whatever is quoted`(on: Bool) throws {
    for forgery in 0..<3 {
      var stage = try Stage(quirks: on ? [.trustAnyProhibited] : [])
      stage.app(try Fixture.udp("172.20.0.1"))
      stage.chosen = 1
      stage.app(try Fixture.udp("172.21.0.1"))
      let before = stage.asked.count
      switch forgery {
      case 0:
        let quoted = try #require(
          IPPacket.udp(
            from: Endpoint(Fixture.address("100.64.0.77"), 1), to: Endpoint(Fixture.address("172.20.0.1"), 7), [1]))
        var forged = try #require(IPPacket.error(.prohibited(.v4), about: quoted)).bytes
        for i in 0..<4 { forged[16 + i] = Fixture.own(.v4).octets[i] }
        try stage.from(try IPPacket(forged))
      case 1:
        try stage.from(
          IPPacket.error(
            .prohibited(.v4), about: try Fixture.udp("172.20.0.1"), from: Fixture.address("172.20.0.66")))
      default:
        try stage.from(
          IPPacket.error(.prohibited(.v4), about: try Fixture.udp("172.21.0.1"), from: Fixture.address("172.20.0.1")))
      }
      #expect(stage.asked.count - before == (on ? 1 : 0), "forgery \(forgery)")
    }
  }

  @Test func `another gateway for a connected resource is taken`() throws {
    var stage = try Stage()
    stage.app(try Fixture.udp("172.20.0.1"))
    stage.chosen = 1
    try stage.from(refused())
    #expect(stage.client.life == .running)
    #expect(stage.client.gateways.gateway(of: Fixture.network) == stage.gateways[1].id)
  }

  @Test func `crash on other gateway: the process ends, and nothing moves until there is another`() throws {
    var stage = try Stage(quirks: [.crashOnOtherGateway])
    stage.app(try Fixture.udp("172.20.0.1"))
    stage.app(try Fixture.udp("172.20.0.1"))
    stage.chosen = 1
    try stage.from(refused())
    guard case .crashed(let assertion) = stage.client.life else {
      Issue.record("it runs")
      return
    }
    #expect(
      assertion.contains(stage.gateways[0].id.description) && assertion.contains(stage.gateways[1].id.description))
    #expect(stage.events.contains(.crashed(assertion)))
    #expect(stage.gateways[0].controls.isEmpty, "nobody is told")
    let id = stage.app(try Fixture.udp("172.20.0.1"))
    #expect(stage.events.last == .dropped(id, .notRunning))
    stage.give(.start)
    stage.give(.portal(.opened))
    #expect(!stage.client.isConnecting)
    #expect(stage.client.timers.next == nil)
    stage.desk = try ClientDesk()
    stage.gateways = [GatewayEnd(1), GatewayEnd(2)]
    stage.app(try Fixture.udp("172.20.0.1"))
    #expect(stage.gateways[1].packets.count == 1)
  }

  @Test(arguments: [false, true])
  func `route foreign sources: any source and any group is asked for`(on: Bool) throws {
    for (from, to) in [("192.168.1.5", "8.8.8.8"), ("100.64.0.1", "224.0.0.251"), ("192.168.1.5", "239.255.255.250")] {
      var stage = try Stage([Fixture.internet], quirks: on ? [.routeForeignSources] : [])
      stage.app(
        try #require(
          IPPacket.udp(from: Endpoint(Fixture.address(from), 1), to: Endpoint(Fixture.address(to), 2), [])))
      #expect(stage.asked.count == (on ? 1 : 0), "\(from) to \(to)")
    }
    var stage = try Stage([Fixture.internet], quirks: on ? [.routeForeignSources] : [])
    stage.app(try Fixture.udp("224.0.0.22"))
    #expect(stage.drops == [.multicast], "these two are dropped always")
  }

  @Test(arguments: [FlowCreationFailed.Reason.forbidden, .notFound, .other("version_mismatch")])
  func `log refusals: packets go on waiting, and nobody is told`(reason: FlowCreationFailed.Reason) throws {
    for on in [false, true] {
      var stage = try Stage(quirks: on ? [.logRefusals] : [])
      stage.chosen = nil
      stage.app(try Fixture.udp("172.20.0.1"))
      stage.fail(Fixture.network, reason)
      #expect(stage.delivered.count == (on ? 0 : 1))
      #expect(stage.client.pendingResources == (on ? [Fixture.network] : []))
      #expect(stage.events.contains(.requestFailed(Fixture.network, reason)))
      stage.wait(.milliseconds(2500))
      #expect(stage.asked.count == (on ? 2 : 1), "asked again every two seconds while packets wait")
    }
  }

  @Test(arguments: [false, true])
  func `offline tears down: the working gateway goes with all that it serves`(on: Bool) throws {
    var stage = try Stage(quirks: on ? [.offlineTearsDown] : [])
    stage.app(try Fixture.udp("172.20.0.1"))
    stage.app(try Fixture.udp("172.21.0.1"))
    stage.fail(Fixture.network, .offline)
    #expect(stage.client.gateways.gatewayOf.count == (on ? 0 : 2))
    #expect(stage.gateways[0].controls.isEmpty, "without a goodbye")
    // The site's status is overwritten by the tearing down, as in the original.
    #expect(stage.client.sites[Fixture.site] == (on ? .unknown : .online))
  }

  @Test(arguments: [false, true])
  func `specific hides broad: what a narrow resource refuses a broad one cannot allow`(on: Bool) throws {
    var stage = try Stage(
      [
        Fixture.resource(Fixture.network, "172.20.0.0/16"),
        Fixture.resource(Fixture.narrow, "172.20.5.0/24", filters: [.tcp(443...443)]),
      ], quirks: on ? [.specificHidesBroad] : [])
    stage.app(try Fixture.syn("172.20.5.1", port: 80))
    #expect(stage.asked.map(\.resourceID) == (on ? [] : [Fixture.network]))
    #expect(stage.refusals == (on ? [.filter] : []))
  }

  @Test(arguments: [false, true])
  func `unknown vanishes: no error for destinations that no resource holds`(on: Bool) throws {
    var stage = try Stage(quirks: on ? [.unknownVanishes] : [])
    stage.app(try Fixture.udp("9.9.9.9"))
    #expect(stage.delivered.count == (on ? 0 : 1))
    #expect(stage.drops == (on ? [.unknownResource] : []))
  }

  @Test(arguments: [false, true])
  func `twin lost: with one resource of a pattern goes the other`(on: Bool) throws {
    var stage = try Stage(
      [Fixture.named(Fixture.wiki, "*.wiki.test"), Fixture.named(Fixture.chat, "*.wiki.test")],
      upstreams: [Fixture.quad9], quirks: on ? [.twinLost] : [])
    stage.tell(.resourceDeleted(Fixture.wiki))
    stage.app(try Fixture.query("a.wiki.test", .a))
    #expect(stage.routes == [on ? .outside(Fixture.quad9) : .local])
  }

  /// Control plane §7.1, the eighth: a port that the gateway's filters refuse for good, with everything as in the
  /// original and without.
  @Test func `with all quirks on, a refused port makes a storm; without, a packet a minute`() throws {
    var counts: [Int] = []
    for quirks in [AccessQuirk.allCases, []] {
      let filtered = Fixture.resource(Fixture.network, "172.20.0.0/16", filters: [.tcp(80...80)])
      var duo = try Duo([filtered])
      for quirk in quirks {
        duo.client.give(.setQuirk(quirk, true))
      }
      for _ in 0..<100 {
        duo.app(try Fixture.udp("172.20.0.1"))
        duo.wait(.milliseconds(100), step: .milliseconds(100))
      }
      counts.append(duo.asked.count)
    }
    #expect(counts[0] >= 90, "one for each refusal: \(counts[0])")
    #expect(counts[1] == 0, "the client answers by itself")
  }
}
