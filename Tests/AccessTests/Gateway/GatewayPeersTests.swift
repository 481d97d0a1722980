import Base
import Portal
import Testing
import Traversal
import Wire

@testable import Access

/// Clients come, go, change and are confused with each other; the portal's messages about them.
@Suite struct GatewayPeersTests {
  private static let start = Fixture.wall.epoch

  private func order(_ client: ClientID = Fixture.client, _ resource: ResourceID = Fixture.network, _ seconds: Int64)
    -> AuthorizationEntry
  { AuthorizationEntry(clientID: client, resourceID: resource, expiresAt: Self.start + .seconds(seconds)) }

  private func from(_ client: ClientID, _ destination: String = "172.20.0.1") throws -> IPPacket {
    try #require(
      IPPacket.udp(
        from: Endpoint(Site.addresses(client)[0], 40_000), to: Endpoint(Fixture.address(destination), 7), [1]))
  }

  @Test func `no packet passes at the second at which its access ends, and one before does`() throws {
    var site = try Site()
    site.admit(Site.cidr(), until: Self.start + .seconds(30))
    site.admit(Site.cidr(Fixture.downloads, "172.21.0.0/24"))
    site.wait(.nanoseconds(29_999_999_999))
    site.say(try Fixture.udp("172.20.0.1"))
    #expect(site.toLAN.count == 1)
    // The clock has moved, and nobody has woken the gateway yet.
    site.desk.now = .at(30)
    site.say(try Fixture.udp("172.20.0.1"))
    #expect(site.toLAN.count == 1)
    #expect(site.events.contains(.authorizationExpired(Fixture.client, Fixture.network)))
    #expect(site.errors() == [.prohibited(.v4)])
    site.lan(try Fixture.answer(to: Fixture.udp("172.20.0.1")))
    #expect(site.drops == [.unauthorizedReply])
  }

  @Test func `with the last access the peer ends, and the packet that came too late is accounted for`() throws {
    var site = try Site()
    site.admit(Site.cidr(), until: Self.start + .seconds(30))
    site.wait(.seconds(29))
    site.desk.now = .at(30)
    site.say(try Fixture.udp("172.20.0.1"))
    #expect(site.drops == [.noPeerState])
    #expect(site.controls() == [.goodbye])
    #expect(site.peer() == nil)
  }

  @Test func `authorizing again moves the end, at the seed it does not`() throws {
    for quirk in [false, true] {
      var site = try Site()
      site.give(.setQuirk(.keepFirstExpiry, quirk))
      site.admit(Site.cidr(), until: Self.start + .seconds(30))
      site.wait(.seconds(10))
      site.admit(Site.cidr(Fixture.network, "172.20.0.0/16", [.icmp]), until: Self.start + .seconds(60))
      let end = Self.start + .seconds(quirk ? 30 : 60)
      #expect(site.events.contains(.authorizationRefreshed(Fixture.client, Fixture.network, expiresAt: end)))
      #expect(site.peer()?.granted[Fixture.network]?.expiresAt == end)
      #expect(site.peer()?.granted[Fixture.network]?.resource.filters == [.icmp])
      #expect(site.peer()?.granted[Fixture.network]?.since == .zero)
      site.wait(.seconds(25))
      #expect((site.peer() == nil) == quirk)
    }
  }

  @Test func `authorizing another address moves the access, at the seed it does not`() throws {
    for quirk in [false, true] {
      var site = try Site()
      site.give(.setQuirk(.keepFirstExpiry, quirk))
      site.admit(Site.cidr())
      site.admit(Site.cidr(Fixture.network, "172.30.0.0/16"))
      site.say(try Fixture.udp("172.30.0.1"))
      #expect(site.toLAN.count == (quirk ? 0 : 1))
      site.admit(Site.dns(Fixture.network))
      #expect((site.peer()?.granted[Fixture.network]?.resource == Site.dns(Fixture.network)) == !quirk)
    }
  }

  @Test func `an updated resource has its new address and filters for everybody who has it`() throws {
    var site = try Site()
    for client in [Fixture.client, Fixture.otherClient] { site.admit(Site.cidr(), client) }
    site.clear()
    site.desk.tell(.resourceUpdated(Site.cidr(Fixture.network, "172.30.0.0/16", [.udp(7...7)])))
    for client in [Fixture.client, Fixture.otherClient] {
      site.say(try from(client), from: client)
      site.say(try from(client, "172.30.0.1"), from: client)
    }
    #expect(site.toLAN.count == 2)
    #expect(site.refusals == [.notAuthorized, .notAuthorized])
    #expect(site.events.contains(.filtersChanged(Fixture.network, [.udp(7...7)])))
    site.clear()
    site.desk.tell(.resourceUpdated(Site.dns(Fixture.network)))
    #expect(site.peer()?.granted[Fixture.network]?.resource == Site.dns(Fixture.network))
    site.desk.tell(.resourceUpdated(Site.cidr(Fixture.narrow, "10.0.0.0/8")))
    #expect(site.events.count == 1, "nobody has it")
  }

  @Test func `init revokes what it does not list, at the seed only for clients that it names`() throws {
    for quirk in [false, true] {
      var site = try Site()
      site.give(.setQuirk(.initIgnoresUnlisted, quirk))
      for client in [Fixture.client, Fixture.otherClient] {
        site.admit(Site.cidr(), client)
        site.admit(Site.cidr(Fixture.downloads, "172.21.0.0/24"), client)
      }
      site.clear()
      site.desk.tell(.initial(GatewayDesk.initial([order(Fixture.network, 500)])))
      #expect(site.peer()?.grants.keys == [Fixture.network])
      #expect(site.peer()?.granted[Fixture.network]?.expiresAt == Self.start + .seconds(500))
      #expect(site.events.contains(.authorizationRemoved(Fixture.client, Fixture.downloads, by: .initialList)))
      #expect(site.peer(Fixture.otherClient)?.grants.count == (quirk ? 2 : nil))
      site.clear()
      site.desk.tell(.initial(GatewayDesk.initial([order(Fixture.network, 500)])))
      #expect(site.events == [], "nothing is new")
    }
  }

  private func order(_ resource: ResourceID, _ seconds: Int64) -> AuthorizationEntry {
    order(Fixture.client, resource, seconds)
  }

  @Test func `orders about what the gateway does not know are ignored, with the reason`() throws {
    var site = try Site()
    site.admit(Site.cidr())
    site.clear()
    site.desk.tell(.rejectAccess(RejectAccess(clientID: Fixture.otherClient, resourceID: Fixture.network)))
    site.desk.tell(.rejectAccess(RejectAccess(clientID: Fixture.client, resourceID: Fixture.narrow)))
    site.desk.tell(.accessAuthorizationExpiryUpdated(order(Fixture.otherClient, Fixture.network, 9)))
    site.desk.tell(.accessAuthorizationExpiryUpdated(order(Fixture.client, Fixture.narrow, 9)))
    #expect(
      site.events == [
        .orderIgnored(Fixture.otherClient, Fixture.network, .unknownClient),
        .orderIgnored(Fixture.client, Fixture.narrow, .unknownResource),
        .orderIgnored(Fixture.otherClient, Fixture.network, .unknownClient),
        .orderIgnored(Fixture.client, Fixture.narrow, .unknownResource),
      ])
    site.desk.tell(.accessAuthorizationExpiryUpdated(order(Fixture.client, Fixture.network, 9)))
    site.wait(.seconds(9))
    #expect(site.peer() == nil)
  }

  @Test func `every kind of resource can be rejected`() throws {
    var site = try Site()
    let internet = GatewayResource(id: Site.internet, target: .internet)
    for resource in [internet, Site.dns(), Site.cidr()] { site.admit(resource) }
    for (resource, destination) in [(Site.internet, "8.8.8.8"), (Fixture.network, "172.20.0.1")] {
      site.clear()
      site.say(try Fixture.udp(destination))
      #expect(site.toLAN.count == 1)
      site.desk.tell(.rejectAccess(RejectAccess(clientID: Fixture.client, resourceID: resource)))
      site.say(try Fixture.udp(destination))
      #expect(site.toLAN.count == 1)
      #expect(site.refusals == [.notAuthorized])
    }
    site.desk.tell(.rejectAccess(RejectAccess(clientID: Fixture.client, resourceID: Site.names)))
    #expect(site.peer() == nil)
  }

  @Test func `a client with other tunnel addresses speaks from those alone`() throws {
    var site = try Site()
    site.admit(Site.dns())
    try site.assign()
    try site.resolve("10.9.0.1")
    site.admit(Site.cidr())
    site.say(try Fixture.udp("100.96.0.1"))
    let addresses = Site.addresses(Fixture.id(0x31))
    site.admit(Site.cidr(), addresses: addresses)
    site.clear()
    site.say(try Fixture.udp("172.20.0.1"))
    #expect(site.refusals == [.foreignSource])
    let packet = try from(Fixture.id(0x31))
    site.say(packet)
    #expect(site.toLAN == [packet])
    site.lan(try Fixture.answer(to: packet))
    #expect(site.heard().last == (try Fixture.answer(to: packet)))
    #expect(site.peer()?.nat.count == 0)
    site.lan(try Fixture.answer(to: Fixture.udp("172.20.0.1")))
    #expect(site.refusals.last == .clientGone)
  }

  @Test func `of two clients with one tunnel address the one that the portal named last has it`() throws {
    var site = try Site()
    site.admit(Site.cidr())
    site.admit(Site.cidr(), Fixture.otherClient, addresses: Fixture.clientAddresses)
    #expect(site.events.contains(.authorizationRemoved(Fixture.client, Fixture.network, by: .addressTaken)))
    #expect(site.controls() == [.goodbye])
    site.clear()
    let packet = try Fixture.udp("172.20.0.1")
    site.say(packet)
    #expect(site.toLAN == [], "the old tunnel leads nowhere")
    site.say(packet, from: Fixture.otherClient)
    #expect(site.toLAN == [packet])
    site.lan(try Fixture.answer(to: packet))
    #expect(site.heard(Fixture.otherClient) == [try Fixture.answer(to: packet)])
    #expect(site.heard().count == 1)
  }

  @Test func `one family that is taken is enough`() throws {
    var site = try Site()
    site.admit(Site.cidr())
    let half = [Site.addresses(Fixture.otherClient)[0], Fixture.clientAddresses[1]]
    site.admit(Site.cidr(), Fixture.otherClient, addresses: half)
    #expect(site.peer() == nil)
  }

  @Test func `a client that was restarted has a new key and the same address`() throws {
    var site = try Site()
    site.admit(Site.cidr())
    site.say(try Fixture.udp("172.20.0.1"))
    site.admit(Site.cidr(), key: "restarted")
    site.clear()
    site.say(try Fixture.udp("172.20.0.1"))
    #expect(site.toLAN.count == 1)
    #expect(site.refusals == [])
    site.lan(try Fixture.answer(to: Fixture.udp("172.20.0.1")))
    #expect(site.heard().count == 1)
  }

  @Test func `goodbye from the client ends everything at once`() throws {
    var site = try Site()
    site.admit(Site.cidr())
    site.admit(Site.dns())
    try site.say(.goodbye)
    #expect(site.peer() == nil)
    for resource in [Fixture.network, Site.names] {
      #expect(site.events.contains(.authorizationRemoved(Fixture.client, resource, by: .goodbye)))
    }
  }

  @Test func `at shutdown everybody hears a goodbye, and the portal connection is closed for good`() throws {
    var site = try Site()
    for client in [Fixture.client, Fixture.otherClient] { site.admit(Site.cidr(), client) }
    site.clear()
    site.give(.shutDown)
    for client in [Fixture.client, Fixture.otherClient] {
      #expect(site.controls(client) == [.goodbye])
      #expect(site.events.contains(.authorizationRemoved(client, Fixture.network, by: .shutDown)))
    }
    #expect(site.desk.outputs.contains { if case .portal(.close) = $0 { true } else { false } })
    site.clear()
    site.wait(.seconds(100))
    #expect(!site.desk.outputs.contains { if case .portal = $0 { true } else { false } })
    #expect(site.desk.gateway.clients.ids == [])
  }

  @Test func `relays are known as the portal tells of them`() throws {
    func relay(_ n: UInt64, _ name: String = "u") -> Relay {
      Relay(
        id: Fixture.id(n),
        ipv4: .init(
          endpoint: Endpoint(Fixture.address("203.0.113.80"), 3478), username: name, password: "p",
          expiresAt: Self.start))
    }
    var site = try Site()
    var names: [String] { site.desk.gateway.relays.all.values.map(\.allocation.credentials.username) }
    let interface = GatewayDesk.initial().interface
    site.desk.tell(.initial(GatewayInit(interface: interface, relays: RelayList([relay(1), relay(2)]))))
    #expect(names == ["u", "u"])
    site.desk.tell(
      .relaysPresence(
        RelaysPresence(disconnectedIDs: [Fixture.id(1)], connected: RelayList([relay(2, "new"), relay(3)]))))
    #expect(names == ["new", "u"])
    site.desk.tell(.initial(GatewayInit(interface: interface, relays: RelayList([relay(4)]))))
    #expect(site.desk.gateway.relays.all.count == 3, "init takes none away")
  }

  @Test func `thousands of clients and accesses cost a list no more than one pass`() throws {
    var site = try Site()
    var entries: [AuthorizationEntry] = []
    for n in 0..<300 as Range<UInt64> {
      let client: ClientID = Fixture.id(0x1000 + n)
      let addresses = [
        IPAddress.v4(IPv4Address(100, 70, UInt8(n >> 8), UInt8(n & 255))),
        .v6(IPv6Address(high: 0xfd00_2021_1111_0000, low: 0x1000 + n)),
      ]
      for resource in 0..<5 as Range<UInt64> {
        let granted = Site.cidr(Fixture.id(resource), "10.\(resource).0.0/16")
        site.desk.tell(.authorizeFlow(site.order(granted, client, addresses: addresses, key: "shared")))
        if n % 2 == 0 { entries.append(order(client, Fixture.id(resource), 100)) }
      }
    }
    #expect(site.desk.gateway.clients.ids.count == 300)
    site.desk.tell(.initial(GatewayDesk.initial(entries)))
    #expect(site.desk.gateway.clients.ids.count == 150)
  }
}
