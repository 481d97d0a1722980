import Base
import Portal
import Traversal
import Wire
import WireGuard

/// A machine with connections to peers: finds the one that a datagram is for, and does what connections want done.
protocol TunnelOwner: Machine where Output == AccessOutput {
  associatedtype Peer: Hashable & Sendable

  var local: LocalNode { get }
  var demultiplexer: Demultiplexer<Peer> { get set }
  var relays: Relays { get set }
  var quirks: AccessQuirks { get }
  /// In ascending order.
  var connectedPeers: [Peer] { get }
  var isJoined: Bool { get }

  static func participant(_ peer: Peer) -> Participant
  /// Changes the connection to a peer, if there is one.
  mutating func update(connectionTo peer: Peer, _ body: (inout Connection) -> Void)
  /// A whole packet came out of the tunnel.
  mutating func admit(
    _ packet: IPPacket, _ id: PacketID, from peer: Peer, at now: Instant, into out: inout Outbox<Output>)
  mutating func connection(to peer: Peer, became state: ConnectionState, into out: inout Outbox<Output>)
  /// Tells a peer, by way of the portal.
  mutating func broadcast(_ news: CandidateNews, to peer: Peer, at now: Instant, into out: inout Outbox<Output>)
}

extension TunnelOwner {
  /// A datagram from the network. What a relay's own address sent is the relay's, whatever it looks like.
  mutating func receive(
    _ bytes: [UInt8], _ from: Endpoint, _ to: Endpoint, _ id: PacketID, _ ecn: ECN, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    if let relay = relays.relay(at: from) {
      withRelays(at: now, into: &out) { $0.receive(bytes, of: relay, from: from, to: to, id, at: now, into: &$1) }
    } else {
      sort(bytes, from, to, id, ecn, at: now, into: &out)
    }
  }

  /// A datagram of a peer, to one of our sockets or to an address that a relay lends us.
  mutating func sort(
    _ bytes: [UInt8], _ from: Endpoint, _ to: Endpoint, _ id: PacketID, _ ecn: ECN = .notECT, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    switch demultiplexer.judge(bytes, from: from.address, id, at: now) {
    case .tunnel(let peer, let input):
      receive(id, behind: ecn, from: peer, at: now, into: &out) { $0.receive(input, at: now, into: &$1) }
    case .check(let peer):
      withConnection(to: peer, at: now, into: &out) { $0.check(bytes, from: from, to: to, id, at: now, into: &$1) }
    case .unclaimed(let problem): out.put(.event(.dropped(id, .unclaimedCheck(problem))))
    case .cookie(let reply):
      out.put(.event(.dropped(id, .notAPeerMessage(.cookieDemanded))))
      answer(reply, from: to, to: from, at: now, into: &out)
    case .rejected(let rejection): out.put(.event(.dropped(id, .notAPeerMessage(rejection))))
    }
  }

  /// Lets a connection act, and does what it wants done.
  mutating func withConnection(
    to peer: Peer, at now: Instant, into out: inout Outbox<Output>,
    _ body: (inout Connection, inout Outbox<Connection.Output>) -> Void
  ) {
    receive(.none, behind: .notECT, from: peer, at: now, into: &out) {
      body(&$0, &$1)
      return nil
    }
  }

  /// Lets a connection take something in, and does what it wants done.
  ///
  /// - Parameters:
  ///   - ecn: the mark of the datagram in which packets came.
  ///   - body: the packet that came of it last, if one did.
  private mutating func receive(
    _ id: PacketID, behind ecn: ECN, from peer: Peer, at now: Instant, into out: inout Outbox<Output>,
    _ body: (inout Connection, inout Outbox<Connection.Output>) -> [UInt8]?
  ) {
    var hasNews = false
    var packet: [UInt8]?
    let outputs = out.nested { inner in
      update(connectionTo: peer) {
        packet = body(&$0, &inner)
        hasNews = !$0.news.isEmpty
      }
    }
    for output in outputs { obey(output, of: peer, behind: ecn, at: now, into: &out) }
    if let packet { admit(packet, id, behind: ecn, from: peer, at: now, into: &out) }
    if hasNews { announce(to: peer, at: now, into: &out) }
  }

  private mutating func obey(
    _ output: Connection.Output, of peer: Peer, behind ecn: ECN, at now: Instant, into out: inout Outbox<Output>
  ) {
    switch output {
    case .datagram(let bytes, let from, let to, let id, let ecn):
      out.put(.datagram(bytes, from: from, to: to, id, ecn: ecn))
    case .relayed(let bytes, let relay, let to, let id):
      withRelays(at: now, into: &out) { $0.drive(relay, .send(bytes, to: to, id), at: now, into: &$1) }
    case .bind(let endpoint, let relay):
      withRelays(at: now, into: &out) { $0.drive(relay, .bind(endpoint), at: now, into: &$1) }
    case .deliver(let bytes, let id): admit(bytes, id, behind: ecn, from: peer, at: now, into: &out)
    case .tunnel(let event): out.put(.event(.tunnel(Self.participant(peer), event)))
    case .secret(let secret): out.put(.secret(secret))
    case .ice(let event): out.put(.event(.ice(Self.participant(peer), event)))
    case .dropped(let id, let drop): out.put(.event(.dropped(id, drop)))
    case .state(let state, let failure):
      out.put(.event(.connection(Self.participant(peer), state, failure)))
      connection(to: peer, became: state, into: &out)
    }
  }

  private mutating func admit(
    _ bytes: [UInt8], _ id: PacketID, behind ecn: ECN, from peer: Peer, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    do throws(MalformedPacket) {
      admit(try IPPacket(bytes).emerging(from: ecn), id, from: peer, at: now, into: &out)
    } catch {
      out.put(.event(.dropped(id, .malformed(error))))
    }
  }
}
