import Base
import Testing

@testable import Portal

@Suite struct WithdrawalTests {
  private let access = AccessPath(gateway: Fixture.gateway, client: Fixture.client, resource: Fixture.v4)
  private var rejection: ToGateway { .rejectAccess(.init(clientID: Fixture.client, resourceID: Fixture.v4)) }

  private func open(_ directory: Directory? = nil, quirk: PortalQuirk? = nil) throws -> PortalDesk {
    var desk = try PortalDesk.open(directory ?? Fixture.directory())
    if let quirk { desk.operate(.setQuirk(quirk, true)) }
    try desk.access(Fixture.v4)
    try desk.access(Fixture.v6)
    return desk
  }

  @Test func `the test hook tells one gateway and nobody else`() throws {
    var desk = try open()
    let before = desk.portal.authorizations.rows
    desk.operate(.rejectAccess(Fixture.gateway, Fixture.client, Fixture.v4))
    #expect(desk.toGateway == [rejection])
    #expect(desk.toClient.isEmpty)
    #expect(desk.portal.authorizations.rows == before)

    desk.outputs = []
    desk.ask(Fixture.v4, preferring: [Fixture.gateway])
    desk.confirm(try #require(desk.lastOrder).ref)
    #expect(desk.sent == ["authorize_flow -> gateway", "flow_created -> client"])
    #expect(desk.portal.authorizations.live(access).count == 1)
  }

  @Test func `the test hook refuses what does not exist`() throws {
    var desk = try open()
    for (action, error) in [
      (
        OperatorAction.rejectAccess(Fixture.id(9), Fixture.client, Fixture.v4),
        DirectoryError.unknownGateway(Fixture.id(9))
      ),
      (.rejectAccess(Fixture.gateway, Fixture.id(9), Fixture.v4), .unknownClient(Fixture.id(9))),
      (.rejectAccess(Fixture.gateway, Fixture.client, Fixture.id(9)), .unknownResource(Fixture.id(9))),
      (.rejectAccess(Fixture.sibling, Fixture.client, Fixture.v4), .gatewayNotOnline(Fixture.sibling)),
      (
        .deleteAuthorization(Fixture.client, Fixture.secret, from: nil),
        .noAuthorization(Fixture.client, Fixture.secret)
      ),
      (.deletePolicy(Fixture.id(9)), .unknownPolicy(Fixture.id(9))),
    ] {
      desk.outputs = []
      desk.operate(action)
      #expect(desk.outputs == [.event(.actionRefused(action, error))])
    }
  }

  @Test func `nothing on a socket reaches the test hook`() throws {
    var desk = try open()
    let text = ChannelFrame<ToGateway>(topic: "gateway", content: .message(rejection), ref: 1).text
    desk.put(.text(PortalDesk.gatewaySocket, text))
    desk.put(.text(PortalDesk.clientSocket, text))
    #expect(desk.toGateway.isEmpty)
    #expect(desk.ignored.count == 2)
  }

  @Test func `the last authorization on a gateway is known as such`() throws {
    var desk = try PortalDesk.open(Fixture.directory())
    try desk.access(Fixture.v4)
    #expect(desk.portal.wouldBeLastAuthorization(access))
    try desk.access(Fixture.v6)
    #expect(!desk.portal.wouldBeLastAuthorization(access))
  }

  @Test func `a deleted policy takes resource and access`() throws {
    var desk = try open()
    desk.operate(.deletePolicy(Fixture.v4Policy))
    #expect(desk.toClient == [.resourceDeleted(Fixture.v4)])
    #expect(desk.toGateway == [rejection])
    #expect(desk.sent == ["resource_deleted -> client", "reject_access -> gateway"])
    #expect(desk.ended.map(\.end?.reason) == [.policyChanged(Fixture.v4Policy)])
    #expect(desk.portal.authorizations.live.map(\.resource) == [Fixture.v6])

    desk.outputs = []
    desk.operate(.putPolicy(.init(id: Fixture.v4Policy, group: Fixture.group, resource: Fixture.v4)))
    #expect(desk.sent == ["resource_created_or_updated -> client"])
  }

  private func twofold() throws -> Directory {
    var directory = try Fixture.directory()
    try directory.put(
      Directory.Policy(
        id: Fixture.secondPolicy, group: Fixture.otherGroup, resource: Fixture.v4,
        expiresAt: Fixture.epoch + .seconds(600)))
    return directory
  }

  @Test func `a deleted authorization is rejected even where another policy grants the same`() throws {
    var desk = try open(twofold())
    desk.operate(.deletePolicy(Fixture.v4Policy))
    #expect(desk.toGateway == [rejection])
    #expect(desk.toClient.isEmpty)
    #expect(desk.portal.authorizations.live(access).isEmpty)
  }

  @Test func `a portal that re-authorizes keeps the access where another policy grants the same`() throws {
    var desk = try open(twofold(), quirk: .reauthorizeInPortal)
    desk.operate(.deletePolicy(Fixture.v4Policy))
    let entry = AuthorizationEntry(
      clientID: Fixture.client, resourceID: Fixture.v4, expiresAt: Fixture.epoch + .seconds(600))
    #expect(desk.toGateway == [.accessAuthorizationExpiryUpdated(entry)])
    #expect(desk.toClient.isEmpty)
    #expect(desk.portal.authorizations.live(access).map(\.policy) == [Fixture.secondPolicy])
  }

  @Test func `a policy that is disabled and enabled goes and comes`() throws {
    var desk = try open()
    desk.operate(.setPolicyEnabled(Fixture.v4Policy, false))
    #expect(desk.sent == ["resource_deleted -> client", "reject_access -> gateway"])
    desk.outputs = []
    desk.operate(.setPolicyEnabled(Fixture.v4Policy, false))
    #expect(desk.outputs.isEmpty)
    desk.operate(.setPolicyEnabled(Fixture.v4Policy, true))
    #expect(desk.sent == ["resource_created_or_updated -> client"])
  }

  @Test func `an authorization deleted under a policy that grants it is rejected all the same`() throws {
    var desk = try open()
    desk.operate(.deleteAuthorization(Fixture.client, Fixture.v4, from: Fixture.gateway))
    #expect(desk.toGateway == [rejection])
    #expect(desk.portal.authorizations.live(access).isEmpty)
  }

  @Test func `a portal that re-authorizes makes an authorization deleted under a policy anew`() throws {
    var desk = try open(quirk: .reauthorizeInPortal)
    desk.operate(.deleteAuthorization(Fixture.client, Fixture.v4, from: Fixture.gateway))
    #expect(desk.sent == ["access_authorization_expiry_updated -> gateway"])
    #expect(desk.ended.map(\.end?.reason) == [.deletedByOperator])
    #expect(desk.portal.authorizations.live(access).map(\.id.number) == [3])
  }

  @Test func `a member who leaves loses what the group had`() throws {
    var desk = try open()
    desk.operate(.removeMember(Fixture.actor, Fixture.group))
    #expect(
      desk.sent == [
        "resource_deleted -> client", "resource_deleted -> client", "reject_access -> gateway",
        "reject_access -> gateway",
      ])
    #expect(desk.portal.authorizations.live.isEmpty)
    desk.outputs = []
    desk.operate(.addMember(Fixture.actor, Fixture.group))
    #expect(desk.sent == ["resource_created_or_updated -> client", "resource_created_or_updated -> client"])
  }

  @Test func `new filters are told to all, and nobody loses access`() throws {
    var desk = try open()
    try desk.join(Fixture.sibling, PortalDesk.siblingSocket, key: 3)
    desk.outputs = []
    desk.operate(.setFilters(Fixture.v4, [.tcp(443...443), .icmp]))
    #expect(
      desk.sent == [
        "resource_created_or_updated -> client", "resource_updated -> gateway", "resource_updated -> sibling",
      ])
    guard case .resourceUpdated(let resource)? = desk.toGateway.first else { return }
    #expect(resource.filters == [.tcp(443...443), .icmp])
    #expect(desk.ended.isEmpty)
  }

  @Test func `a new address ends every access even where a policy grants it`() throws {
    var desk = try open()
    desk.operate(.putResource(try Fixture.resource(Fixture.v4, "172.21.0.0/16")))
    #expect(desk.sent == ["resource_created_or_updated -> client", "reject_access -> gateway"])
    #expect(desk.ended.map(\.end?.reason) == [.resourceChanged])
  }

  @Test func `a resource that changes its site goes and comes`() throws {
    var desk = try open()
    var resource = try Fixture.resource(Fixture.v4, "172.20.0.0/16")
    resource.sites = [Fixture.otherSite]
    desk.operate(.putResource(resource))
    #expect(
      desk.sent == [
        "resource_deleted -> client", "resource_created_or_updated -> client", "reject_access -> gateway",
      ])
    #expect(desk.ended.map(\.end?.reason) == [.siteLeft])
  }

  @Test func `a deleted resource takes its policies along`() throws {
    var desk = try open()
    desk.operate(.deleteResource(Fixture.v4))
    #expect(desk.sent == ["resource_deleted -> client", "reject_access -> gateway"])
    #expect(desk.portal.directory.policies[Fixture.v4Policy] == nil)
  }

  @Test func `access that was revoked and granted while the client was away is asked for anew by nobody`() throws {
    var desk = try open()
    desk.put(.closed(PortalDesk.clientSocket))
    desk.operate(.deletePolicy(Fixture.v4Policy))
    desk.operate(.putPolicy(.init(id: Fixture.v4Policy, group: Fixture.group, resource: Fixture.v4)))
    try desk.join(Fixture.client, SocketID(7))
    #expect(desk.sent == ["reject_access -> gateway", "init -> client"])
  }

  @Test func `access lost while the client was away ends when it comes back`() throws {
    var directory = try Fixture.directory()
    let end = Fixture.epoch + .seconds(30)
    try directory.put(
      Directory.Policy(id: Fixture.v4Policy, group: Fixture.group, resource: Fixture.v4, expiresAt: end))
    var desk = try open(directory)
    desk.put(.closed(PortalDesk.clientSocket))
    desk.now = desk.now + .seconds(31)
    try desk.join(Fixture.client, SocketID(7))
    #expect(desk.ended.map(\.end?.reason) == [.notConnectable])
    #expect(desk.sent == ["reject_access -> gateway", "init -> client"])
  }

  @Test func `rows end at their hour and nobody is told`() throws {
    var directory = try Fixture.directory()
    let end = Fixture.epoch + .seconds(30)
    try directory.put(
      Directory.Policy(id: Fixture.v4Policy, group: Fixture.group, resource: Fixture.v4, expiresAt: end))
    var desk = try open(directory)
    #expect(desk.portal.timers[.expiry] == Instant.zero + .seconds(30))
    desk.wake(after: .seconds(30))
    #expect(desk.ended.map(\.end?.reason) == [.expired])
    #expect(desk.sent.isEmpty)
    #expect(desk.portal.timers[.expiry] == Instant.zero + .seconds(7 * 86400))
  }

  @Test func `a gateway that comes back learns what still holds`() throws {
    var desk = try open()
    desk.ask(Fixture.v4)
    desk.put(.closed(PortalDesk.gatewaySocket))
    desk.operate(.deletePolicy(Fixture.v6Policy))
    desk.outputs = []
    try desk.join(Fixture.gateway, SocketID(8))
    guard case .initial(let greeting)? = desk.toGateway.first else {
      Issue.record("no init")
      return
    }
    let entry = AuthorizationEntry(clientID: Fixture.client, resourceID: Fixture.v4, expiresAt: Fixture.tokenEnd)
    #expect(greeting.authorizations == [entry])
    #expect(greeting.accountSlug == "mycorp")
  }
}
