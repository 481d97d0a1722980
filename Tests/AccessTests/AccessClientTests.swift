import Base
import Cipher
import Portal
import Testing
import Wire

@testable import Access

@Suite struct AccessClientTests {
  @Test func `each packet that cannot be routed is dropped for one reason`() throws {
    var desk = try ClientDesk()
    let own = Fixture.clientAddresses[0]
    func udp(_ from: IPAddress, _ to: String) throws -> IPPacket {
      try #require(IPPacket.udp(from: Endpoint(from, 1), to: Endpoint(Fixture.address(to), 2), []))
    }
    let table: [(IPPacket, AccessDrop)] = [
      (try udp(own, "224.0.0.251"), .multicast),
      (try udp(Fixture.address("192.168.1.1"), "172.20.0.1"), .foreignSource),
      (try udp(Fixture.address("192.168.1.1"), "224.0.0.22"), .multicast),
      (try udp(own, "100.64.0.1"), .toSelf), (try udp(own, "100.64.0.200"), .unknownPeer),
      (try #require(PeerControl.goodbye.packet), .foreignSource),
    ]
    for (packet, drop) in table {
      desk.outputs = []
      desk.send(packet)
      #expect(desk.drops == [drop], "\(packet.source) to \(packet.destination)")
      #expect(desk.outputs.count == 1)
    }
  }

  @Test func `before init nothing passes`() throws {
    var client = AccessClient(Fixture.node("client", Fixture.clientSocket), flags: FeatureFlags())
    var out = Outbox<AccessClient.Output>()
    client.handle(.packet(try Fixture.ping("172.20.0.1"), PacketID(1)), at: .zero, into: &out)
    guard case .event(.dropped(PacketID(1), .notConfigured))? = out.outputs.first else {
      Issue.record("\(out.outputs)")
      return
    }
  }

  @Test func `a packet longer than the tunnel carries is answered with its MTU`() throws {
    var desk = try ClientDesk()
    desk.send(try Fixture.udp("172.20.0.1", [UInt8](repeating: 0, count: 1280)))
    #expect(desk.refusals.map(\.reason) == [.tooBig])
    #expect(desk.delivered.first?.reportedError?.error == .packetTooBig(mtu: 1280))
    #expect(desk.asked == [])
    desk.outputs = []
    desk.send(try Fixture.udp("172.20.0.1", [UInt8](repeating: 0, count: 1280 - 28)))
    #expect(desk.refusals.isEmpty)
    #expect(desk.asked == [Fixture.network])
  }

  @Test func `a packet that the filters refuse is answered at once and asks nobody`() throws {
    var desk = try ClientDesk([Fixture.resource(Fixture.network, "172.20.0.0/16", filters: [.tcp(80...80)])])
    for _ in 0..<50 { desk.send(try Fixture.syn("172.20.0.1", port: 81)) }
    #expect(desk.refusals.map(\.reason) == Array(repeating: .filter, count: 50))
    #expect(desk.delivered.allSatisfy { $0.reportedError?.error == .prohibited(.v4) })
    #expect(desk.asked == [])
    desk.send(try Fixture.syn("172.20.0.1"))
    #expect(desk.asked == [Fixture.network])
  }

  @Test func `an error is never answered with an error`() throws {
    var desk = try ClientDesk([Fixture.resource(Fixture.network, "172.20.0.0/16", filters: [.tcp(80...80)])])
    let about = try Fixture.answer(to: Fixture.udp("172.20.0.1"))
    desk.send(try #require(IPPacket.error(.portUnreachable(.v4), about: about)))
    #expect(desk.delivered.isEmpty)
    #expect(desk.refusals.map(\.answer) == [.none])
  }

  @Test func `waiting packets are asked for again every two seconds, others not`() throws {
    var desk = try ClientDesk()
    desk.send(try Fixture.ping("172.20.0.1"))
    desk.wait(.seconds(9))
    #expect(desk.asked.count == 5)
    #expect(desk.client.pendingResources == [Fixture.network])
  }

  @Test func `many packets ask once and wait together`() throws {
    var desk = try ClientDesk()
    for n in 0..<200 { desk.send(try Fixture.ping("172.20.0.1", UInt16(n))) }
    desk.send(try Fixture.ping("172.20.0.1", 199))
    #expect(desk.asked == [Fixture.network])
    #expect(desk.drops.count { $0 == .displaced } == 72)
    #expect(desk.drops.count { $0 == .duplicate } == 1)
  }

  static let refusals: [(FlowCreationFailed.Reason, Refusal.Reason, ICMPError, ICMPError, Double)] = [
    (.forbidden, .forbidden, .prohibited(.v4), .prohibited(.v6), 10),
    (.notFound, .forbidden, .prohibited(.v4), .prohibited(.v6), 10),
    (.offline, .offline, .noTranslation(.v4), .noTranslation(.v6), 2),
    (.other("new"), .forbidden, .prohibited(.v4), .prohibited(.v6), 2),
  ]

  @Test(arguments: refusals)
  func `what waited for a refused request is answered at once, and so is what follows for a while`(
    wire: FlowCreationFailed.Reason, reason: Refusal.Reason, v4: ICMPError, v6: ICMPError, seconds: Double
  ) throws {
    for (resource, destination, error) in [(Fixture.network, "172.20.0.1", v4), (Fixture.network6, "172:20::1", v6)] {
      var desk = try ClientDesk()
      let first = desk.send(try Fixture.ping(destination))
      desk.send(try Fixture.udp(destination))
      desk.tell(.flowCreationFailed(FlowCreationFailed(resourceID: resource, reason: wire)))
      #expect(desk.refusals.map(\.reason) == [reason, reason])
      #expect(desk.refusals.first?.packet == first)
      #expect(desk.delivered.map { $0.reportedError?.error } == [error, error])
      #expect(desk.client.pendingResources == [])
      for n in 0..<50 {
        desk.send(try Fixture.ping(destination, UInt16(n)))
        desk.wait(.milliseconds(Int64(seconds * 1000) / 60))
      }
      #expect(desk.asked == [resource], "the portal is left alone")
      #expect(desk.delivered.count == 52)
      desk.wait(.seconds(seconds))
      desk.send(try Fixture.ping(destination))
      #expect(desk.asked == [resource, resource])
    }
  }

  @Test func `a resource that changed ends its refusal at once`() throws {
    var desk = try ClientDesk()
    desk.send(try Fixture.ping("172.20.0.1"))
    desk.tell(.flowCreationFailed(FlowCreationFailed(resourceID: Fixture.network, reason: .forbidden)))
    desk.tell(.resourceDeleted(Fixture.network))
    desk.send(try Fixture.ping("172.20.0.1"))
    #expect(desk.refusals.map(\.reason) == [.forbidden, .noResource])
    desk.tell(.resourceCreatedOrUpdated(Fixture.resources[0]))
    desk.send(try Fixture.ping("172.20.0.1"))
    #expect(desk.asked == [Fixture.network, Fixture.network])
  }

  @Test func `an offline answer about a working resource leaves its connection alone`() throws {
    var duo = try Duo()
    duo.app(try Fixture.ping("172.20.0.1"))
    duo.app(try Fixture.ping("172.21.0.1"))
    duo.client.tell(.flowCreationFailed(FlowCreationFailed(resourceID: Fixture.network, reason: .offline)))
    duo.settle()
    #expect(duo.client.client.sites[Fixture.site] == .online)
    duo.app(try Fixture.ping("172.20.0.1", 2))
    duo.app(try Fixture.ping("172.21.0.1", 2))
    #expect(duo.toLAN.count == 4)
  }

  @Test func `answers that nobody waits for are ignored`() throws {
    let duo = try Duo()
    var desk = try ClientDesk()
    desk.tell(.flowCreated(duo.created(Fixture.network)))
    desk.tell(.flowCreated(duo.created(Fixture.narrow)))
    #expect(desk.events.contains(.requestIgnored(Fixture.network, .notRequested)))
    #expect(desk.events.contains(.requestIgnored(Fixture.narrow, .unknownResource)))
    #expect(desk.client.gateways.peers.isEmpty)
  }

  @Test func `packets that wait when a resource goes are dropped with the reason`() throws {
    var desk = try ClientDesk()
    desk.send(try Fixture.ping("172.20.0.1"))
    desk.tell(.resourceDeleted(Fixture.network))
    #expect(desk.drops == [.requestFailed])
    desk.wait(.seconds(10))
    #expect(desk.asked.count == 1)
  }

  @Test func `without candidates the connection fails and what waited is accounted for`() throws {
    let duo = try Duo()
    var desk = try ClientDesk()
    let id = desk.send(try Fixture.ping("172.20.0.1"))
    desk.tell(.flowCreated(duo.created(Fixture.network)))
    desk.wait(.seconds(11))
    #expect(desk.states(of: .gateway(Fixture.gateway)) == [.connecting, .failed])
    #expect(desk.events.contains(.dropped(id, .connectionGone)))
    #expect(desk.client.gateways.peers.isEmpty)
    desk.send(try Fixture.ping("172.20.0.1", 2))
    #expect(desk.asked.count == 2)
    guard case .createFlow(let flow)? = desk.toPortal.last else { return }
    #expect(flow.connectedGatewayIDs == [Fixture.gateway], "it is still preferred")
  }

  @Test func `a second resource of the gateway goes through the same connection`() throws {
    var duo = try Duo()
    duo.app(try Fixture.ping("172.20.0.1"))
    let index = duo.client.client.gateways.peers[Fixture.gateway]?.connection.number.index
    duo.app(try Fixture.ping("172:20::1"))
    duo.app(try Fixture.ping("172.21.0.1"))
    #expect(duo.toLAN.count == 3)
    #expect(duo.client.client.gateways.peers[Fixture.gateway]?.connection.number.index == index)
    #expect(duo.clientEvents.count { $0 == .connection(.gateway(Fixture.gateway), .connecting, nil) } == 1)
    #expect(duo.gatewayEvents.count { $0 == .connection(.client(Fixture.client), .connecting, nil) } == 1)
  }

  @Test func `a new preshared key means a new connection at both ends, and all resources stay`() throws {
    var duo = try Duo()
    duo.app(try Fixture.ping("172.20.0.1"))
    duo.psk = try #require(PresharedKey(base64: Base64.text([UInt8](repeating: 9, count: 32))))
    duo.app(try Fixture.ping("172.21.0.1"))
    duo.app(try Fixture.ping("172.20.0.1", 2))
    #expect(duo.toLAN.count == 3)
    #expect(duo.clientEvents.count { $0 == .connection(.gateway(Fixture.gateway), .connecting, nil) } == 2)
  }

  @Test func `when a gateway serves nothing any more the client says goodbye`() throws {
    var duo = try Duo()
    duo.app(try Fixture.ping("172.20.0.1"))
    duo.app(try Fixture.ping("172.21.0.1"))
    duo.client.tell(.resourceDeleted(Fixture.network))
    duo.settle()
    #expect(!duo.clientEvents.contains(.goodbye(.gateway(Fixture.gateway), sent: true)))
    duo.client.tell(.resourceDeleted(Fixture.downloads))
    duo.settle()
    #expect(duo.clientEvents.contains(.goodbye(.gateway(Fixture.gateway), sent: true)))
    #expect(duo.gatewayEvents.contains(.goodbye(.client(Fixture.client), sent: false)))
    #expect(duo.gateway.gateway.clients.ids.isEmpty)
    #expect(duo.client.client.gateways.peers.isEmpty)
  }

  @Test func `packets from a gateway are taken from where it may speak, and for us`() throws {
    var duo = try Duo()
    duo.app(try Fixture.ping("172.20.0.1"))
    duo.app(try Fixture.ping("172.21.0.1"))
    duo.client.tell(.resourceDeleted(Fixture.downloads))
    duo.settle()
    duo.lan(try Fixture.answer(to: Fixture.udp("172.21.0.1")))
    #expect(duo.clientEvents.contains { if case .dropped(_, .sourceNotAllowed) = $0 { true } else { false } })
    duo.lan(try Fixture.answer(to: Fixture.udp("172.20.0.1")))
    #expect(duo.toApps.count == 1)
  }

  @Test func `deadlines that traffic has moved wake nobody`() throws {
    /// In twenty seconds behind so many packets.
    func wakes(behind count: UInt16) throws -> Int {
      var duo = try Duo()
      for n in 0..<count {
        let request = try Fixture.udp("172.20.0.1", [UInt8(n)])
        duo.app(request)
        duo.lan(try Fixture.answer(to: request))
        duo.wait(.milliseconds(10), step: .milliseconds(10))
      }
      let before = duo.client.wakes
      duo.wait(.seconds(20))
      return duo.client.wakes - before
    }
    let checks = try wakes(behind: 1)
    #expect(checks < 40)
    #expect(try wakes(behind: 200) - checks <= 5)
  }
}
