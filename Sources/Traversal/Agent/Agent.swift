import Base
import Wire

/// One side of ICE with one peer (RFC 8445): full, for one component, trickling for its whole life.
///
/// The owner carries datagrams, tells candidates to the peer, and sends data along the path that is selected. Of many
/// agents it finds the one for a message by `AgentDirectory`.
package struct Agent: Machine {
  package enum LocalSource: Hashable, Sendable {
    case host
    /// - over: the family of the path to the relay.
    case relayed(over: IPFamily)
  }

  package enum Input: Sendable {
    /// A socket of ours, or a relayed address that we have.
    case addLocal(LocalSource, Endpoint)
    case removeLocal(Endpoint)
    case addRemote(Candidate)
    case removeRemote(Endpoint)
    /// A STUN message, and the socket or the relayed address that it came to.
    case datagram([UInt8], from: Endpoint, to: Endpoint, PacketID)
    case setMode(AgentMode)
    /// Pairs that have failed get another chance.
    case retry
    /// Data left along the selected path, or came along it: what shows soonest that one of both has stopped.
    case dataSent
    case dataReceived
  }

  package enum Output: Sendable {
    case send(Transmission)
    /// Data goes along this path from now on; nil: there is none.
    case select(SelectedPath?)
    /// A candidate of ours, for the peer; and one that no longer holds.
    case signal(Candidate)
    case withdraw(Candidate)
    case event(AgentEvent)
  }

  let policy: AgentPolicy
  let identity: AgentIdentity
  package internal(set) var role: ICERole
  package internal(set) var mode = AgentMode.busy
  package internal(set) var state = AgentState.new
  var candidates = CandidateSets()
  package internal(set) var pairs: [CheckedPair] = []
  var selected: PairEnds?
  var flow = DataFlow()
  var chance: Chance
  package internal(set) var timers = TimerTable<AgentTimer>()

  /// - Parameter tag: the first 32 bits of this agent's transactions, by which its owner knows whose an answer is.
  package init(
    local: AgentCredentials, remote: AgentCredentials, role: ICERole, policy: AgentPolicy = AgentPolicy(),
    tag: UInt32? = nil, chance: Chance
  ) {
    var chance = chance
    self.policy = policy
    self.role = role
    identity = AgentIdentity(local: local, remote: remote, tieBreaker: chance.nextUInt64(), tag: tag)
    self.chance = chance
  }

  /// The pair that data uses.
  package var selectedPair: CheckedPair? { selected.flatMap { ends in pairs.first { $0.ends == ends } } }
  package var localCandidates: [Candidate] { candidates.local.map(\.candidate) }
  package var remoteCandidates: [Candidate] { candidates.remote }

  package mutating func handle(_ input: Input, at now: Instant, into out: inout Outbox<Output>) {
    switch input {
    case .addLocal(let source, let endpoint): addLocal(source, endpoint, into: &out)
    case .removeLocal(let endpoint): removeLocal(endpoint, into: &out)
    case .addRemote(let candidate): addRemote(candidate, into: &out)
    case .removeRemote(let endpoint): removeRemote(endpoint, into: &out)
    case .datagram(let bytes, let source, let base, let id):
      do throws(AgentRejection) {
        try receive(bytes, from: source, to: base, at: now, into: &out)
      } catch {
        out.put(.event(.rejected(error, from: source, id)))
      }
    case .setMode(let mode): self.mode = mode
    case .retry: formMissing(into: &out)
    case .dataSent: flow.sent(at: now)
    case .dataReceived: flow.received()
    }
    settle(at: now, into: &out)
  }

  package mutating func wake(at now: Instant, into out: inout Outbox<Output>) { settle(at: now, into: &out) }
}

/// What an agent waits for.
package enum AgentTimer: Int, TimerName {
  /// The next check leaves.
  case check = 0
  /// A pair's last check stays unanswered.
  case failure = 1
}

/// What does not change in an agent's life.
struct AgentIdentity: Sendable {
  let local: AgentCredentials
  let remote: AgentCredentials
  /// RFC 8445 §7.3.1.1: who wins when both think that they control.
  let tieBreaker: UInt64
  let tag: UInt32?
  let (localKey, remoteKey): (STUNKey, STUNKey)

  init(local: AgentCredentials, remote: AgentCredentials, tieBreaker: UInt64, tag: UInt32?) {
    self.local = local
    self.remote = remote
    self.tieBreaker = tieBreaker
    self.tag = tag
    (localKey, remoteKey) = (local.key, remote.key)
  }

  func transaction(_ chance: inout Chance) -> STUNTransactionID {
    let drawn = STUNTransactionID(drawnFrom: &chance)
    return STUNTransactionID(high: tag ?? drawn.high, low: drawn.low)
  }
}

/// Data that leaves while none comes.
struct DataFlow: Sendable {
  /// The first that left since something came.
  private(set) var unansweredSince: Instant?

  mutating func sent(at now: Instant) { if unansweredSince == nil { unansweredSince = now } }
  mutating func received() { unansweredSince = nil }
}
