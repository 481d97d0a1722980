import Base
import Testing

@testable import Portal

@Suite struct OperatorTests {
  private let access = AccessPath(gateway: Fixture.gateway, client: Fixture.client, resource: Fixture.v4)

  @Test func `an operator lets a client in that never asked, and tells it nothing`() throws {
    var desk = try PortalDesk.open(Fixture.directory())
    desk.operate(.authorize(Fixture.client, Fixture.secret, Fixture.gateway, until: nil))
    #expect(desk.sent == ["authorize_flow -> gateway"])
    let order = try #require(desk.lastOrder)
    #expect(order.resource.id == Fixture.secret && order.expiresAt == Fixture.tokenEnd)
    #expect(desk.portal.authorizations.live.map(\.policy) == [nil])
    desk.confirm(order.ref)
    #expect(desk.toClient.isEmpty && desk.ignored == [.nobodyAsked(AuthorizationID(1))])
    #expect(desk.portal.authorizations.live.map(\.confirmedAt) == [desk.now])
    desk.operate(.authorize(Fixture.client, Fixture.v4, Fixture.gateway, until: Fixture.epoch + .seconds(9)))
    #expect(desk.lastOrder?.expiresAt == Fixture.epoch + .seconds(9))
    #expect(desk.portal.authorizations.live(access).map(\.policy) == [Fixture.v4Policy])
  }

  @Test func `an operator cannot let in whom nobody can reach`() throws {
    var desk = try PortalDesk.open(Fixture.directory())
    var resource = try Fixture.resource(Fixture.secret, "10.9.0.0/16")
    resource.sites = [Fixture.otherSite]
    desk.operate(.putResource(resource))
    for (action, error) in [
      (
        OperatorAction.authorize(Fixture.client, Fixture.secret, Fixture.gateway, until: nil),
        DirectoryError.notServed(Fixture.secret, by: Fixture.gateway)
      ),
      (.authorize(Fixture.otherClient, Fixture.v4, Fixture.gateway, until: nil), .clientNotOnline(Fixture.otherClient)),
      (.authorize(Fixture.client, Fixture.v4, Fixture.sibling, until: nil), .gatewayNotOnline(Fixture.sibling)),
      (.authorize(Fixture.id(9), Fixture.v4, Fixture.gateway, until: nil), .unknownClient(Fixture.id(9))),
      (.expire(Fixture.client, Fixture.v4, on: nil), .noAuthorization(Fixture.client, Fixture.v4)),
      (.tellClient(Fixture.otherClient, .resourceDeleted(Fixture.v4)), .clientNotOnline(Fixture.otherClient)),
      (.deleteToken(Fixture.id(9)), .unknownToken(Fixture.id(9))),
      (.deleteRelay(Fixture.id(9)), .unknownRelay(Fixture.id(9))),
      (
        .putToken(.init(id: Fixture.id(9), owner: .actor(Fixture.actor, nil), expiresAt: nil)),
        .endlessToken(Fixture.id(9))
      ),
      (.putRelay(.init(id: Fixture.relay, name: "r", ipv4: nil, ipv6: nil)), .relayWithoutAddress(Fixture.relay)),
    ] {
      desk.outputs = []
      desk.operate(action)
      #expect(desk.outputs == [.event(.actionRefused(action, error))])
    }
  }

  @Test func `one side is lied to and the portal believes what it believed`() throws {
    var desk = try PortalDesk.open(Fixture.directory())
    try desk.access(Fixture.v4)
    let before = desk.portal.authorizations.rows
    let entry = AuthorizationEntry(clientID: Fixture.client, resourceID: Fixture.v4, expiresAt: Fixture.epoch)
    desk.operate(.tellGateway(Fixture.gateway, .accessAuthorizationExpiryUpdated(entry)))
    desk.operate(.tellClient(Fixture.client, .resourceDeleted(Fixture.v4)))
    #expect(desk.sent == ["access_authorization_expiry_updated -> gateway", "resource_deleted -> client"])
    #expect(desk.portal.authorizations.rows == before)
    #expect(desk.portal.presence[PortalDesk.clientSocket]?.connectable[Fixture.v4] != nil)
  }

  @Test func `an hour that is set is kept`() throws {
    var desk = try PortalDesk.open(Fixture.directory())
    try desk.access(Fixture.v4)
    desk.operate(.setExpiry(Fixture.client, Fixture.v4, on: nil, Fixture.epoch + .seconds(60)))
    #expect(desk.portal.timers[.expiry] == Instant.zero + .seconds(60))
    desk.outputs = []
    desk.wake(after: .seconds(60))
    #expect(desk.ended.map(\.end?.reason) == [.expired] && desk.sent.isEmpty)
  }

  @Test func `a token that is shortened to now throws its owner out`() throws {
    var desk = try PortalDesk.open(Fixture.directory())
    desk.operate(.putToken(.init(id: Fixture.token, owner: .actor(Fixture.actor, nil), expiresAt: Fixture.epoch)))
    #expect(desk.outputs.contains(.close(PortalDesk.clientSocket)))
  }
}
