import Base
import Testing

@testable import Portal

/// Ends that come earlier than an access was told, and orders that come later.
@Suite struct LateEndTests {
  private func token(until end: UnixTime) -> OperatorAction {
    .putToken(.init(id: Fixture.token, owner: .actor(Fixture.actor, nil), expiresAt: end))
  }

  @Test func `what was granted for a token ends when the token's end has come nearer`() throws {
    var desk = try PortalDesk.open(Fixture.directory())
    try desk.access(Fixture.v4)
    desk.operate(token(until: Fixture.epoch + .seconds(50)))
    #expect(desk.ended.isEmpty)
    desk.wake(after: .seconds(60))
    #expect(desk.ended.map(\.end?.reason) == [.tokenDeleted(Fixture.token)])
    #expect(desk.sent == ["reject_access -> gateway"])
  }

  @Test func `a token that ends now takes its accesses with it`() throws {
    var desk = try PortalDesk.open(Fixture.directory())
    try desk.access(Fixture.v4)
    desk.operate(token(until: Fixture.epoch))
    #expect(desk.ended.map(\.end?.reason) == [.tokenDeleted(Fixture.token)])
    #expect(desk.sent == ["reject_access -> gateway"])
  }

  @Test func `a token's end is noticed while its client is away`() throws {
    var desk = try PortalDesk.open(Fixture.directory())
    try desk.access(Fixture.v4)
    desk.put(.closed(PortalDesk.clientSocket))
    desk.operate(token(until: Fixture.epoch + .seconds(100)))
    desk.wake(after: .seconds(60))
    #expect(desk.ended.isEmpty)
    desk.wake(after: .seconds(60))
    #expect(desk.ended.map(\.end?.reason) == [.tokenDeleted(Fixture.token)])
  }

  @Test func `a gateway that confirms an access whose moved hour has passed is told to forget it`() throws {
    var desk = try PortalDesk.open(Fixture.directory())
    desk.ask(Fixture.v4)
    let ref = try #require(desk.lastOrder).ref
    desk.confirm(ref)
    desk.operate(.setExpiry(Fixture.client, Fixture.v4, on: nil, Fixture.epoch + .seconds(30)))
    desk.wake(after: .seconds(30))
    #expect(desk.ended.map(\.end?.reason) == [.expired])
    desk.outputs = []
    desk.confirm(ref)
    #expect(desk.sent == ["reject_access -> gateway"])

    // Where it has been given anew, what holds now is what the gateway is told.
    desk.outputs = []
    desk.ask(Fixture.v4)
    desk.outputs = []
    desk.confirm(ref)
    let entry = AuthorizationEntry(clientID: Fixture.client, resourceID: Fixture.v4, expiresAt: Fixture.tokenEnd)
    #expect(desk.toGateway == [.accessAuthorizationExpiryUpdated(entry)])
  }
}
