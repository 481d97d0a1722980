import Base
import Testing

@testable import Portal

/// What the original does beside what we do; the choice, relay and channel quirks stand with their tables.
@Suite struct PortalQuirkTests {
  private let access = AccessPath(gateway: Fixture.gateway, client: Fixture.client, resource: Fixture.v4)

  @Test func `names are in kebab case, and the seed is all of them`() {
    for quirk in PortalQuirk.allCases {
      #expect(quirk.rawValue.allSatisfy { $0 == "-" || ("a"..."z").contains($0) })
      #expect(PortalQuirks.seed[quirk] && !PortalQuirks.none[quirk])
    }
    var quirks = PortalQuirks.none
    for quirk in PortalQuirk.allCases { quirks[quirk] = true }
    #expect(quirks == .seed)
    quirks[.rowPerRequest] = false
    #expect(!quirks[.rowPerRequest] && quirks != .seed)
  }

  @Test(arguments: [false, true]) func `a repeated request takes the old row's place, or adds one`(_ isQuirk: Bool)
    throws
  {
    var desk = try PortalDesk.open(Fixture.directory())
    desk.operate(.setQuirk(.rowPerRequest, isQuirk))
    for _ in 0..<3 { desk.ask(Fixture.v4) }
    #expect(desk.portal.authorizations.live(access).map(\.id.number) == (isQuirk ? [1, 2, 3] : [3]))
    #expect(desk.ended.map(\.end?.reason) == (isQuirk ? [] : [.superseded, .superseded]))
    #expect(desk.toGateway.count == 3)
  }

  @Test func `an answer about a row that was superseded is late, and the next one counts`() throws {
    var desk = try PortalDesk.open(Fixture.directory())
    desk.ask(Fixture.v4)
    let first = try #require(desk.lastOrder).ref
    desk.ask(Fixture.v4)
    let second = try #require(desk.lastOrder).ref
    desk.confirm(first)
    #expect(desk.toClient.isEmpty && desk.ignored == [.authorizationEnded(AuthorizationID(1))])
    desk.confirm(second)
    #expect(desk.toClient.count == 1)
  }

  @Test func `a gateway that does not answer is not waited for`() throws {
    var desk = try PortalDesk.open(Fixture.directory())
    desk.ask(Fixture.v4)
    let ref = try #require(desk.lastOrder).ref
    #expect(desk.portal.timers[.answer] == Instant.zero + .seconds(15))
    desk.outputs = []
    desk.wake(after: .milliseconds(14_999))
    #expect(desk.sent.isEmpty)
    desk.wake(after: .milliseconds(1))
    #expect(desk.sent == ["reject_access -> gateway", "flow_creation_failed -> client"])
    #expect(desk.toClient == [.flowCreationFailed(.init(resourceID: Fixture.v4, reason: .offline))])
    #expect(desk.ended.map(\.end?.reason) == [.unanswered])
    #expect(desk.portal.timers[.answer] == nil)
    desk.outputs = []
    desk.confirm(ref)
    #expect(desk.ignored == [.authorizationEnded(AuthorizationID(1))])
    #expect(desk.sent == ["reject_access -> gateway"], "it has let the client in, and must not")
  }

  @Test func `a client that repeats itself gives its gateway no more time`() throws {
    var desk = try PortalDesk.open(Fixture.directory())
    desk.ask(Fixture.v4)
    for _ in 0..<7 {
      desk.wake(after: .seconds(2))
      desk.ask(Fixture.v4)
    }
    #expect(desk.portal.timers[.answer] == Instant.zero + .seconds(15))
    desk.outputs = []
    desk.wake(after: .seconds(1))
    #expect(desk.sent == ["reject_access -> gateway", "flow_creation_failed -> client"])
    desk.ask(Fixture.v4)
    #expect(desk.portal.timers[.answer] == Instant.zero + .seconds(30))
  }

  @Test func `a gateway that does not answer is waited for without end by the original`() throws {
    var desk = try PortalDesk.open(Fixture.directory(), .waitForSilentGateway)
    desk.ask(Fixture.v4)
    #expect(desk.portal.timers[.answer] == nil)
    desk.outputs = []
    desk.wake(after: .seconds(20))
    #expect(desk.sent.isEmpty && desk.portal.authorizations.liveCount == 1)
  }

  @Test(arguments: [false, true]) func `rows end at their hour, or when the minute is over`(_ isQuirk: Bool) throws {
    var directory = try Fixture.directory()
    let end = Fixture.epoch + .seconds(30)
    try directory.put(
      Directory.Policy(id: Fixture.v4Policy, group: Fixture.group, resource: Fixture.v4, expiresAt: end))
    var desk = try PortalDesk.open(directory)
    desk.operate(.setQuirk(.expireByTheMinute, isQuirk))
    try desk.access(Fixture.v4)
    desk.wake(after: .seconds(30))
    #expect(desk.ended.count == (isQuirk ? 0 : 1))
    #expect(desk.portal.timers[.expiry] == (isQuirk ? Instant.zero + .seconds(60) : nil))
    desk.wake(after: .seconds(30))
    #expect(desk.ended.map(\.end?.reason) == [.expired])
  }

  @Test(arguments: [false, true]) func `candidates go to those who share an access, or to anyone`(_ isQuirk: Bool)
    throws
  {
    var desk = try PortalDesk.open(Fixture.directory())
    desk.operate(.setQuirk(.candidatesForAnyone, isQuirk))
    let mine = CandidatesForGateways(gatewayIDs: [Fixture.gateway], candidates: ["candidate:1"])
    desk.send(ChannelFrame<FromClient>.Content.message(.broadcastICECandidates(mine)), on: PortalDesk.clientSocket)
    let theirs = CandidatesForClients(clientIDs: [Fixture.client], candidates: ["candidate:2"])
    desk.send(ChannelFrame<FromGateway>.Content.message(.broadcastICECandidates(theirs)), on: PortalDesk.gatewaySocket)
    #expect(desk.sent == (isQuirk ? ["ice_candidates -> gateway", "ice_candidates -> client"] : []))
    #expect(
      desk.ignored == (isQuirk ? [] : [.stranger(.gateway(Fixture.gateway)), .stranger(.client(Fixture.client))]))
  }
}

@Suite struct HostilityTests {
  @Test func `a flood is cut off, and the others are heard`() throws {
    var desk = try PortalDesk.open(Fixture.directory())
    let beat = #"{"topic":"phoenix","event":"heartbeat","payload":{},"ref":8}"#
    var out = Outbox<ControlPlane.Output>()
    for _ in 0..<FrameBudget.burst + 10 {
      desk.portal.handle(.text(PortalDesk.clientSocket, beat), at: desk.now, into: &out)
    }
    let flood = ControlPlane.Output.event(.ignored(.client(Fixture.client), .flood))
    // The join has taken one.
    #expect(out.outputs.filter { $0 == flood }.count == 11)
    desk.put(.text(PortalDesk.gatewaySocket, beat))
    #expect(desk.replies(on: PortalDesk.gatewaySocket) == [.ok])
    desk.now = desk.now + .seconds(1)
    desk.ask(Fixture.v4)
    #expect(desk.sent == ["authorize_flow -> gateway"])
  }

  @Test func `nobody speaks for another role, another topic or another's gateway`() throws {
    var desk = try PortalDesk.open(Fixture.directory())
    try desk.join(Fixture.otherClient, SocketID(9), key: 9)
    try desk.access(Fixture.v4)
    let mine = CandidatesForGateways(gatewayIDs: [Fixture.gateway, Fixture.id(0x99)], candidates: ["x"])
    desk.send(ChannelFrame<FromClient>.Content.message(.broadcastICECandidates(mine)), on: SocketID(9))
    #expect(desk.ignored == [.stranger(.gateway(Fixture.gateway)), .notOnline(.gateway(Fixture.id(0x99)))])
    desk.put(.text(SocketID(9), #"{"topic":"gateway","event":"flow_authorized","payload":{"ref":"x"},"ref":1}"#))
    desk.put(.text(SocketID(9), #"{"topic":"admin","event":"create_flow","payload":{},"ref":1}"#))
    desk.put(.text(SocketID(99), "{}"))
    #expect(desk.sent.isEmpty && desk.ignored.count == 4)
  }

  @Test func `events of versions before 1.4 are known and left alone`() throws {
    var desk = try PortalDesk.open(Fixture.directory())
    for event in ["prepare_connection", "reuse_connection", "request_connection"] {
      desk.put(.text(PortalDesk.clientSocket, #"{"topic":"client","event":"\#(event)","payload":{},"ref":1}"#))
    }
    desk.put(.text(PortalDesk.gatewaySocket, #"{"topic":"gateway","event":"connection_ready","payload":{},"ref":1}"#))
    let faults: [MalformedFrame.Fault] = desk.ignored.compactMap {
      if case .malformed(let frame) = $0 { frame.fault } else { nil }
    }
    #expect(faults == Array(repeating: .legacyEvent, count: 4))
    for event in ["allow_access", "request_connection"] {
      let error = #expect(throws: MalformedFrame.self) {
        try ChannelFrame<ToGateway>(parsing: #"{"topic":"gateway","event":"\#(event)","payload":{},"ref":null}"#)
      }
      #expect(error?.description == "\(event) belongs to versions before 1.4")
    }
  }
}
