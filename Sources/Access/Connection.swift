import Base
import Cipher
import Portal
import Traversal
import Wire
import WireGuard

/// What makes two set-ups the same connection: with all of it equal, both ends keep what they have (and start one more
/// handshake); with any of it different, they begin anew.
package struct ConnectionIdentity: Hashable, Sendable {
  package let remoteKey: PublicKey
  package let presharedKey: PresharedKey
  package let localCredentials: ICECredentials
  package let remoteCredentials: ICECredentials

  package init(
    remoteKey: PublicKey, presharedKey: PresharedKey, localCredentials: ICECredentials,
    remoteCredentials: ICECredentials
  ) {
    self.remoteKey = remoteKey
    self.presharedKey = presharedKey
    self.localCredentials = localCredentials
    self.remoteCredentials = remoteCredentials
  }
}

/// Where a connection's datagrams leave and where they go.
package struct Path: Hashable, Sendable {
  package let local: Endpoint
  package let remote: Endpoint
}

package enum ConnectionState: String, Hashable, Sendable {
  /// Waiting for a way to the peer.
  case connecting
  /// There is a path; WireGuard's handshake is under way or done.
  case connected
  /// A handshake has been completed: packets can pass.
  case established
  case failed
  case closed
}

package enum ConnectionFailure: String, Hashable, Sendable {
  /// No address of the peer became known in time.
  case noCandidates = "no-candidates"
  /// WireGuard gave up on its handshake, or the session ran out.
  case tunnelExpired = "tunnel-expired"
}

/// The way to one peer: a tunnel, and the path under it.
///
/// The client is the controlling side: it chooses the path from the candidates and begins the handshake. The gateway
/// answers to where the last authentic message came from, and sends nothing before one has come.
package struct Connection: Sendable {
  /// From creation to the first remote candidate.
  package static let candidateTimeout: Duration = .seconds(10)
  /// WireGuard messages that wait for a path; the oldest goes first.
  package static let waitingCapacity = 128

  package enum Output: Sendable {
    /// - ecn: the mark of the packet inside (RFC 6040 §4.1), unless it had to wait.
    case datagram([UInt8], Path, PacketID, ecn: ECN = .notECT)
    case deliver([UInt8], PacketID)
    case tunnel(TunnelEvent)
    case secret(TunnelSecret)
    case state(ConnectionState, ConnectionFailure?)
  }

  package let identity: ConnectionIdentity
  package let role: ICERole
  /// The tunnel's number among those of this node.
  package let index: UInt32
  package private(set) var state = ConnectionState.connecting
  package private(set) var path: Path?
  package private(set) var remoteCandidates: [Candidate] = []
  package private(set) var tunnel: Tunnel
  private let sockets: [Endpoint]
  private var candidateDeadline: Instant?
  private var waiting: [Waiting] = []
  /// Packets that wait for a session; whoever drops the connection drops them too.
  package private(set) var unsent: [PacketID] = []

  private struct Waiting: Sendable {
    let bytes: [UInt8]
    let id: PacketID
  }

  package init(_ identity: ConnectionIdentity, role: ICERole, index: UInt32, of node: LocalNode, at now: Instant) {
    self.identity = identity
    self.role = role
    self.index = index
    sockets = node.sockets
    tunnel = Tunnel(
      local: node.keys, remote: identity.remoteKey, presharedKey: identity.presharedKey, index: index,
      policy: .firezone, chance: node.chance.stream("tunnel \(index)"), wall: node.wall, at: now)
    candidateDeadline = role == .controlling ? now + Self.candidateTimeout : nil
  }

  package var localCandidates: [Candidate] { sockets.map { Candidate(host: $0) } }

  package var nextDeadline: Instant? { Instant.earlier(candidateDeadline, tunnel.timers.next) }
}

extension Connection {
  package mutating func send(_ bytes: [UInt8], _ id: PacketID, at now: Instant, into out: inout Outbox<Output>) {
    let outputs = out.nested { tunnel.handle(.packet(bytes, id), at: now, into: &$0) }
    relay(outputs, bearing: ECN(of: bytes), of: id, into: &out)
  }

  /// The same connection was asked for again: a fresh handshake shows both ends that the other is there.
  package mutating func reuse(at now: Instant, into out: inout Outbox<Output>) {
    if role == .controlling, path != nil { drive(.initiate, at: now, into: &out) }
  }

  /// Takes in what one message brought, all of it before a path is chosen: else the handshake would begin on the way
  /// that happens to be named first, and move.
  package mutating func add(_ candidates: [Candidate], at now: Instant, into out: inout Outbox<Output>) {
    for candidate in candidates where !remoteCandidates.contains(candidate) { remoteCandidates.append(candidate) }
    if !remoteCandidates.isEmpty { candidateDeadline = nil }
    chooseBest(at: now, into: &out)
  }

  package mutating func remove(_ candidates: [Candidate], at now: Instant, into out: inout Outbox<Output>) {
    remoteCandidates.removeAll { candidates.contains($0) }
    guard let path, candidates.contains(where: { $0.endpoint == path.remote }) else { return }
    chooseBest(at: now, into: &out)
  }

  private mutating func chooseBest(at now: Instant, into out: inout Outbox<Output>) {
    guard role == .controlling, let best = bestPath, best != path else { return }
    take(best, into: &out)
    drive(.initiate, at: now, into: &out)
  }

  /// What the demultiplexer found to be this connection's.
  package mutating func receive(
    _ input: Tunnel.Input, from remote: Endpoint, to local: Endpoint, at now: Instant, into out: inout Outbox<Output>
  ) {
    let outputs = out.nested { tunnel.handle(input, at: now, into: &$0) }
    // WireGuard's roaming: an authentic message says where its sender is now.
    if role == .controlled, !outputs.contains(where: \.provesNothing) {
      take(Path(local: local, remote: remote), into: &out)
    }
    relay(outputs, into: &out)
  }

  package mutating func wake(at now: Instant, into out: inout Outbox<Output>) {
    if let deadline = candidateDeadline, deadline <= now {
      candidateDeadline = nil
      enter(.failed, .noCandidates, into: &out)
    }
    let outputs = out.nested { tunnel.wake(at: now, into: &$0) }
    relay(outputs, into: &out)
  }

  private mutating func drive(_ input: Tunnel.Input, at now: Instant, into out: inout Outbox<Output>) {
    let outputs = out.nested { tunnel.handle(input, at: now, into: &$0) }
    relay(outputs, into: &out)
  }

  /// - Parameters:
  ///   - ecn: the mark that the datagram with packet `marked` bears.
  private mutating func relay(
    _ outputs: [Tunnel.Output], bearing ecn: ECN = .notECT, of marked: PacketID = .none, into out: inout Outbox<Output>
  ) {
    for output in outputs {
      switch output {
      case .send(let bytes, let id):
        settle(id)
        transmit(bytes, id, id == marked ? ecn : .notECT, into: &out)
      case .deliver(let bytes, let id): out.put(.deliver(bytes, id))
      case .event(let event):
        out.put(.tunnel(event))
        follow(event, into: &out)
      case .secret(let secret): out.put(.secret(secret))
      }
    }
  }

  private mutating func follow(_ event: TunnelEvent, into out: inout Outbox<Output>) {
    switch event {
    case .sessionEstablished where state != .established: enter(.established, nil, into: &out)
    case .handshakeAbandoned, .tunnelExpired: enter(.failed, .tunnelExpired, into: &out)
    case .packetQueued(let id): unsent.append(id)
    case .packetDropped(_, let id): settle(id)
    default: break
    }
  }

  /// The packet waits no more. The tunnel lets them go in the order in which they came.
  private mutating func settle(_ id: PacketID) {
    if let i = unsent.firstIndex(of: id) { unsent.remove(at: i) }
  }

  private mutating func transmit(_ bytes: [UInt8], _ id: PacketID, _ ecn: ECN, into out: inout Outbox<Output>) {
    if let path {
      out.put(.datagram(bytes, path, id, ecn: ecn))
    } else {
      if waiting.count == Self.waitingCapacity { waiting.removeFirst() }
      waiting.append(Waiting(bytes: bytes, id: id))
    }
  }

  private mutating func take(_ new: Path, into out: inout Outbox<Output>) {
    guard path != new else { return }
    path = new
    if state == .connecting { enter(.connected, nil, into: &out) }
    for message in waiting { out.put(.datagram(message.bytes, new, message.id)) }
    waiting.removeAll()
  }

  private mutating func enter(
    _ state: ConnectionState, _ failure: ConnectionFailure?, into out: inout Outbox<Output>
  ) {
    self.state = state
    out.put(.state(state, failure))
  }

  /// The pair of one of our sockets and a candidate of the same family with the highest priority.
  private var bestPath: Path? {
    CandidatePair.formed(local: localCandidates, remote: remoteCandidates, role: .controlling).first
      .map { Path(local: $0.local.endpoint, remote: $0.remote.endpoint) }
  }
}

extension Tunnel.Output {
  /// A message that was refused, or a cookie reply, which whoever has seen our message can make.
  fileprivate var provesNothing: Bool {
    switch self {
    case .event(.messageRejected), .event(.cookieReceived): true
    default: false
    }
  }
}
