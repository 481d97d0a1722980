import Base
import Portal
import Wire
import WireGuard

/// A machine with connections to peers: finds the one that a datagram is for, and does what connections want done.
protocol TunnelOwner: Machine where Output == AccessOutput {
  associatedtype Peer: Hashable & Sendable

  var demultiplexer: Demultiplexer<Peer> { get set }

  static func participant(_ peer: Peer) -> Participant
  /// Changes the connection to a peer, if there is one.
  mutating func update(connectionTo peer: Peer, _ body: (inout Connection) -> Void)
  /// A whole packet came out of the tunnel.
  mutating func admit(
    _ packet: IPPacket, _ id: PacketID, from peer: Peer, at now: Instant, into out: inout Outbox<Output>)
  mutating func connection(to peer: Peer, became state: ConnectionState, into out: inout Outbox<Output>)
}

extension TunnelOwner {
  /// A datagram from the network.
  mutating func receive(
    _ bytes: [UInt8], _ from: Endpoint, _ to: Endpoint, _ id: PacketID, _ ecn: ECN, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    switch demultiplexer.judge(bytes, from: from.address, id, at: now) {
    case .tunnel(let peer, let input):
      withConnection(to: peer, behind: ecn, at: now, into: &out) {
        $0.receive(input, from: from, to: to, at: now, into: &$1)
      }
    case .cookie(let reply):
      out.put(.event(.dropped(id, .notAPeerMessage(.cookieDemanded))))
      out.put(.datagram(reply, from: to, to: from, .none))
    case .rejected(let rejection): out.put(.event(.dropped(id, .notAPeerMessage(rejection))))
    }
  }

  /// Lets a connection act, and does what it wants done.
  ///
  /// - Parameter ecn: the mark of the datagram in which packets came.
  mutating func withConnection(
    to peer: Peer, behind ecn: ECN = .notECT, at now: Instant, into out: inout Outbox<Output>,
    _ body: (inout Connection, inout Outbox<Connection.Output>) -> Void
  ) {
    let outputs = out.nested { inner in update(connectionTo: peer) { body(&$0, &inner) } }
    for output in outputs {
      switch output {
      case .datagram(let bytes, let path, let id, let ecn):
        out.put(.datagram(bytes, from: path.local, to: path.remote, id, ecn: ecn))
      case .deliver(let bytes, let id): admit(bytes, id, behind: ecn, from: peer, at: now, into: &out)
      case .tunnel(let event): out.put(.event(.tunnel(Self.participant(peer), event)))
      case .secret(let secret): out.put(.secret(secret))
      case .state(let state, let failure):
        out.put(.event(.connection(Self.participant(peer), state, failure)))
        connection(to: peer, became: state, into: &out)
      }
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
