import Base
import Cipher
import Portal
import Testing
import Traversal
import Wire
import WireGuard

@testable import Access

@Suite struct ConnectionTests {
  @Test func `the client's packets wait for a path, and leave in order behind the handshake`() {
    var ends = ConnectionEnds()
    for n in 1...3 as ClosedRange<UInt32> { ends.clientSends(PacketID(n)) }
    #expect(ends.client.state == .connecting)
    #expect(ends.client.unsent == [1, 2, 3].map(PacketID.init))
    #expect(ends.sent.isEmpty)
    ends.introduce()
    #expect(ends.delivered == [1, 2, 3].map(PacketID.init))
    #expect(ends.client.unsent.isEmpty)
    #expect(ends.states(ofClient: true) == [.connected, .established])
    #expect(ends.states(ofClient: false) == [.connected, .established])
  }

  @Test func `of more packets than may wait the oldest goes, with a reason`() {
    var ends = ConnectionEnds()
    for n in 1...UInt32(Connection.waitingCapacity + 2) { ends.clientSends(PacketID(n)) }
    #expect(ends.drops == [.displaced, .displaced])
    #expect(ends.client.unsent.first == PacketID(3))
  }

  @Test func `a gateway without a path drops what is for its client`() {
    var ends = ConnectionEnds()
    ends.gatewaySends(PacketID(9))
    #expect(ends.drops == [.noPath])
  }

  @Test func `without a pair of addresses either side gives up after ten seconds`() {
    var ends = ConnectionEnds()
    ends.wait(.milliseconds(9_999))
    #expect(ends.states(ofClient: true).isEmpty)
    ends.wait(.milliseconds(1))
    #expect(ends.states(ofClient: true) == [.failed])
    #expect(ends.states(ofClient: false) == [.failed])
    #expect(ends.failures == [.noCandidates, .noCandidates])
  }

  @Test func `a pair in time is enough`() {
    var ends = ConnectionEnds()
    ends.wait(.seconds(9))
    ends.introduce()
    ends.wait(.seconds(9))
    #expect(ends.client.state == .established)
  }

  @Test func `after twenty quiet seconds a connection rests, and a packet wakes both ends`() {
    var ends = ConnectionEnds()
    ends.introduce()
    ends.clientSends(PacketID(1))
    ends.wait(.milliseconds(19_900))
    #expect(ends.client.state == .established)
    ends.wait(.milliseconds(200))
    #expect(ends.client.state == .idle)
    #expect(ends.gateway.state == .idle)
    let before = ends.sent.count
    ends.wait(.seconds(100))
    #expect(ends.sent.count - before < 60, "seldom: \(ends.sent.count - before) datagrams")
    ends.clientSends(PacketID(2))
    #expect(ends.client.state == .established)
    #expect(ends.gateway.state == .established)
    #expect(ends.delivered.last == PacketID(2))
  }

  @Test(arguments: [false, true])
  func `with a single pair the original never rests`(quirk: Bool) {
    var ends = ConnectionEnds(quirks: quirk ? [.busyWithOnePair] : [])
    ends.introduce()
    ends.wait(.seconds(60))
    #expect(ends.client.state == (quirk ? .established : .idle))
  }

  @Test(arguments: [(false, 14.0), (true, 20.0)])
  func `a path that stops is noticed, sooner than by the original`(quirk: Bool, within: Double) {
    var ends = ConnectionEnds(quirks: quirk ? [.checkEveryPair] : [])
    ends.introduce()
    ends.clientSends(PacketID(1))
    ends.wait(.seconds(5))
    ends.isCut = true
    let cut = ends.now
    while ends.client.state != .failed, ends.now < cut + .seconds(60) {
      ends.clientSends(PacketID(2))
      ends.wait(.seconds(1))
    }
    #expect(ends.client.state == .failed)
    #expect(ends.failures.contains(.unreachable))
    #expect(ends.now - cut <= .milliseconds(Int64(within * 1000)), "\((ends.now - cut).text)")
    if quirk { #expect(ends.now - cut > .seconds(14)) }
  }

  @Test func `a path that comes back in time loses nothing`() {
    var ends = ConnectionEnds()
    ends.introduce()
    ends.isCut = true
    ends.wait(.seconds(4))
    ends.isCut = false
    ends.wait(.seconds(2))
    ends.clientSends(PacketID(5))
    #expect(ends.delivered == [PacketID(5)])
    #expect(ends.failures.isEmpty)
  }

  @Test func `a candidate that is withdrawn ends its pairs at once`() {
    var ends = ConnectionEnds()
    ends.introduce()
    ends.act(onClient: true) { $0.remove([Candidate(host: Fixture.gatewaySocket)], at: $1, into: &$2) }
    #expect(!ends.client.hasPath)
    ends.clientSends(PacketID(1))
    ends.wait(.milliseconds(100))
    #expect(ends.delivered.isEmpty)
  }

  @Test func `an unanswered handshake ends the connection after fifteen seconds`() {
    var ends = ConnectionEnds()
    ends.losesHandshakes = true
    ends.introduce()
    ends.wait(.seconds(15))
    #expect(ends.failures == [.tunnelExpired])
  }

  @Test func `reuse tells our addresses again and begins a handshake`() {
    var ends = ConnectionEnds()
    ends.introduce()
    ends.wait(.seconds(30))
    ends.act(onClient: true) { connection, now, out in
      _ = connection.news.take()
      connection.reuse(at: now, into: &out)
    }
    #expect(ends.client.news.found.map(\.endpoint) == [Fixture.clientSocket])
    #expect(ends.client.state == .established || ends.client.state == .connected)
  }
}

/// Two ends of a connection on one clock, and a wire between them that takes no time.
struct ConnectionEnds {
  private static let packet = (try? Fixture.ping("172.20.0.1"))?.bytes ?? []

  var client: Connection
  var gateway: Connection
  var now = Instant.zero
  var isCut = false
  var losesHandshakes = false
  private(set) var sent: [[UInt8]] = []
  private(set) var delivered: [PacketID] = []
  private(set) var drops: [AccessDrop] = []
  private(set) var failures: [ConnectionFailure] = []
  private var changes: [(ofClient: Bool, ConnectionState)] = []

  init(quirks: [AccessQuirk] = []) {
    let (c, g) = (Fixture.node("client", Fixture.clientSocket), Fixture.node("gateway", Fixture.gatewaySocket))
    var switches = AccessQuirks.none
    for quirk in quirks { switches[quirk] = true }
    let ice = (ICECredentials(username: "c", password: "cp"), ICECredentials(username: "g", password: "gp"))
    client = Connection(
      ConnectionIdentity(
        remoteKey: g.keys.publicKey, presharedKey: .none, localCredentials: ice.0, remoteCredentials: ice.1),
      role: .controlling, number: ConnectionNumber(index: 1, tag: 1), of: c, switches, at: .zero)
    gateway = Connection(
      ConnectionIdentity(
        remoteKey: c.keys.publicKey, presharedKey: .none, localCredentials: ice.1, remoteCredentials: ice.0),
      role: .controlled, number: ConnectionNumber(index: 2, tag: 2), of: g, switches, at: .zero)
  }

  /// Both learn of both sockets.
  mutating func introduce() {
    act(onClient: false) { $0.offer(host: Fixture.gatewaySocket, at: $1, into: &$2) }
    act(onClient: true) { $0.offer(host: Fixture.clientSocket, at: $1, into: &$2) }
    act(onClient: true) { $0.add([Candidate(host: Fixture.gatewaySocket)], at: $1, into: &$2) }
  }

  mutating func clientSends(_ id: PacketID) {
    act(onClient: true) { $0.send(Self.packet, id, at: $1, into: &$2) }
  }

  mutating func gatewaySends(_ id: PacketID) {
    act(onClient: false) { $0.send(Self.packet, id, at: $1, into: &$2) }
  }

  func states(ofClient: Bool) -> [ConnectionState] { changes.filter { $0.ofClient == ofClient }.map(\.1) }

  mutating func wait(_ span: Duration) {
    let end = now + span
    while let next = Instant.earlier(client.nextDeadline(), gateway.nextDeadline()), next <= end {
      now = max(now, next)
      for isClient in [true, false] { act(onClient: isClient) { $0.wake(at: $1, into: &$2) } }
    }
    now = end
  }

  mutating func act(
    onClient: Bool, _ body: (inout Connection, Instant, inout Outbox<Connection.Output>) -> Void
  ) {
    var out = Outbox<Connection.Output>()
    if onClient { body(&client, now, &out) } else { body(&gateway, now, &out) }
    for output in out.outputs {
      switch output {
      case .datagram(let bytes, let from, let to, let id, ecn: _): carry(bytes, from, to, id, toClient: !onClient)
      case .deliver(_, let id): delivered.append(id)
      case .dropped(_, let drop): drops.append(drop)
      case .state(let state, let failure):
        changes.append((onClient, state))
        if let failure { failures.append(failure) }
      case .relayed, .bind, .tunnel, .secret, .ice: break
      }
    }
  }

  private mutating func carry(_ bytes: [UInt8], _ from: Endpoint, _ to: Endpoint, _ id: PacketID, toClient: Bool) {
    sent.append(bytes)
    let isCheck = STUNMessage.isLikely(bytes, in: bytes.indices)
    if isCut || losesHandshakes && !isCheck { return }
    act(onClient: toClient) { connection, now, out in
      if isCheck {
        connection.check(bytes, from: from, to: to, id, at: now, into: &out)
      } else {
        if let packet = connection.receive(.datagram(bytes, id), at: now, into: &out) { out.put(.deliver(packet, id)) }
      }
    }
  }
}
