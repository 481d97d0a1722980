import Base
import Portal
import Testing
import Wire

@testable import Access

@Suite struct AccessGatewayTests {
  private func connected(_ count: Int = 2, flagOn: Bool = true) throws -> Duo {
    var duo = try Duo(flagOn: flagOn)
    duo.app(try Fixture.ping("172.20.0.1"))
    if count > 1 { duo.app(try Fixture.ping("172.21.0.1")) }
    if count > 2 { duo.app(try Fixture.ping("172:20::1")) }
    try #require(duo.toLAN.count == count)
    return duo
  }

  @Test func `one access of several is revoked: refused, asked for, granted`() throws {
    var duo = try connected()
    duo.revoke(Fixture.network)
    duo.app(try Fixture.udp("172.20.0.1"))
    #expect(duo.verdicts == [.reauthorize])
    #expect(duo.toApps.first?.reportedError?.error == .prohibited(.v4))
    #expect(duo.asked == [Fixture.network, Fixture.downloads, Fixture.network])
    duo.app(try Fixture.udp("172.20.0.1", [2]))
    #expect(duo.toLAN.count == 3)
  }

  @Test func `the last access ends with a goodbye and no error`() throws {
    var duo = try connected(1)
    duo.revoke(Fixture.network)
    #expect(duo.gatewayEvents.contains(.goodbye(.client(Fixture.client), sent: true)))
    #expect(duo.clientEvents.contains(.goodbye(.gateway(Fixture.gateway), sent: false)))
    #expect(duo.client.client.gateways.peers.isEmpty)
    #expect(duo.client.client.sites[Fixture.site] == .unknown)
    duo.app(try Fixture.ping("172.20.0.1", 2))
    #expect(duo.toLAN.count == 2)
    #expect(duo.verdicts.isEmpty)
  }

  @Test func `an access runs out at its time, the other stays`() throws {
    var duo = try Duo()
    duo.expiry = Fixture.wall.epoch + .seconds(30)
    duo.app(try Fixture.ping("172.20.0.1"))
    duo.expiry = nil
    duo.app(try Fixture.ping("172.21.0.1"))
    duo.wait(.milliseconds(29_900))
    #expect(!duo.gatewayEvents.contains(.authorizationExpired(Fixture.client, Fixture.network)))
    duo.wait(.milliseconds(200))
    #expect(duo.gatewayEvents.contains(.authorizationExpired(Fixture.client, Fixture.network)))
    #expect(duo.gateway.gateway.clients[Fixture.client]?.grants.keys == [Fixture.downloads])
    #expect(!duo.gatewayEvents.contains(.goodbye(.client(Fixture.client), sent: true)))
  }

  private func clock(set by: Duration) -> AccessGateway.Input {
    .clockSet(WallClock(epoch: Fixture.wall.epoch + by))
  }

  @Test func `a clock that is set forward ends what has ended by it, at once`() throws {
    var duo = try Duo()
    duo.expiry = Fixture.wall.epoch + .seconds(3600)
    duo.app(try Fixture.ping("172.20.0.1"))
    duo.expiry = Fixture.wall.epoch + .seconds(7200)
    duo.app(try Fixture.ping("172.21.0.1"))
    duo.gateway.give(clock(set: .seconds(3601)))
    #expect(duo.gateway.gateway.clients[Fixture.client]?.grants.keys == [Fixture.downloads])
    duo.settle()
    #expect(duo.gatewayEvents.contains(.authorizationExpired(Fixture.client, Fixture.network)))
    // And the other one at its hour by the new clock.
    duo.wait(.seconds(3590), step: .seconds(10))
    #expect(duo.gateway.gateway.clients[Fixture.client]?.grants.keys == [Fixture.downloads])
    duo.wait(.seconds(10))
    #expect(duo.gateway.gateway.clients.ids.isEmpty)
  }

  @Test func `a clock that is set back gives nobody more time`() throws {
    var duo = try Duo()
    duo.expiry = Fixture.wall.epoch + .seconds(30)
    duo.app(try Fixture.ping("172.20.0.1"))
    duo.gateway.give(clock(set: .seconds(-86_400)))
    duo.wait(.milliseconds(29_900))
    #expect(duo.gateway.gateway.clients[Fixture.client]?.grants.keys == [Fixture.network])
    duo.wait(.milliseconds(200))
    #expect(duo.gateway.gateway.clients.ids.isEmpty)
  }

  @Test func `a clock that goes back and comes again has done nothing`() throws {
    var duo = try Duo()
    duo.expiry = Fixture.wall.epoch + .seconds(30)
    duo.app(try Fixture.ping("172.20.0.1"))
    for hours in [-1, 0, -24, -1, 0] as [Int64] { duo.gateway.give(clock(set: .seconds(hours * 3600))) }
    duo.wait(.milliseconds(29_900))
    #expect(duo.gateway.gateway.clients[Fixture.client]?.grants.keys == [Fixture.network])
    // What is granted anew under a clock counts by it.
    duo.expiry = Fixture.wall.epoch + .seconds(60)
    duo.tellGateway(.authorizeFlow(duo.order(Fixture.resources[0])))
    duo.wait(.seconds(30))
    #expect(duo.gateway.gateway.clients[Fixture.client]?.grants.keys == [Fixture.network])
    duo.wait(.milliseconds(200))
    #expect(duo.gateway.gateway.clients.ids.isEmpty)
  }

  @Test func `a clock that was wrong when the gateway began judges by the right one from then on`() throws {
    var duo = try Duo()
    // The gateway began in 1970, as machines without a clock of their own do; the portal knows better.
    duo.gateway.give(.clockSet(WallClock(epoch: UnixTime(seconds: 0))))
    duo.expiry = Fixture.wall.epoch + .seconds(30)
    duo.app(try Fixture.ping("172.20.0.1"))
    duo.gateway.give(clock(set: .zero))
    duo.wait(.milliseconds(29_900))
    #expect(duo.gateway.gateway.clients[Fixture.client]?.grants.keys == [Fixture.network])
    duo.wait(.milliseconds(200))
    #expect(duo.gateway.gateway.clients.ids.isEmpty)
  }

  @Test func `handshakes go on rising when the clock goes back`() throws {
    var duo = try connected(2)
    duo.gateway.give(clock(set: .seconds(-86_400)))
    // Beyond the life of a session: whoever sends has to make another.
    for _ in 0..<20 {
      duo.wait(.seconds(30))
      duo.app(try Fixture.ping("172.20.0.1"))
    }
    #expect(duo.toLAN.count == 22)
  }

  @Test func `the last access that runs out ends with a goodbye`() throws {
    var duo = try Duo()
    duo.expiry = Fixture.wall.epoch + .seconds(30)
    duo.app(try Fixture.ping("172.20.0.1"))
    duo.wait(.seconds(31))
    #expect(duo.gateway.gateway.clients.ids.isEmpty)
    #expect(duo.client.client.gateways.peers.isEmpty)
  }

  @Test func `a new order renews the expiry`() throws {
    var duo = try Duo()
    duo.expiry = Fixture.wall.epoch + .seconds(30)
    duo.app(try Fixture.ping("172.20.0.1"))
    let later = Fixture.wall.epoch + .seconds(60)
    duo.expiry = later
    duo.tellGateway(.authorizeFlow(duo.order(Fixture.resources[0])))
    #expect(duo.gatewayEvents.contains(.authorizationRefreshed(Fixture.client, Fixture.network, expiresAt: later)))
    duo.wait(.seconds(59))
    #expect(duo.gateway.gateway.clients[Fixture.client]?.grants.keys == [Fixture.network])
    duo.wait(.seconds(2))
    #expect(duo.gateway.gateway.clients[Fixture.client] == nil)
  }

  @Test func `a portal's message moves the expiry both ways`() throws {
    var duo = try connected()
    let soon = Fixture.wall.epoch + .seconds(5)
    duo.tellGateway(
      .accessAuthorizationExpiryUpdated(
        AuthorizationEntry(clientID: Fixture.client, resourceID: Fixture.network, expiresAt: soon)))
    duo.wait(.seconds(6))
    #expect(duo.gateway.gateway.clients[Fixture.client]?.grants.keys == [Fixture.downloads])
  }

  @Test func `a gateway that begins again drops what the portal does not list`() throws {
    var duo = try connected()
    let far = Fixture.wall.epoch + .seconds(3600)
    let entry = AuthorizationEntry(clientID: Fixture.client, resourceID: Fixture.network, expiresAt: far)
    duo.tellGateway(.initial(GatewayDesk.initial([entry])))
    #expect(duo.gateway.gateway.clients[Fixture.client]?.grants.keys == [Fixture.network])
    #expect(duo.gateway.gateway.clients[Fixture.client]?.grants[Fixture.network]?.expiresAt == far)
    duo.tellGateway(.initial(GatewayDesk.initial()))
    #expect(duo.gateway.gateway.clients.ids.isEmpty, "also a client that the list does not name")
    #expect(duo.clientEvents.contains(.goodbye(.gateway(Fixture.gateway), sent: false)))
  }

  @Test func `filters reach the traffic both ways`() throws {
    var duo = try connected(flagOn: false)
    let tight = Fixture.resource(Fixture.network, "172.20.0.0/16", filters: [.udp(7...7)])
    duo.tellGateway(.resourceUpdated(Fixture.granted(tight)))
    #expect(duo.gatewayEvents.contains(.filtersChanged(Fixture.network, [.udp(7...7)])))
    duo.app(try Fixture.udp("172.20.0.1"))
    #expect(duo.toLAN.count == 3)
    duo.app(try Fixture.syn("172.20.0.1"))
    #expect(duo.toLAN.count == 3)
    duo.lan(try Fixture.answer(to: Fixture.syn("172.20.0.1")))
    #expect(duo.gatewayEvents.contains { if case .dropped(_, .unauthorizedReply) = $0 { true } else { false } })
  }

  @Test func `what a client's own stack reports goes nowhere`() throws {
    var duo = try connected()
    let about = try Fixture.answer(to: Fixture.udp("172.20.0.1"))
    duo.app(try #require(IPPacket.error(.portUnreachable(.v4), about: about)))
    #expect(duo.toApps.isEmpty)
    #expect(duo.toLAN.count == 2)
    #expect(duo.gatewayEvents.contains { if case .dropped(_, .outboundICMPError) = $0 { true } else { false } })
  }

  @Test func `packets from the resources for nobody go nowhere, and who speaks to a client that is gone hears of it`()
    throws
  {
    var duo = try connected()
    let stranger = try #require(
      IPPacket.udp(
        from: Endpoint(Fixture.address("172.20.0.1"), 7), to: Endpoint(Fixture.address("100.64.0.77"), 1), []))
    duo.lan(stranger)
    duo.lan(try #require(PeerControl.goodbye.packet))
    duo.lan(
      try #require(
        IPPacket.udp(from: Endpoint(Fixture.address("172.20.0.1"), 7), to: Endpoint(Fixture.address("9.9.9.9"), 1), []))
    )
    #expect(duo.gatewayEvents.count { if case .dropped(_, .notAPeer) = $0 { true } else { false } } == 2)
    #expect(duo.toLAN.last?.reportedError?.quoted.destination == stranger.destination)
    #expect(duo.toLAN.last?.destination == stranger.source)
  }

  @Test func `a packet for a client that nobody has found is accounted for`() throws {
    var desk = try GatewayDesk()
    let duo = try Duo()
    desk.tell(.authorizeFlow(duo.order(Fixture.resources[0])))
    let id = desk.send(try Fixture.answer(to: Fixture.udp("172.20.0.1")))
    desk.tell(.rejectAccess(RejectAccess(clientID: Fixture.client, resourceID: Fixture.network)))
    #expect(desk.events.contains(.dropped(id, .noPath)))
    #expect(!desk.outputs.contains { if case .datagram = $0 { true } else { false } }, "nobody knows where it is")
  }

  @Test func `a lost goodbye is found out, and the way opens again`() throws {
    var duo = try connected(1)
    duo.gateway.tell(.rejectAccess(RejectAccess(clientID: Fixture.client, resourceID: Fixture.network)))
    duo.gateway.outputs = []  // the goodbye is lost
    for n in 0..<60 as Range<UInt16> {
      duo.app(try Fixture.ping("172.20.0.1", 100 + n))
      duo.wait(.seconds(1))
    }
    #expect(duo.clientEvents.contains(.connection(.gateway(Fixture.gateway), .failed, .unreachable)))
    #expect(duo.toLAN.count > 45, "after about ten seconds: \(duo.toLAN.count)")
  }
}
