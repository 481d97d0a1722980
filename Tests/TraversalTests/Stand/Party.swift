import Base
import Wire

@testable import Traversal

/// What stands between sockets, allocations and an agent in a node: as little as tests need.
struct Party {
  var sockets: [Endpoint]
  var allocations: [Allocation] = []
  var agent: Agent?
  var allocationEvents: [(at: Instant, AllocationEvent)] = []
  var agentEvents: [(at: Instant, AgentEvent)] = []
  var signalled: [Candidate] = []
  var withdrawn: [Candidate] = []
  /// Of the agent, in order.
  var paths: [(at: Instant, SelectedPath?)] = []
  /// What is no STUN message, and where it came to.
  var data: [(bytes: [UInt8], from: Endpoint, to: Endpoint)] = []
  private var sent: [Transmission] = []

  init(_ sockets: Endpoint...) { self.sockets = sockets }

  var path: SelectedPath? { paths.last?.1 }
  var next: Instant? {
    (allocations.compactMap(\.timers.next) + [agent?.timers.next].compactMap { $0 }).min()
  }
  var allocationNames: [String] { allocationEvents.map(\.1.name) }
  func first(_ name: String) -> Instant? { agentEvents.first { $0.1.name == name }?.at }

  mutating func takeSent() -> [Transmission] {
    defer { sent = [] }
    return sent
  }

  mutating func wake(at now: Instant) {
    for i in allocations.indices where allocations[i].timers.next ?? .distantFuture <= now {
      allocate(i, at: now) { $0.wake(at: now, into: &$1) }
    }
    if agent?.timers.next ?? .distantFuture <= now { ice(at: now) { $0.wake(at: now, into: &$1) } }
  }

  mutating func allocation(_ input: Allocation.Input, of i: Int = 0, at now: Instant) {
    allocate(i, at: now) { $0.handle(input, at: now, into: &$1) }
  }

  mutating func ice(_ input: Agent.Input, at now: Instant) { ice(at: now) { $0.handle(input, at: now, into: &$1) } }

  mutating func receive(_ bytes: [UInt8], from source: Endpoint, to socket: Endpoint, at now: Instant) {
    if let i = allocations.firstIndex(where: { $0.servers.contains(source) }) {
      return allocation(.datagram(bytes, from: source, to: socket, .none), of: i, at: now)
    }
    deliver(bytes, from: source, to: socket, at: now)
  }

  private mutating func deliver(_ bytes: [UInt8], from source: Endpoint, to base: Endpoint, at now: Instant) {
    if agent != nil, STUNMessage.isLikely(bytes, in: bytes.indices) {
      ice(.datagram(bytes, from: source, to: base, .none), at: now)
    } else {
      data.append((bytes, source, base))
    }
  }

  /// Along the selected path.
  mutating func send(_ bytes: [UInt8], at now: Instant) {
    guard let path else { return }
    leave(bytes, from: path.local, to: path.remote, at: now)
    ice(.dataSent, at: now)
  }

  private mutating func leave(_ bytes: [UInt8], from base: Endpoint, to peer: Endpoint, at now: Instant) {
    if sockets.contains(base) {
      sent.append(Transmission(bytes, from: base, to: peer))
    } else if let i = allocations.firstIndex(where: { $0.relayed.contains(base) }) {
      allocation(.send(bytes, to: peer, .none), of: i, at: now)
    }
  }

  private mutating func allocate(
    _ i: Int, at now: Instant, _ body: (inout Allocation, inout Outbox<Allocation.Output>) -> Void
  ) {
    var out = Outbox<Allocation.Output>()
    body(&allocations[i], &out)
    for output in out.outputs {
      switch output {
      case .send(let bytes, let server, _):
        guard let socket = sockets.first(where: { $0.address.family == server.address.family }) else { continue }
        sent.append(Transmission(bytes, from: socket, to: server))
      case .deliver(let bytes, let peer, let relayed, _): deliver(bytes, from: peer, to: relayed, at: now)
      case .event(let event):
        allocationEvents.append((now, event))
        learn(event, of: i, at: now)
      }
    }
  }

  /// Candidates of the allocation are the agent's; reflexive ones are only told.
  private mutating func learn(_ event: AllocationEvent, of i: Int, at now: Instant) {
    switch event {
    case .candidateFound(.serverReflexive, let endpoint, let base):
      signalled.append(Candidate(serverReflexive: endpoint, base: base))
    case .candidateFound(.relayed, let endpoint, _):
      let over = allocations[i].active?.address.family ?? .v4
      if agent != nil { ice(.addLocal(.relayed(over: over), endpoint), at: now) }
    case .candidateFound(_, let endpoint, _): if agent != nil { ice(.addLocal(.host, endpoint), at: now) }
    case .candidateLost(_, let endpoint): if agent != nil { ice(.removeLocal(endpoint), at: now) }
    default: break
    }
  }

  private mutating func ice(at now: Instant, _ body: (inout Agent, inout Outbox<Agent.Output>) -> Void) {
    guard var agent else { return }
    var out = Outbox<Agent.Output>()
    body(&agent, &out)
    self.agent = agent
    for output in out.outputs {
      switch output {
      case .send(let datagram): leave(datagram.payload, from: datagram.source, to: datagram.destination, at: now)
      case .select(let path): paths.append((now, path))
      case .signal(let candidate): signalled.append(candidate)
      case .withdraw(let candidate): withdrawn.append(candidate)
      case .event(let event): agentEvents.append((now, event))
      }
    }
  }
}

extension Agent {
  static let controllingSide = AgentCredentials(fragment: "abcd", password: "0123456789012345678901")
  static let controlledSide = AgentCredentials(fragment: "wxyz", password: "abcdefghijklmnopqrstuv")

  static func test(_ role: ICERole, _ policy: AgentPolicy = .firezone, seed: UInt64 = 3) -> Agent {
    let isControlling = role == .controlling
    return Agent(
      local: isControlling ? controllingSide : controlledSide, remote: isControlling ? controlledSide : controllingSide,
      role: role, policy: policy, chance: Chance(seed: seed &+ (isControlling ? 0 : 1000)))
  }
}
