import Base
import Cipher
import Testing

@testable import Portal

@Suite struct RefusalTests {
  private func failure(_ desk: PortalDesk) -> FlowCreationFailed? {
    guard case .flowCreationFailed(let failure)? = desk.toClient.last else { return nil }
    return failure
  }

  @Test func `what no policy grants is not found`() throws {
    var desk = try PortalDesk.open(try Fixture.directory())
    for resource in [Fixture.secret, Fixture.id(0x99)] {
      desk.ask(resource)
      #expect(failure(desk) == FlowCreationFailed(resourceID: resource, reason: .notFound))
    }
    #expect(desk.portal.authorizations.rows.isEmpty)
  }

  @Test func `without a gateway in the site the resource is offline`() throws {
    var desk = try PortalDesk.open(try Fixture.directory())
    desk.put(.closed(PortalDesk.gatewaySocket))
    desk.ask(Fixture.v4, preferring: [Fixture.gateway])
    #expect(failure(desk) == FlowCreationFailed(resourceID: Fixture.v4, reason: .offline))
  }

  @Test func `a gateway that has not joined yet does not count`() throws {
    var desk = PortalDesk(try Fixture.directory())
    try desk.join(Fixture.client, PortalDesk.clientSocket)
    desk.put(.opened(PortalDesk.gatewaySocket, .gateway(Fixture.gateway, try #require(Fixture.key(2)))))
    desk.ask(Fixture.v4)
    #expect(failure(desk)?.reason == .offline)
  }

  @Test func `a policy that has lapsed forbids until the list is looked at again`() throws {
    var directory = try Fixture.directory()
    let end = Fixture.epoch + .seconds(30)
    try directory.put(
      Directory.Policy(id: Fixture.v4Policy, group: Fixture.group, resource: Fixture.v4, expiresAt: end))
    var desk = try PortalDesk.open(directory)
    desk.wake(after: .seconds(30))
    desk.ask(Fixture.v4)
    #expect(
      failure(desk)
        == FlowCreationFailed(resourceID: Fixture.v4, reason: .forbidden, violatedProperties: [.currentUTCDatetime]))
    desk.outputs = []
    desk.wake(after: .seconds(30))
    #expect(desk.toClient == [.resourceDeleted(Fixture.v4)])
    desk.ask(Fixture.v4)
    #expect(failure(desk)?.reason == .notFound)
  }

  @Test func `strangers and expired tokens are not let in`() throws {
    var desk = PortalDesk(try Fixture.directory())
    let key = try #require(Fixture.key(9))
    desk.put(.opened(SocketID(9), .client(Fixture.id(0x99), key)))
    #expect(
      desk.outputs == [
        .event(.loginRefused(SocketID(9), .client(Fixture.id(0x99)), .unknownParticipant)), .close(SocketID(9)),
      ])
    desk.now = desk.now + .seconds(7 * 86400)
    desk.outputs = []
    desk.put(.opened(SocketID(10), .client(Fixture.client, key)))
    #expect(
      desk.outputs == [
        .event(.loginRefused(SocketID(10), .client(Fixture.client), .invalidToken)), .close(SocketID(10)),
      ])
  }

  @Test func `frames that make no sense are answered where there is something to answer`() throws {
    var desk = try PortalDesk.open(try Fixture.directory())
    let socket = PortalDesk.clientSocket
    desk.put(.text(socket, "{"))
    #expect(desk.replies(on: socket) == [])
    desk.put(.text(socket, #"{"topic":"client","event":"dance","payload":{},"ref":5}"#))
    desk.put(.text(socket, #"{"topic":"client","event":"create_flow","payload":{"resource_id":"x"},"ref":6}"#))
    #expect(desk.replies(on: socket) == [.unknownMessage, .unknownMessage])
    desk.put(.text(socket, #"{"topic":"gateway","event":"phx_join","payload":null,"ref":7}"#))
    #expect(desk.replies(on: socket).last == .unmatchedTopic)
    #expect(desk.ignored.count == 4)
    #expect(desk.sent.isEmpty)
  }

  @Test func `a message before the join finds no channel`() throws {
    var desk = PortalDesk(try Fixture.directory())
    desk.put(.opened(PortalDesk.clientSocket, .client(Fixture.client, try #require(Fixture.key(1)))))
    desk.ask(Fixture.v4)
    #expect(desk.replies(on: PortalDesk.clientSocket) == [.unmatchedTopic])
    #expect(desk.ignored == [.notJoined(event: "create_flow")])
  }

  @Test func `hearts are answered and the silent are hung up on`() throws {
    var desk = try PortalDesk.open(try Fixture.directory())
    desk.wake(after: .seconds(30))
    desk.put(.text(PortalDesk.gatewaySocket, #"{"topic":"phoenix","event":"heartbeat","payload":{},"ref":8}"#))
    #expect(desk.replies(on: PortalDesk.gatewaySocket) == [.ok])
    desk.wake(after: .seconds(36))
    #expect(!desk.outputs.contains(.close(PortalDesk.gatewaySocket)))
    desk.wake(after: .seconds(1))
    #expect(desk.outputs.contains(.close(PortalDesk.gatewaySocket)))
    #expect(!desk.outputs.contains(.close(PortalDesk.clientSocket)))
    desk.wake(after: .seconds(240))
    #expect(desk.outputs.contains(.close(PortalDesk.clientSocket)))
  }

  @Test func `nobody can make up, repeat or borrow an answer`() throws {
    var desk = try PortalDesk.open(try Fixture.directory())
    try desk.join(Fixture.sibling, PortalDesk.siblingSocket, key: 3)
    desk.ask(Fixture.v4, preferring: [Fixture.gateway])
    let ref = try #require(desk.lastOrder).ref
    desk.outputs = []
    let forged = (ref.first == "A" ? "B" : "A") + ref.dropFirst()
    for wrong in [forged, "", "x", String(ref.dropLast()), ref + "="] { desk.confirm(wrong) }
    desk.confirm(ref, on: PortalDesk.siblingSocket)
    #expect(desk.ignored == Array(repeating: .invalidRef, count: 6))
    #expect(desk.replies(on: PortalDesk.siblingSocket) == [.invalidRef])
    #expect(desk.toClient.isEmpty)
    desk.confirm(ref)
    desk.confirm(ref)
    #expect(desk.sent == ["flow_created -> client"])
    #expect(desk.ignored.last == .alreadyAuthorized(AuthorizationID(1)))
  }

  @Test func `an answer finds the client that came back with its key`() throws {
    var desk = try PortalDesk.open(try Fixture.directory())
    desk.ask(Fixture.v4)
    let ref = try #require(desk.lastOrder).ref
    try desk.join(Fixture.client, SocketID(7))
    desk.outputs = []
    desk.confirm(ref)
    #expect(desk.sent == ["flow_created -> client"])
  }

  @Test func `an answer after the client came back with another key is lost`() throws {
    var desk = try PortalDesk.open(try Fixture.directory())
    desk.ask(Fixture.v4)
    let ref = try #require(desk.lastOrder).ref
    try desk.join(Fixture.client, SocketID(7), key: 9)
    desk.outputs = []
    desk.confirm(ref)
    #expect(desk.ignored == [.clientGone(Fixture.client)])
    #expect(desk.sent.isEmpty)
  }

  @Test func `where only the old channel counts an answer after the client came back is lost`() throws {
    var desk = try PortalDesk.open(try Fixture.directory(), .answerOldChannelOnly)
    desk.ask(Fixture.v4)
    let ref = try #require(desk.lastOrder).ref
    try desk.join(Fixture.client, SocketID(7))
    #expect(desk.outputs.contains(.close(PortalDesk.clientSocket)))
    desk.outputs = []
    desk.confirm(ref)
    #expect(desk.ignored == [.clientGone(Fixture.client)])
    #expect(desk.sent.isEmpty)
  }

  @Test func `an answer of a gateway with a new key is stale`() throws {
    var desk = try PortalDesk.open(try Fixture.directory())
    desk.ask(Fixture.v4)
    let ref = try #require(desk.lastOrder).ref
    try desk.join(Fixture.gateway, SocketID(7), key: 77)
    desk.outputs = []
    desk.confirm(ref, on: SocketID(7))
    #expect(desk.ignored == [.gatewayKeyChanged(Fixture.gateway)])
  }

  @Test func `mutated frames of a participant change nothing for anybody else`() throws {
    var desk = try PortalDesk.open(try Fixture.directory())
    try desk.access(Fixture.v4)
    var chance = Chance(seed: 8)
    let samples = WireSample.fromClient + WireSample.fromGateway
    for round in 0..<1500 {
      var bytes = Array(samples[round % samples.count].utf8)
      for _ in 0...chance.below(4) {
        let at = Int(chance.below(UInt32(bytes.count)))
        bytes[at] = UInt8(truncatingIfNeeded: chance.nextUInt32())
      }
      let socket = round % 2 == 0 ? PortalDesk.clientSocket : PortalDesk.gatewaySocket
      desk.put(.text(socket, String(decoding: bytes, as: UTF8.self)))
    }
    #expect(!desk.ignored.isEmpty)
    #expect(desk.ended.isEmpty)
    #expect(!desk.toGateway.contains { if case .rejectAccess = $0 { true } else { false } })
    #expect(desk.portal.presence.joinedClients == [Fixture.client])
    #expect(desk.portal.presence.joinedGateways == [Fixture.gateway])
  }

  /// Two machines with one identity: whoever is only cut off comes back at once, and cuts off the other one.
  @Test(arguments: [false, true]) func `a machine whose identity another one brings is told to stop, or is cut off`(
    isQuirk: Bool
  ) throws {
    var desk = try PortalDesk.open(try Fixture.directory())
    desk.operate(.setQuirk(.evictWithoutWord, isQuirk))
    let goodbye = ChannelFrame<ToClient>(topic: "client", content: .disconnect(reason: "replaced"), ref: nil)
    try desk.join(Fixture.client, SocketID(21), key: 1)
    #expect(!desk.outputs.contains(.text(PortalDesk.clientSocket, goodbye.text)), "the same key: the same machine")
    desk.outputs = []
    try desk.join(Fixture.client, SocketID(22), key: 3)
    #expect(desk.outputs.contains(.text(SocketID(21), goodbye.text)) == !isQuirk)
    #expect(desk.outputs.contains(.close(SocketID(21))))
  }
}
