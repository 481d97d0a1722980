import Base
import Cipher

/// WireGuard with one peer: packets in, messages out, and the other way round.
///
/// The owner carries datagrams, knows where the peer is, and finds the tunnel that a message belongs to: by
/// `Message.receiver >> 8`, or by `IdentifiedInitiation.peer`.
package struct Tunnel: Machine {
  package enum Input: Sendable {
    /// A plaintext IP packet for the peer.
    case packet([UInt8], PacketID)
    /// A message from the peer, and the packet that it is known to carry, if any.
    case datagram([UInt8], PacketID)
    /// An initiation that the owner has identified already, and the number that it is known by, if any.
    indirect case initiation(IdentifiedInitiation, PacketID)
    /// A wish for a fresh session; ignored while a handshake is in flight and within 20 s of the last such wish.
    case initiate
  }

  package enum Output: Sendable {
    /// A message for the peer, and the packet that it carries; `.none` for handshakes and keepalives.
    case send([UInt8], PacketID)
    /// A packet from the peer, cut to the length that it states.
    case deliver([UInt8], PacketID)
    case event(TunnelEvent)
    /// For whoever writes a key log or opens what crosses the wire; everyone else lets it go.
    case secret(TunnelSecret)
  }

  // What data packets do not touch stands apart.
  private let peeringBox: Boxed<Peering>
  let policy: TunnelPolicy
  var chance: Chance
  var indices: SessionIndices
  var clock: HandshakeClock
  private var cookiesBox = Boxed(CookieHolder())
  private var seriesBox = Boxed(InitiationSeries())
  var sessions = Sessions()
  var queue: PacketQueue
  package internal(set) var timers = TimerTable<TunnelTimer>()

  /// - Parameter index: 24 bits, this tunnel's own among the owner's.
  package init(
    local: StaticKeys, remote: PublicKey, presharedKey: PresharedKey?, index: UInt32, policy: TunnelPolicy,
    chance: Chance, wall: WallClock, at now: Instant
  ) {
    peeringBox = Boxed(Peering(local: local, remote: remote, presharedKey: presharedKey))
    self.policy = policy
    self.chance = chance
    indices = SessionIndices(base: index)
    clock = HandshakeClock(wall: wall)
    queue = PacketQueue(limit: policy.queueLength)
    timers[.expiry] = now + Limits.expireAfterTime
    timers[.persistentKeepalive] = policy.persistentKeepalive.map { now + $0 }
  }

  var peering: Peering { _read { yield peeringBox.value } }

  var cookies: CookieHolder {
    _read { yield cookiesBox.value }
    _modify { yield &cookiesBox.value }
  }

  var series: InitiationSeries {
    _read { yield seriesBox.value }
    _modify { yield &seriesBox.value }
  }

  package var remote: PublicKey { peering.remote }
  package var presharedKey: PresharedKey { peering.presharedKey }
  /// Whether a packet handed in now would leave at once.
  package func canSend(at now: Instant) -> Bool { sessions.current?.canSend(at: now) ?? false }

  /// The keys that the next packet will be sealed with, and its counter; nil without a session.
  package var sending: (keys: SessionKeys, counter: UInt64)? { sessions.current.map { ($0.keys, $0.sendCounter) } }
  /// The cookie that the peer gave us, while it holds.
  package func cookie(at now: Instant) -> Bytes16? { cookies.fresh(at: now) }

  package mutating func handle(_ input: Input, at now: Instant, into out: inout Outbox<Output>) {
    switch input {
    case .packet(let packet, let id): send(packet, id, at: now, into: &out)
    case .datagram(let bytes, let id):
      if let packet = open(bytes, id, at: now, into: &out) { out.put(.deliver(packet, id)) }
    case .initiation(let initiation, let id):
      do throws(MessageRejection) { try consume(initiation, at: now, into: &out) } catch {
        out.put(.event(.messageRejected(error, id)))
      }
    case .initiate: initiateProactively(at: now, into: &out)
    }
  }
}

/// What a tunnel waits for.
package enum TunnelTimer: Int, TimerName {
  /// An initiation is in flight and will be repeated.
  case retransmission = 0
  /// The series of initiations ends.
  case handshakeEnd = 1
  /// The current session is to be renewed.
  case rekey = 2
  /// Data went out and nothing came back.
  case noResponse = 3
  /// Data came in and nothing went out.
  case keepalive = 4
  case persistentKeepalive = 5
  /// The oldest session reaches its age.
  case sessionEnd = 6
  /// No session for three lifetimes.
  case expiry = 7
}
