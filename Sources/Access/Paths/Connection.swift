import Base
import Portal
import Traversal
import Wire
import WireGuard

/// The way to one peer: an agent that finds a path, and a tunnel over whatever path it has found.
///
/// The client is the controlling side: it nominates the path and begins the handshake. The gateway answers, and sends
/// nothing before a path was nominated.
package struct Connection: Sendable {
  /// WireGuard messages, and packets of the client, that wait for a path; the oldest of each goes first.
  package static let waitingCapacity = 128

  package enum Output: Sendable {
    /// From a socket of ours.
    ///
    /// - ecn: the mark of the packet inside (RFC 6040 §4.1), unless it had to wait. A relay hands no marks on.
    case datagram([UInt8], from: Endpoint, to: Endpoint, PacketID, ecn: ECN = .notECT)
    /// From the address that a relay lends us.
    case relayed([UInt8], over: RelayID, to: Endpoint, PacketID)
    /// Data to and from this address will want a channel.
    case bind(Endpoint, at: RelayID)
    case deliver([UInt8], PacketID)
    case tunnel(TunnelEvent)
    case secret(TunnelSecret)
    case ice(AgentEvent)
    case dropped(PacketID, AccessDrop)
    case state(ConnectionState, ConnectionFailure?)
  }

  // What most packets do not touch, or change in place, stands apart: what is left is looked at for every one.
  private let identityBox: Boxed<ConnectionIdentity>
  package let role: ICERole
  package let number: ConnectionNumber
  package internal(set) var state = ConnectionState.connecting
  private var agentBox: Boxed<Agent>
  private var tunnelBox: Boxed<Tunnel>
  package internal(set) var path: SelectedPath?
  /// The relay of ours that this connection uses, and what it lends us.
  package internal(set) var relay: RelayID?
  var lent: [Endpoint] = []
  package internal(set) var news = CandidateNews()
  var waits: ConnectionWaits
  var waiting = WaitingLoad()
  /// One connection of one pair never rests with the original.
  let restsWithOnePair: Bool
  /// The original leaves a relayed path only when other candidates come.
  let looksForBetter: Bool

  package init(
    _ identity: ConnectionIdentity, role: ICERole, number: ConnectionNumber, of node: LocalNode,
    _ quirks: AccessQuirks = .none, at now: Instant
  ) {
    identityBox = Boxed(identity)
    self.role = role
    self.number = number
    agentBox = Boxed(
      Agent(
        local: AgentCredentials(identity.localCredentials), remote: AgentCredentials(identity.remoteCredentials),
        role: role, policy: quirks[.checkEveryPair] ? .firezone : AgentPolicy(), tag: number.tag,
        chance: node.chance.stream("agent \(number.index)")))
    tunnelBox = Boxed(
      Tunnel(
        local: node.keys, remote: identity.remoteKey, presharedKey: identity.presharedKey, index: number.index,
        policy: .firezone, chance: node.chance.stream("tunnel \(number.index)"), wall: node.wall, at: now))
    waits = ConnectionWaits(at: now)
    restsWithOnePair = !quirks[.busyWithOnePair]
    looksForBetter = !quirks[.checkEveryPair]
  }

  package var identity: ConnectionIdentity { _read { yield identityBox.value } }

  package internal(set) var agent: Agent {
    _read { yield agentBox.value }
    _modify { yield &agentBox.value }
  }

  package internal(set) var tunnel: Tunnel {
    _read { yield tunnelBox.value }
    _modify { yield &tunnelBox.value }
  }

  package var remoteCandidates: [Candidate] { agent.remoteCandidates }
  package var localCandidates: [Candidate] { agent.localCandidates }
  /// Packets that wait for a path or a session; whoever drops the connection drops them too.
  package var unsent: [PacketID] { waiting.packets }
  package var hasPath: Bool { path != nil }

  /// Asked for every packet, and so in place: to read what stands apart is to copy it.
  package mutating func nextDeadline() -> Instant? {
    let earliest = Instant.earlier(agentBox.update { $0.timers.next }, tunnelBox.update { $0.timers.next })
    let own = Instant.earlier(
      waits.candidates, Instant.earlier(waits.grace, Instant.earlier(waits.retry, mayRest ? waits.idle : nil)))
    return state == .failed ? nil : Instant.earlier(earliest, own)
  }

  /// The connection's own waits.
  package var ownTimers: [(name: String, at: Instant)] {
    let idle = mayRest ? waits.idle : nil
    return [("candidates", waits.candidates), ("grace", waits.grace), ("retry", waits.retry), ("idle", idle)].compactMap
    { name, at in
      at.map { (name, $0) }
    }
  }

  private var mayRest: Bool {
    switch state {
    case .connected, .established: agent.state == .connected || restsWithOnePair && agent.state == .completed
    default: false
    }
  }

  package mutating func wake(at now: Instant, into out: inout Outbox<Output>) {
    guard state != .failed else { return }
    if mayRest, waits.idle <= now { rest(at: now, into: &out) }
    if waits.retry.comes(at: now) {
      waits.retry = now + ConnectionWaits.retryInterval
      check(at: now, into: &out) { $0.handle(.retry, at: now, into: &$1) }
    }
    check(at: now, into: &out) { $0.wake(at: now, into: &$1) }
    if waits.candidates.comes(at: now) { fail(.noCandidates, into: &out) }
    if waits.grace.comes(at: now) { fail(.unreachable, into: &out) }
    drive(into: &out) { $0.wake(at: now, into: &$1) }
  }

  private mutating func rest(at now: Instant, into out: inout Outbox<Output>) {
    enter(.idle, into: &out)
    check(at: now, into: &out) { $0.handle(.setMode(.idle), at: now, into: &$1) }
  }

  /// Somebody uses the connection.
  mutating func use(at now: Instant, into out: inout Outbox<Output>) {
    waits.active(at: now)
    guard state == .idle else { return }
    enter(tunnel.sending == nil ? .connected : .established, into: &out)
    check(at: now, into: &out) { $0.handle(.setMode(.busy), at: now, into: &$1) }
  }

  mutating func enter(_ state: ConnectionState, into out: inout Outbox<Output>) {
    self.state = state
    out.put(.state(state, nil))
  }

  mutating func fail(_ failure: ConnectionFailure, into out: inout Outbox<Output>) {
    guard state != .failed else { return }
    state = .failed
    out.put(.state(.failed, failure))
  }
}

extension AgentCredentials {
  init(_ credentials: ICECredentials) {
    self.init(fragment: credentials.username, password: credentials.password)
  }
}
