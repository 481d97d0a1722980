import Base
import Cipher
import Portal
import Testing
import Traversal
import Wire
import WireGuard

@testable import Access

@Suite struct ConnectionTests {
  /// Two ends of a connection; datagrams are handed over by the test.
  private struct Ends {
    var client: Connection
    var gateway: Connection
    var now = Instant.zero

    init() {
      let (c, g) = (Fixture.node("client", Fixture.clientSocket), Fixture.node("gateway", Fixture.gatewaySocket))
      client = Connection(Self.identity(g.keys.publicKey), role: .controlling, index: 1, of: c, at: .zero)
      gateway = Connection(Self.identity(c.keys.publicKey), role: .controlled, index: 2, of: g, at: .zero)
    }

    static func identity(_ key: PublicKey) -> ConnectionIdentity {
      ConnectionIdentity(
        remoteKey: key, presharedKey: .none, localCredentials: .init(username: "a", password: "b"),
        remoteCredentials: .init(username: "c", password: "d"))
    }

    mutating func client(
      _ body: (inout Connection, Instant, inout Outbox<Connection.Output>) -> Void
    ) -> [Connection.Output] {
      var out = Outbox<Connection.Output>()
      body(&client, now, &out)
      return out.outputs
    }

    mutating func gatewayReceives(_ bytes: [UInt8], from: Endpoint) -> [Connection.Output] {
      var out = Outbox<Connection.Output>()
      gateway.receive(.datagram(bytes, PacketID(1)), from: from, to: Fixture.gatewaySocket, at: now, into: &out)
      return out.outputs
    }

    mutating func clientReceives(_ bytes: [UInt8]) -> [Connection.Output] {
      let at = now
      return client { connection, _, out in
        connection.receive(
          .datagram(bytes, PacketID(1)), from: Fixture.gatewaySocket, to: Fixture.clientSocket, at: at, into: &out)
      }
    }

    /// Handshake and its confirmation; gives the last datagram that the client sent.
    mutating func establish() throws -> [UInt8] {
      let first = client { $0.add([Candidate(host: Fixture.gatewaySocket)], at: $1, into: &$2) }
      let answer = gatewayReceives(try #require(first.datagrams.first).bytes, from: Fixture.clientSocket)
      let response = try #require(answer.datagrams.first).bytes
      let keepalive = try #require(clientReceives(response).datagrams.first).bytes
      _ = gatewayReceives(keepalive, from: Fixture.clientSocket)
      return keepalive
    }
  }

  private static let elsewhere = Endpoint(Fixture.address("198.51.100.66"), 666)

  @Test func `messages wait for a path`() throws {
    var ends = Ends()
    let waiting = ends.client { $0.send([0x45], PacketID(1), at: $1, into: &$2) }
    #expect(waiting.datagrams.isEmpty)
    #expect(ends.client.state == .connecting)
    #expect(ends.client.unsent == [PacketID(1)])
    let outputs = ends.client { $0.add([Candidate(host: Fixture.gatewaySocket)], at: $1, into: &$2) }
    #expect(outputs.datagrams.count == 1, "the one handshake that has begun")
    #expect(outputs.datagrams.first?.path == Path(local: Fixture.clientSocket, remote: Fixture.gatewaySocket))
    #expect(ends.client.state == .connected)
  }

  @Test func `a packet that is sent or dropped waits no more`() throws {
    var ends = Ends()
    let packet = try Fixture.ping("172.20.0.1").bytes
    let first = ends.client { $0.add([Candidate(host: Fixture.gatewaySocket)], at: $1, into: &$2) }
    _ = ends.client { $0.send(packet, PacketID(4), at: $1, into: &$2) }
    #expect(ends.client.unsent == [PacketID(4)])
    let answer = ends.gatewayReceives(try #require(first.datagrams.first).bytes, from: Fixture.clientSocket)
    let sent = ends.clientReceives(try #require(answer.datagrams.first).bytes)
    #expect(sent.datagrams.contains { $0.id == PacketID(4) })
    #expect(ends.client.unsent.isEmpty)
  }

  @Test func `the best pair of one family is the path, and a better one takes over`() {
    var ends = Ends()
    let relayed = Candidate(
      foundation: "r", priority: 5, endpoint: Endpoint(Fixture.address("203.0.113.99"), 50_000), kind: .relayed)
    _ = ends.client { $0.add([Candidate(host: Endpoint(Fixture.address("2001:db8::1"), 1))], at: $1, into: &$2) }
    #expect(ends.client.path == nil, "no socket of that family")
    _ = ends.client { $0.add([relayed], at: $1, into: &$2) }
    #expect(ends.client.path?.remote == relayed.endpoint)
    _ = ends.client { $0.add([Candidate(host: Fixture.gatewaySocket)], at: $1, into: &$2) }
    #expect(ends.client.path?.remote == Fixture.gatewaySocket)
    _ = ends.client { $0.remove([Candidate(host: Fixture.gatewaySocket)], at: $1, into: &$2) }
    #expect(ends.client.path?.remote == relayed.endpoint)
  }

  @Test func `what comes in one message is looked at whole before the handshake begins`() {
    var ends = Ends()
    let relayed = Candidate(
      foundation: "r", priority: 5, endpoint: Endpoint(Fixture.address("203.0.113.99"), 50_000), kind: .relayed)
    let outputs = ends.client { $0.add([relayed, Candidate(host: Fixture.gatewaySocket)], at: $1, into: &$2) }
    #expect(outputs.datagrams.count == 1)
    #expect(ends.client.path?.remote == Fixture.gatewaySocket)
  }

  @Test func `without a candidate the controlling side gives up after ten seconds`() {
    var ends = Ends()
    #expect(ends.gateway.nextDeadline != .at(10), "the controlled side waits for as long as it takes")
    #expect(ends.client.nextDeadline == .at(10))
    ends.now = .at(9.9)
    #expect(ends.client { $0.wake(at: $1, into: &$2) }.states.isEmpty)
    ends.now = .at(10)
    #expect(ends.client { $0.wake(at: $1, into: &$2) }.states == [.failed])
  }

  @Test func `a candidate in time is enough`() {
    var ends = Ends()
    ends.now = .at(9)
    _ = ends.client { $0.add([Candidate(host: Fixture.gatewaySocket)], at: $1, into: &$2) }
    ends.now = .at(10)
    #expect(ends.client { $0.wake(at: $1, into: &$2) }.states.isEmpty)
  }

  @Test func `the gateway follows its client's authentic messages, and nobody else's`() throws {
    var ends = Ends()
    let keepalive = try ends.establish()
    let home = Path(local: Fixture.gatewaySocket, remote: Fixture.clientSocket)
    #expect(ends.gateway.path == home)
    #expect(ends.gateway.state == .established)

    #expect(ends.gatewayReceives(keepalive, from: Self.elsewhere).rejected, "a replay")
    var forged = ends.client { $0.send([0x45] + [UInt8](repeating: 0, count: 30), PacketID(1), at: $1, into: &$2) }
      .datagrams[0].bytes
    forged[20] ^= 1
    #expect(ends.gatewayReceives(forged, from: Self.elsewhere).rejected, "a changed message")
    #expect(ends.gatewayReceives([UInt8](repeating: 4, count: 64), from: Self.elsewhere).rejected)
    #expect(ends.gateway.path == home)

    forged[20] ^= 1
    _ = ends.gatewayReceives(forged, from: Self.elsewhere)
    let packet = try Fixture.ping("172.20.0.1").bytes
    let authentic = ends.client { $0.send(packet, PacketID(2), at: $1, into: &$2) }.datagrams[0].bytes
    #expect(!ends.gatewayReceives(authentic, from: Self.elsewhere).rejected)
    #expect(ends.gateway.path?.remote == Self.elsewhere)
  }

  @Test func `a replayed initiation does not move the path`() throws {
    var ends = Ends()
    let first = ends.client { $0.add([Candidate(host: Fixture.gatewaySocket)], at: $1, into: &$2) }.datagrams[0].bytes
    _ = ends.gatewayReceives(first, from: Fixture.clientSocket)
    ends.now = .at(1)
    #expect(ends.gatewayReceives(first, from: Self.elsewhere).rejected)
    #expect(ends.gateway.path?.remote == Fixture.clientSocket)
  }

  @Test func `the controlling side keeps its path whatever comes from elsewhere`() throws {
    var ends = Ends()
    _ = try ends.establish()
    var out = Outbox<Connection.Output>()
    ends.gateway.send(try Fixture.ping("172.20.0.1").bytes, PacketID(1), at: ends.now, into: &out)
    let bytes = try #require(out.outputs.datagrams.first).bytes
    let path = ends.client.path
    _ = ends.client {
      $0.receive(.datagram(bytes, PacketID(1)), from: Self.elsewhere, to: Fixture.clientSocket, at: $1, into: &$2)
    }
    #expect(ends.client.path == path)
  }

  @Test func `an unanswered handshake ends the connection after fifteen seconds`() {
    var ends = Ends()
    _ = ends.client { $0.add([Candidate(host: Fixture.gatewaySocket)], at: $1, into: &$2) }
    var states: [ConnectionState] = []
    while ends.now < .at(20), let next = ends.client.nextDeadline {
      ends.now = next
      states += ends.client { $0.wake(at: $1, into: &$2) }.states
      if !states.isEmpty { break }
    }
    #expect(states == [.failed])
    #expect(ends.now == .at(15))
  }
}

extension [Connection.Output] {
  var datagrams: [(bytes: [UInt8], path: Path, id: PacketID)] {
    compactMap { if case .datagram(let bytes, let path, let id, ecn: _) = $0 { (bytes, path, id) } else { nil } }
  }

  var states: [ConnectionState] { compactMap { if case .state(let state, _) = $0 { state } else { nil } } }

  var rejected: Bool {
    contains { if case .tunnel(.messageRejected) = $0 { true } else { false } }
  }
}
