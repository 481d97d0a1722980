import Base
import Testing

@testable import Portal

/// What outlasts a portal, without a database.
@Suite struct RestartTests {
  /// The client has access by way of the gateway.
  private func served() throws -> RecordDesk {
    var record = RecordDesk(try Fixture.directory())
    try record.turn { try $0.join(Fixture.gateway, PortalDesk.gatewaySocket) }
    try record.turn { try $0.join(Fixture.client, PortalDesk.clientSocket) }
    record.turn { $0.ask(Fixture.v4) }
    let ref = try #require(record.desk.lastOrder).ref
    record.turn { $0.confirm(ref) }
    return record
  }

  @Test func `a gateway that comes back is told of what was authorized, until its hour`() throws {
    var record = try served()
    try record.restart(after: .seconds(60))
    try record.turn { try $0.join(Fixture.gateway, PortalDesk.gatewaySocket) }
    let entry = AuthorizationEntry(
      clientID: Fixture.client, resourceID: Fixture.v4, expiresAt: Fixture.tokenEnd)
    #expect(record.greeting == [entry])
    let row = try #require(record.desk.portal.authorizations.live.first)
    #expect(row.id == AuthorizationID(1) && row.confirmedAt != nil && row.policy == Fixture.v4Policy)
    // A minute has passed since it began.
    #expect(record.desk.portal.wall.time(at: row.createdAt) == Fixture.epoch)
  }

  @Test func `what is over by then is not told, and its end is kept`() throws {
    var record = try served()
    try record.restart(after: .seconds(8 * 86400))
    #expect(record.desk.ended.map(\.end?.reason) == [.expired])
    try record.turn { try $0.join(Fixture.gateway, PortalDesk.gatewaySocket) }
    #expect(record.greeting == [])
    #expect(record.kept.authorizations.map(\.end?.reason) == ["expired"])
  }

  @Test func `who was online is not known any more, and numbers go on`() throws {
    var record = try served()
    try record.restart()
    #expect(record.desk.portal.presence.sessions.isEmpty)
    try record.turn { try $0.join(Fixture.gateway, PortalDesk.gatewaySocket) }
    try record.turn { try $0.join(Fixture.client, PortalDesk.clientSocket) }
    record.turn { $0.ask(Fixture.v6) }
    #expect(record.desk.portal.authorizations.live.map(\.id.number) == [1, 2])
    // And a new request takes the old row's place.
    record.turn { $0.ask(Fixture.v4) }
    #expect(record.kept.authorizations.map(\.end?.reason) == ["superseded", nil, nil])
  }

  @Test func `changes alone make what is kept of all`() throws {
    var record = try served()
    let other: ResourceID = Fixture.id(0x49)
    let nowhere = Directory.TunnelPair(ipv4: IPv4Address(bits: 0), ipv6: IPv6Address(high: 0, low: 0))
    let base = [UInt8](repeating: 5, count: 32)
    let gateway = Directory.Gateway(
      id: Fixture.id(0x1f), name: "third", site: Fixture.site, tunnel: nowhere, pskBase: base, externalID: "third")
    var client = Directory.Client(
      id: Fixture.id(0x2f), name: "tablet", actor: Fixture.actor, tunnel: nowhere, pskBase: base, token: Fixture.token)
    client.isVerified = true
    let actions: [OperatorAction] = [
      .addGateway(gateway), .addClient(client),
      .addIdentity(.init(id: Fixture.id(0x95), actor: Fixture.otherActor, provider: Fixture.id(0x96))),
      .putResource(try Fixture.resource(other, "192.0.2.0/24")), .setFilters(Fixture.v4, [.icmp]),
      .putPolicy(.init(id: Fixture.secondPolicy, group: Fixture.group, resource: other)),
      .removeMember(Fixture.actor, Fixture.otherGroup), .addMember(Fixture.otherActor, Fixture.group),
      .setPolicyEnabled(Fixture.v6Policy, false), .deletePolicy(Fixture.v4Policy), .deleteResource(Fixture.secret),
      .putSite(.init(id: Fixture.otherSite, name: "Branch")), .deleteToken(TokenID(sameAs: Fixture.otherClient)),
      .putActor(.init(id: Fixture.actor, name: "laptop", isDisabled: true)), .deleteGateway(Fixture.sibling),
      .putAccount(.init(id: Fixture.id(0), slug: "renamed")), .deleteGroup(Fixture.otherGroup),
    ]
    for action in actions {
      record.operate(action)
      #expect(record.kept == record.desk.portal.record, "\(action)")
    }
    #expect(record.kept.authorizations.map(\.end?.reason) == ["policy-changed"])
    #expect(record.kept.authorizations.map(\.names.resource) == ["172.20.0.0/16"])
    try record.restart()
    #expect(record.desk.portal.directory.account.slug == "renamed")
    let tablet = try #require(record.desk.portal.directory.clients[client.id])
    #expect(tablet.isVerified && tablet.tunnel != nowhere)
    #expect(record.desk.portal.directory.rows == record.kept.directory)
  }

  @Test func `a device keeps its addresses, its key and when it was seen`() throws {
    var record = RecordDesk(try Fixture.directory())
    record.desk.now = Instant(nanoseconds: 5_000_000_000)
    try record.turn { try $0.join(Fixture.client, PortalDesk.clientSocket, key: 7) }
    let before = try #require(record.desk.portal.directory.clients[Fixture.client])
    try record.restart()
    let after = try #require(record.desk.portal.directory.clients[Fixture.client])
    #expect(after == before && after.publicKey == Fixture.key(7) && after.seenAt == Fixture.epoch + .seconds(5))
  }

  @Test func `what an authorization stands on may be gone by then`() throws {
    for kind in [DirectoryRow.Kind.client, .gateway, .token] {
      var record = try served()
      var kept = record.kept
      kept.directory.removeAll { $0.key.kind == kind }
      var plane = ControlPlane(
        directory: try Directory(rows: kept.directory), wall: record.desk.portal.wall, chance: Chance(seed: 1))
      var out = Outbox<ControlPlane.Output>()
      plane.restore(kept, at: record.desk.now, into: &out)
      #expect(plane.authorizations.liveCount == 0, "\(kind)")
      record.desk.outputs = out.outputs
      let reason =
        kind == .token ? EndReason.tokenDeleted(Fixture.token) : kind == .client ? .clientDeleted : .gatewayDeleted
      #expect(record.desk.ended.map(\.end?.reason) == [reason])
    }
  }

  @Test func `a later start makes other identities than the one before it`() throws {
    let directory = try Fixture.directory()
    func drawn(_ start: UInt64) -> ClientID {
      var plane = ControlPlane(
        directory: directory, wall: WallClock(epoch: Fixture.epoch), chance: Chance(seed: 1), start: start)
      return ClientID(drawnFrom: &plane.identities)
    }
    #expect(Set((0..<20).map(drawn)).count == 20)
    #expect(drawn(3) == drawn(3))
  }
}
