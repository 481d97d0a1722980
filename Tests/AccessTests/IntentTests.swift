import Base
import Cipher
import Portal
import Testing
import Traversal
import Wire

@testable import Access

/// Asking for access: which gateways are named, and what becomes of the answers.
@Suite struct IntentTests {
  private static let ids = [GatewayEnd(1).id, GatewayEnd(2).id]

  @Test func `the gateway that served a resource is named first, then those connected, then others`() throws {
    var stage = try Stage()
    stage.chosen = 1
    stage.app(try Fixture.ping("172.20.0.1"))
    stage.chosen = 0
    stage.app(try Fixture.ping("172.21.0.1"))
    #expect(stage.asked.map(\.connectedGatewayIDs) == [[], [Self.ids[1]]])
    try stage.from(.goodbye, by: 1)
    stage.gateways[1].forget()
    stage.chosen = nil
    stage.app(try Fixture.ping("172.20.0.1", 2))
    #expect(stage.asked.last?.connectedGatewayIDs == [Self.ids[1], Self.ids[0]])
    stage.app(try Fixture.ping("172:20::1", 2))
    #expect(stage.asked.last?.connectedGatewayIDs == [Self.ids[0], Self.ids[1]])
  }

  @Test func `another gateway is accepted, and the old connection stays while it serves something`() throws {
    var stage = try Stage()
    stage.app(try Fixture.ping("172.20.0.1"))
    stage.app(try Fixture.ping("172.21.0.1"))
    stage.chosen = 1
    try stage.from(IPPacket.error(.prohibited(.v4), about: try Fixture.udp("172.20.0.1")))
    stage.app(try Fixture.ping("172.20.0.1", 2))
    stage.app(try Fixture.ping("172.21.0.1", 2))
    #expect(stage.gateways[1].packets.count == 1)
    #expect(stage.gateways[0].packets.count == 3)
    #expect(!stage.gateways[0].controls.contains(.goodbye))
    try stage.from(IPPacket.error(.prohibited(.v4), about: try Fixture.udp("172.21.0.1")))
    #expect(stage.gateways[0].controls.contains(.goodbye), "now it serves nothing")
    #expect(stage.client.gateways.peers.keys == [Self.ids[1]])
  }

  @Test func `a site that was offline is unknown again after five minutes`() throws {
    var stage = try Stage()
    stage.chosen = nil
    stage.app(try Fixture.ping("172.20.0.1"))
    stage.fail(Fixture.network, .offline)
    #expect(stage.client.sites[Fixture.site] == .offline)
    stage.wait(.seconds(299), step: .seconds(10))
    #expect(stage.client.sites[Fixture.site] == .offline)
    stage.wait(.seconds(1))
    #expect(stage.client.sites[Fixture.site] == .unknown)
    #expect(
      stage.events.filter { if case .site = $0 { true } else { false } } == [
        .site(Fixture.site, .offline), .site(Fixture.site, .unknown),
      ])
  }

  @Test func `a site is online when a gateway of it is there`() throws {
    var stage = try Stage()
    stage.chosen = nil
    stage.app(try Fixture.ping("172.20.0.1"))
    stage.fail(Fixture.network, .offline)
    stage.wait(.seconds(3))
    stage.chosen = 0
    stage.app(try Fixture.ping("172.20.0.1", 2))
    #expect(stage.client.sites[Fixture.site] == .online)
    stage.wait(.seconds(301))
    #expect(stage.client.sites[Fixture.site] == .online)
  }

  @Test func `while the portal is away one request waits for it, and is sent when it is back`() throws {
    var stage = try Stage()
    stage.chosen = nil
    stage.give(.portal(.closed(reason: "cut")))
    stage.app(try Fixture.ping("172.20.0.1"))
    stage.wait(.milliseconds(300))
    for n in 2..<60 {
      stage.app(try Fixture.ping("172.20.0.1", UInt16(n)))
      stage.wait(.seconds(1))
    }
    #expect(stage.asked.isEmpty)
    stage.chosen = 0
    try stage.rejoin()
    #expect(stage.asked.map(\.resourceID) == [Fixture.network])
    #expect(stage.gateways[0].packets.count == 59)
  }

  @Test func `candidates are held back while the portal is away, and sent afterwards`() throws {
    var stage = try Stage()
    stage.chosen = nil
    stage.app(try Fixture.ping("172.20.0.1"))
    // The answer is read just before the socket breaks.
    stage.desk.tell(.flowCreated(stage.created(Fixture.network, by: 0)))
    stage.settle()
    #expect(stage.announced == [Self.ids[0]])
    stage.give(.portal(.closed(reason: "cut")))
    stage.desk.showSockets([Endpoint(Fixture.address("198.51.100.9"), 52625)])
    stage.settle()
    #expect(stage.announced.count == 1)
    try stage.rejoin()
    #expect(stage.announced == [Self.ids[0], Self.ids[0]])
    try stage.rejoin()
    #expect(stage.announced.count == 2)
  }

  @Test func `relays come and go as the portal says`() throws {
    var stage = try Stage()
    func relay(_ n: UInt64, _ user: String = "u") -> Relay {
      Relay(
        id: Fixture.id(0x70 + n),
        ipv4: .init(endpoint: Fixture.quad9, username: user, password: "p", expiresAt: UnixTime(seconds: 9)))
    }
    stage.tell(.relaysPresence(RelaysPresence(disconnectedIDs: [], connected: RelayList([relay(1), relay(2)]))))
    stage.tell(
      .relaysPresence(RelaysPresence(disconnectedIDs: [Fixture.id(0x71)], connected: RelayList([relay(2, "new")]))))
    #expect(stage.client.relays.all.keys == [Fixture.id(0x72)])
    #expect(stage.client.relays.all[Fixture.id(0x72)]?.allocation.credentials.username == "new")
  }

  @Test func `with traffic alone as the trigger nothing is asked for again by itself`() throws {
    var stage = try Stage(quirks: [.retryByTrafficOnly])
    stage.chosen = nil
    stage.app(try Fixture.ping("172.20.0.1"))
    stage.wait(.seconds(9))
    #expect(stage.asked.count == 1)
    stage.app(try Fixture.ping("172.20.0.1", 2))
    #expect(stage.asked.count == 2)
  }
}

extension Stage {
  /// The portal's connection breaks, comes back, and the portal begins with `init`.
  mutating func rejoin(_ resources: [ClientResource] = Fixture.resources) throws {
    if client.isJoined { give(.portal(.closed(reason: "cut"))) }
    for _ in 0..<40 where !client.isConnecting { wait(.seconds(2)) }
    try desk.join()
    tell(.initial(ClientInit(interface: interface(upstreams: []), resources: resources)))
    desk.showSockets()
    settle()
  }
}

extension AccessClient {
  var isConnecting: Bool { channel.phase == .connecting }
}
