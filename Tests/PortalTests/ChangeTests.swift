import Base
import Testing

@testable import Portal

/// What is pushed on which change: control plane §5.6 and §5.7, row by row.
@Suite struct ChangeTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let actions: [OperatorAction]
    let pushes: [String]
    /// Why authorizations of the first resource ended.
    var end: EndReason?

    var testDescription: String { name }
  }

  private static let deleted = "resource_deleted -> client"
  private static let created = "resource_created_or_updated -> client"
  private static let rejected = "reject_access -> gateway"

  private static func policy(_ change: (inout Directory.Policy) -> Void) -> OperatorAction {
    var policy = Directory.Policy(id: Fixture.v4Policy, group: Fixture.group, resource: Fixture.v4)
    change(&policy)
    return .putPolicy(policy)
  }

  private static func resource(_ change: (inout Directory.Resource) -> Void) -> OperatorAction {
    let network = IPPrefix("172.20.0.0/16") ?? IPPrefix(host: .v4(IPv4Address(172, 20, 0, 0)))
    var resource = Directory.Resource(
      id: Fixture.v4, name: "172.20.0.0/16", target: .cidr(network), sites: [Fixture.site])
    change(&resource)
    return .putResource(resource)
  }

  private static func account(_ change: (inout Directory.Account) -> Void) -> OperatorAction {
    var account = Directory.Account(id: Fixture.id(0), slug: "mycorp")
    change(&account)
    return .putAccount(account)
  }

  static let rows: [Row] = [
    .init(
      name: "policy deleted", actions: [.deletePolicy(Fixture.v4Policy)], pushes: [deleted, rejected],
      end: .policyChanged(Fixture.v4Policy)),
    .init(
      name: "policy disabled", actions: [policy { $0.isEnabled = false }], pushes: [deleted, rejected],
      end: .policyChanged(Fixture.v4Policy)),
    .init(
      name: "policy of another group", actions: [policy { $0.group = Fixture.otherGroup }],
      pushes: [deleted, created, rejected], end: .policyChanged(Fixture.v4Policy)),
    .init(
      name: "policy for another resource", actions: [policy { $0.resource = Fixture.secret }],
      pushes: [deleted, created, rejected], end: .policyChanged(Fixture.v4Policy)),
    .init(
      name: "policy with a condition that holds",
      actions: [policy { $0.conditions = [.remoteIPLocationRegion(.isNotIn, ["DE"])] }],
      pushes: [deleted, created, rejected], end: .policyChanged(Fixture.v4Policy)),
    .init(
      name: "policy with a condition that does not", actions: [policy { $0.conditions = [.clientVerified(true)] }],
      pushes: [deleted, rejected], end: .policyChanged(Fixture.v4Policy)),
    .init(
      name: "policy for the first time",
      actions: [.putPolicy(.init(id: Fixture.id(0x59), group: Fixture.group, resource: Fixture.secret))],
      pushes: [created]),
    .init(
      name: "member removed", actions: [.removeMember(Fixture.actor, Fixture.group)],
      pushes: [deleted, deleted, rejected, rejected], end: .membershipRemoved(Fixture.group)),
    .init(
      name: "group deleted", actions: [.deleteGroup(Fixture.group)], pushes: [deleted, deleted, rejected, rejected],
      end: .membershipRemoved(Fixture.group)),
    .init(
      name: "resource deleted", actions: [.deleteResource(Fixture.v4)], pushes: [deleted, rejected],
      end: .resourceDeleted),
    .init(
      name: "resource's address changed", actions: [resource { $0.target = .internet }], pushes: [created, rejected],
      end: .resourceChanged),
    .init(name: "resource renamed", actions: [resource { $0.name = "net" }], pushes: [created]),
    .init(name: "resource described", actions: [resource { $0.addressDescription = "d" }], pushes: [created]),
    .init(
      name: "filters changed", actions: [.setFilters(Fixture.v4, [.icmp])],
      pushes: [created, "resource_updated -> gateway"]),
    .init(
      name: "site renamed", actions: [.putSite(.init(id: Fixture.site, name: "Headquarters"))],
      pushes: [deleted, created, deleted, created]),
    .init(
      name: "site added to a resource", actions: [resource { $0.sites = [Fixture.site, Fixture.otherSite] }],
      pushes: [deleted, created]),
    .init(
      name: "resource moved to another site", actions: [resource { $0.sites = [Fixture.otherSite] }],
      pushes: [deleted, created, rejected], end: .siteLeft),
    .init(
      name: "site deleted", actions: [.deleteSite(Fixture.site)], pushes: [deleted, deleted, rejected, rejected],
      end: .siteLeft),
    .init(
      name: "token deleted", actions: [.deleteToken(Fixture.token)], pushes: [rejected, rejected],
      end: .tokenDeleted(Fixture.token)),
    .init(
      name: "actor disabled", actions: [.putActor(.init(id: Fixture.actor, name: "a", isDisabled: true))],
      pushes: [rejected, rejected], end: .actorDisabled(Fixture.actor)),
    .init(
      name: "actor deleted", actions: [.deleteActor(Fixture.actor)], pushes: [rejected, rejected], end: .clientDeleted),
    .init(
      name: "account disabled", actions: [account { $0.isDisabled = true }], pushes: [rejected, rejected],
      end: .accountDisabled),
    .init(
      name: "DNS servers changed", actions: [account { $0.searchDomain = "corp.test" }],
      pushes: ["config_changed -> client"]),
    .init(name: "slug changed", actions: [account { $0.slug = "other" }], pushes: ["init -> gateway"]),
    .init(name: "account unchanged", actions: [account { _ in }], pushes: []),
    .init(name: "client verified", actions: [.setVerified(Fixture.client, true)], pushes: []),
    .init(
      name: "client unverified", actions: [.setVerified(Fixture.client, true), .setVerified(Fixture.client, false)],
      pushes: [rejected, rejected], end: .clientUnverified),
    .init(
      name: "client deleted", actions: [.deleteClient(Fixture.client)], pushes: [rejected, rejected],
      end: .clientDeleted),
    // The gateway hears of it before its channel stops.
    .init(
      name: "gateway deleted", actions: [.deleteGateway(Fixture.gateway)], pushes: [rejected, rejected],
      end: .gatewayDeleted),
    .init(
      name: "authorization deleted", actions: [.deleteAuthorization(Fixture.client, Fixture.v4, from: nil)],
      pushes: [rejected], end: .deletedByOperator),
    .init(
      name: "authorization expired", actions: [.expire(Fixture.client, Fixture.v4, on: nil)],
      pushes: ["access_authorization_expiry_updated -> gateway"], end: .expired),
    .init(
      name: "expiry set",
      actions: [.setExpiry(Fixture.client, Fixture.v4, on: Fixture.gateway, Fixture.epoch + .seconds(60))],
      pushes: ["access_authorization_expiry_updated -> gateway"]),
  ]

  @Test(arguments: rows) func `a change tells those whom it concerns`(_ row: Row) throws {
    var desk = try PortalDesk.open(Fixture.directory())
    try desk.access(Fixture.v4)
    try desk.access(Fixture.v6)
    for action in row.actions { desk.operate(action) }
    #expect(desk.sent == row.pushes)
    #expect(desk.ended.first { $0.resource == Fixture.v4 }?.end?.reason == row.end)
  }

  @Test func `whoever loses its token, its row or its account loses its socket`() throws {
    for (action, sockets) in [
      (OperatorAction.deleteToken(Fixture.token), [PortalDesk.clientSocket]),
      (.deleteClient(Fixture.client), [PortalDesk.clientSocket]),
      (.deleteActor(Fixture.actor), [PortalDesk.clientSocket]),
      (.putActor(.init(id: Fixture.actor, name: "a", isDisabled: true)), [PortalDesk.clientSocket]),
      (.deleteGateway(Fixture.gateway), [PortalDesk.gatewaySocket]),
      (.deleteSite(Fixture.site), [PortalDesk.gatewaySocket]),
      (Self.account { $0.isDisabled = true }, [PortalDesk.clientSocket, PortalDesk.gatewaySocket]),
    ] {
      var desk = try PortalDesk.open(Fixture.directory())
      desk.operate(action)
      #expect(desk.outputs.compactMap { if case .close(let socket) = $0 { socket } else { nil } } == sockets)
    }
  }

  @Test func `a deleted client's channel closes before its socket does`() throws {
    var desk = try PortalDesk.open(Fixture.directory())
    desk.operate(.deleteClient(Fixture.client))
    #expect(
      desk.outputs.first
        == .text(PortalDesk.clientSocket, #"{"event":"phx_close","payload":{},"ref":null,"topic":"client"}"#))
  }

  @Test func `a verified client reaches more`() throws {
    var directory = try Fixture.directory()
    try directory.put(
      Directory.Policy(
        id: Fixture.secondPolicy, group: Fixture.group, resource: Fixture.secret, conditions: [.clientVerified(true)]))
    var desk = try PortalDesk.open(directory)
    desk.operate(.setVerified(Fixture.client, true))
    #expect(desk.sent == [Self.created])
    desk.operate(.setVerified(Fixture.client, false))
    #expect(desk.sent == [Self.created, Self.deleted])
  }

  @Test func `a window that opens and closes is told within a minute, and expires to the second`() throws {
    var directory = try Fixture.directory()
    // The desk begins on a Friday at 08:00 UTC.
    let window = try TimeWindow("F/08:01:30-08:02:30/UTC")
    try directory.put(
      Directory.Policy(
        id: Fixture.secondPolicy, group: Fixture.group, resource: Fixture.secret,
        conditions: [.currentUTCDatetime([window])]))
    var desk = try PortalDesk.open(directory)
    desk.wake(after: .seconds(60))
    #expect(desk.sent.isEmpty)
    desk.wake(after: .seconds(60))
    #expect(desk.sent == [Self.created])
    // The gateway has not said a word for two minutes.
    try desk.join(Fixture.gateway, SocketID(7))
    desk.ask(Fixture.secret)
    #expect(desk.lastOrder?.expiresAt == Fixture.epoch + .seconds(150))
    let order = desk.lastOrder
    desk.confirm(try #require(order).ref, on: SocketID(7))
    desk.outputs = []
    desk.wake(after: .seconds(30))
    #expect(desk.ended.map(\.end?.reason) == [.expired] && desk.sent.isEmpty)
    desk.ask(Fixture.secret)
    #expect(
      desk.toClient == [
        .flowCreationFailed(
          .init(resourceID: Fixture.secret, reason: .forbidden, violatedProperties: [.currentUTCDatetime]))
      ])
    desk.outputs = []
    desk.wake(after: .seconds(30))
    #expect(desk.sent == [Self.deleted])
  }

  private func clock(set by: Duration) -> ControlPlane.Input { .clockSet(WallClock(epoch: Fixture.epoch + by)) }

  @Test func `a clock that is set opens and closes windows at once, and accesses end by it`() throws {
    var directory = try Fixture.directory()
    try directory.put(
      Directory.Policy(
        id: Fixture.secondPolicy, group: Fixture.group, resource: Fixture.secret,
        conditions: [.currentUTCDatetime([try TimeWindow("F/09:00-10:00/UTC")])]))
    var desk = try PortalDesk.open(directory)
    desk.put(clock(set: .seconds(3600)))
    #expect(desk.sent == [Self.created])
    try desk.access(Fixture.secret)
    desk.put(clock(set: .seconds(7200)))
    #expect(desk.ended.map(\.end?.reason) == [.expired])
    #expect(desk.sent == [Self.deleted])
    // Back to where it was: what ended stays so.
    desk.outputs = []
    desk.put(clock(set: .zero))
    #expect(desk.sent.isEmpty)
    desk.ask(Fixture.secret)
    #expect(desk.lastOrder == nil)
  }

  @Test func `an end is waited for by the clock that was set`() throws {
    var desk = try PortalDesk.open(Fixture.directory())
    try desk.access(Fixture.v4)
    let end = Fixture.tokenEnd
    desk.put(clock(set: .seconds(6 * 86_400)))
    #expect(desk.portal.timers[.expiry] == Instant.zero + (end - Fixture.epoch) + .seconds(-6 * 86_400))
    desk.put(clock(set: .seconds(8 * 86_400)))
    #expect(desk.ended.map(\.end?.reason) == [.expired])
    // A token that is good no longer lets nobody in, and its client is sent away.
    #expect(!desk.portal.presence.joinedClients.contains(Fixture.client))
  }

  @Test func `an actor who comes later is in every managed group`() throws {
    var directory = Directory(account: .init(id: Fixture.id(0), slug: "x"))
    try directory.add(Directory.Group(id: Fixture.group, name: "Everyone", kind: .managed))
    try directory.put(Directory.Actor(id: Fixture.actor, name: "late", kind: .serviceAccount))
    #expect(directory.isMember(Fixture.actor, of: Fixture.group))
    #expect(throws: DirectoryError.managedGroup(Fixture.group)) {
      _ = try directory.setMember(Fixture.actor, of: Fixture.group, false)
    }
    #expect(throws: DirectoryError.managedGroup(Fixture.group)) { try directory.deleteGroup(Fixture.group) }
    try directory.deleteActor(Fixture.actor)
    #expect(directory.members(of: Fixture.group).isEmpty)
  }

  @Test func `the site Internet serves the Internet, and stays`() throws {
    var directory = try Fixture.directory()
    let internet = Directory.Site(id: Fixture.id(9), name: "Internet", owner: .system)
    try directory.add(internet)
    var resource = try Fixture.resource(Fixture.id(0x49), "10.7.0.0/16")
    resource.sites = [internet.id]
    #expect(throws: DirectoryError.systemSite(internet.id)) { try directory.put(resource) }
    resource.target = .internet
    try directory.put(resource)
    #expect(throws: DirectoryError.systemSite(internet.id)) { try directory.deleteSite(internet.id) }
    #expect(throws: DirectoryError.systemSite(internet.id)) { try directory.put(.init(id: internet.id, name: "x")) }
  }

  @Test func `an old client is not told what it could not understand`() throws {
    var directory = try Fixture.directory()
    let internet = Directory.Resource(id: Fixture.secret, name: "i", target: .internet, sites: [Fixture.site])
    let wiki = Directory.Resource(
      id: Fixture.v6, name: "w", target: .dns(pattern: "**.wiki.test", stack: .dual), sites: [Fixture.site])
    try directory.put(internet)
    try directory.put(wiki)
    try directory.put(Directory.Policy(id: Fixture.secondPolicy, group: Fixture.group, resource: Fixture.secret))
    for (version, expected) in [
      (AppVersion(1, 1, 9), [Fixture.v4]), (AppVersion(1, 2, 0), [Fixture.v4, Fixture.v6]),
      (AppVersion(1, 3, 0), [Fixture.v4, Fixture.v6, Fixture.secret]),
    ] {
      var desk = PortalDesk(directory)
      try desk.join(Fixture.client, PortalDesk.clientSocket, from: Origin(version: version))
      guard case .initial(let greeting)? = desk.toClient.first else { continue }
      #expect(greeting.resources.elements.map(\.id) == expected)
    }
  }
}
