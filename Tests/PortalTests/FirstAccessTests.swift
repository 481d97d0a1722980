import Base
import Cipher
import Testing

@testable import Portal

@Suite struct FirstAccessTests {
  @Test func `whoever joins is told everything`() throws {
    var desk = PortalDesk(try Fixture.directory())
    try desk.join(Fixture.gateway, PortalDesk.gatewaySocket)
    try desk.join(Fixture.client, PortalDesk.clientSocket)
    #expect(desk.sent == ["init -> gateway", "init -> client"])
    guard case .initial(let greeting)? = desk.toClient.first else {
      Issue.record("no init")
      return
    }
    #expect(greeting.resources.elements.map(\.id) == [Fixture.v4, Fixture.v6])
    #expect(greeting.interface.ipv4.description == "100.64.0.3")
    #expect(desk.replies(on: PortalDesk.clientSocket) == [.ok])
  }

  @Test func `the gateway is asked first and the client told when it has agreed`() throws {
    var desk = try PortalDesk.open(try Fixture.directory())
    desk.ask(Fixture.v4)
    #expect(desk.sent == ["authorize_flow -> gateway"])
    let order = try #require(desk.lastOrder)
    #expect(order.resource.id == Fixture.v4)
    #expect(order.client.id == Fixture.client)
    #expect(order.client.publicKey == Fixture.key(1))
    #expect(order.expiresAt == Fixture.tokenEnd)
    #expect(desk.outputs.contains(.event(.gatewayChosen(Fixture.gateway, Fixture.client, Fixture.v4, .chance(of: 1)))))
    #expect(desk.portal.authorizations.live.map(\.confirmedAt) == [nil])

    desk.outputs = []
    desk.now = desk.now + .milliseconds(60)
    desk.confirm(order.ref)
    #expect(desk.sent == ["flow_created -> client"])
    guard case .flowCreated(let flow)? = desk.toClient.first else {
      Issue.record("no flow_created")
      return
    }
    #expect(flow.gatewayPublicKey == Fixture.key(2))
    #expect(flow.presharedKey == order.client.presharedKey)
    #expect(flow.clientICECredentials == order.clientICECredentials)
    #expect(flow.gatewayICECredentials == order.gatewayICECredentials)
    #expect(flow.siteID == Fixture.site)
    #expect(flow.gatewayIPv4.description == "100.64.0.1")
    #expect(desk.replies(on: PortalDesk.gatewaySocket) == [.ok])
    #expect(desk.portal.authorizations.live.map(\.confirmedAt) == [desk.now])
  }

  @Test func `a second resource has the first one's credentials and its own row`() throws {
    var desk = try PortalDesk.open(try Fixture.directory())
    desk.ask(Fixture.v4)
    let first = try #require(desk.lastOrder)
    desk.ask(Fixture.v6, preferring: [Fixture.gateway])
    let second = try #require(desk.lastOrder)
    #expect(second.ref != first.ref)
    #expect(second.client == first.client)
    #expect(second.clientICECredentials == first.clientICECredentials)
    #expect(desk.portal.authorizations.rows.map(\.id.number) == [1, 2])
    #expect(desk.outputs.contains(.event(.gatewayChosen(Fixture.gateway, Fixture.client, Fixture.v6, .connected))))
  }

  @Test func `of the gateways that a client names the first that serves is taken`() throws {
    var desk = try PortalDesk.open(try Fixture.directory())
    try desk.join(Fixture.sibling, PortalDesk.siblingSocket, key: 3)
    for (named, chosen) in [
      ([Fixture.sibling, Fixture.gateway], Fixture.sibling), ([Fixture.gateway, Fixture.sibling], Fixture.gateway),
      ([Fixture.id(0x99), Fixture.sibling], Fixture.sibling),
    ] {
      desk.outputs = []
      desk.ask(Fixture.v4, preferring: named)
      #expect(desk.outputs.contains(.event(.gatewayChosen(chosen, Fixture.client, Fixture.v4, .connected))))
    }
  }

  @Test func `chance falls the same way for the same seed and reaches every gateway`() throws {
    func choices() throws -> [GatewayID] {
      var desk = try PortalDesk.open(try Fixture.directory())
      try desk.join(Fixture.sibling, PortalDesk.siblingSocket, key: 3)
      for _ in 0..<20 { desk.ask(Fixture.v4) }
      return desk.portal.authorizations.rows.map(\.gateway)
    }
    let first = try choices()
    #expect(first == (try choices()))
    #expect(first.contains(Fixture.gateway) && first.contains(Fixture.sibling))
  }

  @Test func `candidates cross in both directions`() throws {
    var desk = try PortalDesk.open(try Fixture.directory())
    try desk.access(Fixture.v4)
    let mine = CandidatesForGateways(gatewayIDs: [Fixture.gateway], candidates: ["candidate:1"])
    desk.send(ChannelFrame<FromClient>.Content.message(.broadcastICECandidates(mine)), on: PortalDesk.clientSocket)
    let theirs = CandidatesForClients(clientIDs: [Fixture.client, Fixture.otherClient], candidates: ["candidate:2"])
    desk.send(
      ChannelFrame<FromGateway>.Content.message(.broadcastInvalidatedICECandidates(theirs)),
      on: PortalDesk.gatewaySocket)
    #expect(desk.toGateway == [.iceCandidates(.init(clientID: Fixture.client, candidates: ["candidate:1"]))])
    #expect(
      desk.toClient == [.invalidateICECandidates(.init(gatewayID: Fixture.gateway, candidates: ["candidate:2"]))])
    #expect(desk.ignored == [.notOnline(.client(Fixture.otherClient))])
  }
}
