import Base
import Testing

@testable import Portal

@Suite struct RelayTests {
  private let first = SocketID(11)
  private let second = SocketID(12)

  private func directory() throws -> Directory {
    var directory = try Fixture.directory()
    let v6 = IPv6Address("2001:db8::101")
    try directory.put(.init(id: Fixture.relay, name: "relay-1", ipv4: IPv4Address(203, 0, 113, 101), ipv6: v6))
    try directory.put(.init(id: Fixture.otherRelay, name: "relay-2", ipv4: IPv4Address(203, 0, 113, 102), ipv6: nil))
    return directory
  }

  /// Relays, gateway and client, in this order.
  private func open(_ quirk: PortalQuirk? = nil) throws -> PortalDesk {
    var desk = PortalDesk(try directory())
    if let quirk { desk.operate(.setQuirk(quirk, true)) }
    desk.join(Fixture.relay, first)
    desk.join(Fixture.otherRelay, second)
    try desk.join(Fixture.gateway, PortalDesk.gatewaySocket)
    try desk.join(Fixture.client, PortalDesk.clientSocket)
    return desk
  }

  private func presences(_ desk: PortalDesk) -> [RelaysPresence] {
    desk.toClient.compactMap { if case .relaysPresence(let presence) = $0 { presence } else { nil } }
  }

  @Test func `a relay joins with its secret, is greeted, and then is told of`() throws {
    let desk = try open()
    #expect(desk.sent == ["init -> relay", "init -> relay", "init -> gateway", "init -> client"])
    guard case .initial(let greeting)? = desk.toClient.first else {
      Issue.record("no init")
      return
    }
    let relays = greeting.relays.relays.sorted { $0.id < $1.id }
    #expect(relays.map(\.id) == [Fixture.relay, Fixture.otherRelay])
    #expect(relays[0].ipv4?.endpoint == Endpoint("203.0.113.101:3478") && relays[0].ipv6 != nil)
    #expect(relays[1].ipv6 == nil)
    let key = try #require(Fixture.key(1))
    let mine = TURNCredentials(expiresAt: Fixture.tokenEnd, stampSecret: "s", publicKey: key)
    #expect(relays[0].ipv4?.username == mine.username && relays[0].ipv6?.password == mine.password)
  }

  @Test func `a relay without a secret is not let in`() throws {
    var desk = PortalDesk(try directory())
    desk.put(.opened(first, .relay(Fixture.relay)))
    desk.send(ChannelFrame<FromRelay>.Content.join, on: first)
    #expect(desk.ignored == [.noStampSecret])
    #expect(desk.replies(on: first) == [.error(reason: "invalid stamp_secret")])
    desk.put(.text(first, #"{"topic":"relay","event":"create_flow","payload":{},"ref":1}"#))
    #expect(desk.replies(on: first).last == .unknownMessage)
  }

  @Test func `a relay that is back within three seconds has never been away`() throws {
    var desk = try open()
    desk.outputs = []
    desk.put(.closed(first))
    desk.wake(after: .milliseconds(2900))
    desk.join(Fixture.relay, SocketID(13))
    desk.wake(after: .seconds(10))
    #expect(desk.sent == ["init -> relay"])
  }

  @Test func `a relay that stays away is told of after three seconds`() throws {
    var desk = try open()
    desk.outputs = []
    desk.put(.closed(first))
    #expect(desk.portal.timers[.relayLeave] == desk.now + .seconds(3))
    desk.wake(after: .seconds(3))
    #expect(desk.sent == ["relays_presence -> client", "relays_presence -> gateway"])
    #expect(presences(desk).map(\.disconnectedIDs) == [[Fixture.relay]])
    #expect(presences(desk).map { $0.connected.relays.map(\.id) } == [[Fixture.otherRelay]])
    #expect(desk.portal.timers[.relayLeave] == nil)
  }

  @Test func `a relay that restarted is told of at once`() throws {
    var desk = try open()
    desk.put(.closed(first))
    desk.outputs = []
    desk.join(Fixture.relay, SocketID(13), secret: "new")
    let presence = try #require(presences(desk).first)
    #expect(presence.disconnectedIDs == [Fixture.relay])
    #expect(presence.connected.relays.map(\.id).sorted() == [Fixture.relay, Fixture.otherRelay])
    let entry = presence.connected.relays.first { $0.id == Fixture.relay }?.ipv4
    let key = try #require(Fixture.key(1))
    let fresh = TURNCredentials(expiresAt: Fixture.tokenEnd, stampSecret: "new", publicKey: key)
    #expect(entry?.password == fresh.password)
    desk.outputs = []
    desk.wake(after: .seconds(5))
    #expect(desk.sent.isEmpty)
  }

  @Test func `a new socket of a relay with the same secret changes nothing`() throws {
    var desk = try open()
    desk.outputs = []
    desk.join(Fixture.relay, SocketID(13))
    desk.wake(after: .seconds(5))
    #expect(desk.sent == ["init -> relay"])
    #expect(desk.outputs.contains(.close(first)))
  }

  /// The first that comes back may be of a family that the node has not.
  @Test func `whoever has fewer than two relays hears of the next to come, and keeps the one it has`() throws {
    var desk = try PortalDesk.open(try directory())
    for (relay, socket) in [(Fixture.relay, first), (Fixture.otherRelay, second)] {
      desk.outputs = []
      desk.join(relay, socket)
      #expect(desk.sent == ["init -> relay", "relays_presence -> client", "relays_presence -> gateway"])
    }
    #expect(presences(desk).last?.connected.relays.map(\.id).sorted() == [Fixture.relay, Fixture.otherRelay])
    #expect(presences(desk).last?.disconnectedIDs == [])
  }

  /// Whoever hears of one relay meanwhile still has the other one, or is told that it is gone.
  @Test(arguments: [false, true]) func `a leave that is not told yet is not forgotten over another relay's news`(
    _ isBack: Bool
  ) throws {
    var desk = try open()
    desk.put(.closed(first))
    desk.put(.closed(second))
    desk.outputs = []
    desk.join(Fixture.otherRelay, SocketID(14), secret: "new")
    #expect(presences(desk).map(\.disconnectedIDs) == [[Fixture.otherRelay]])
    #expect(presences(desk).map { $0.connected.relays.map(\.id) } == [[Fixture.otherRelay]])
    desk.outputs = []
    if isBack { desk.join(Fixture.relay, SocketID(15)) }
    desk.wake(after: .seconds(3))
    #expect(presences(desk).map(\.disconnectedIDs) == (isBack ? [] : [[Fixture.relay]]))
  }

  @Test(arguments: [false, true]) func `a join tells of other relays' leaves early, or not`(_ isQuirk: Bool) throws {
    var desk = try open(isQuirk ? .joinFlushesLeaves : nil)
    desk.put(.closed(first))
    desk.put(.closed(second))
    desk.outputs = []
    desk.join(Fixture.otherRelay, SocketID(14))
    #expect(presences(desk).map(\.disconnectedIDs) == (isQuirk ? [[Fixture.relay]] : []))
  }

  @Test(arguments: [false, true]) func `a gateway's credentials stay, or change with each connect`(_ isQuirk: Bool)
    throws
  {
    var desk = try open(isQuirk ? .relayCredentialsChange : nil)
    desk.now = desk.now + .seconds(10)
    try desk.join(Fixture.gateway, SocketID(15))
    let names: [String] = desk.toGateway.compactMap {
      guard case .initial(let greeting) = $0 else { return nil }
      return greeting.relays.relays.first { $0.id == Fixture.relay }?.ipv4?.username
    }
    #expect(names.count == 2)
    #expect((names.first == names.last) == !isQuirk)
  }

  @Test func `a deleted relay is told to disconnect, and all others that it is gone`() throws {
    var desk = try open()
    desk.outputs = []
    desk.operate(.deleteRelay(Fixture.relay))
    let frame = ChannelFrame<ToRelay>(topic: "relay", content: .disconnect(reason: "token_expired"), ref: nil)
    #expect(desk.outputs.prefix(2) == [.text(first, frame.text), .close(first)])
    desk.wake(after: .seconds(3))
    #expect(presences(desk).map(\.disconnectedIDs) == [[Fixture.relay]])
  }

  @Test func `a relay's channel joins with its secret, again after a crash`() {
    var channel = Channel<ToRelay, FromRelay>(chance: Chance(seed: 1), login: .relayJoin(stampSecret: "s3"))
    var out = Outbox<Channel<ToRelay, FromRelay>.Output>()
    channel.handle(.connect, at: .zero, into: &out)
    channel.handle(.opened, at: .zero, into: &out)
    let text = #"{"event":"phx_join","payload":{"stamp_secret":"s3"},"ref":0,"topic":"relay"}"#
    #expect(out.outputs == [.open, .text(text)])
  }
}
