import Base
import Portal
import Traversal
import WireGuard

/// Candidates, checks, and the path that comes of them.
extension Connection {
  /// Takes in what the peer says of itself. Channels are asked for at once where data may want them.
  package mutating func add(_ candidates: [Candidate], at now: Instant, into out: inout Outbox<Output>) {
    guard state != .failed else { return }
    for candidate in candidates {
      check(at: now, into: &out) { $0.handle(.addRemote(candidate), at: now, into: &$1) }
      guard candidate.kind != .host else { continue }
      if state == .idle { use(at: now, into: &out) }
      if let relay { out.put(.bind(candidate.endpoint, at: relay)) }
    }
  }

  package mutating func remove(_ candidates: [Candidate], at now: Instant, into out: inout Outbox<Output>) {
    for candidate in candidates {
      check(at: now, into: &out) { $0.handle(.removeRemote(candidate.endpoint), at: now, into: &$1) }
    }
  }

  /// A socket of ours.
  package mutating func offer(host endpoint: Endpoint, at now: Instant, into out: inout Outbox<Output>) {
    check(at: now, into: &out) { $0.handle(.addLocal(.host, endpoint), at: now, into: &$1) }
  }

  /// How others see a socket of ours: told, and never checked from, for packets leave from the socket.
  package mutating func offer(reflexive candidate: Candidate) { news.add(candidate) }

  package mutating func withdraw(reflexive candidate: Candidate) { news.withdraw(candidate) }

  /// Takes a relay, in place of the one that the connection has.
  ///
  /// - Parameter family: of the path to the relay.
  package mutating func take(
    _ relay: RelayID?, _ relayed: [Endpoint], over family: IPFamily, at now: Instant, into out: inout Outbox<Output>
  ) {
    self.relay = relay
    for endpoint in relayed { offer(relayed: endpoint, over: family, at: now, into: &out) }
    for candidate in agent.remoteCandidates where candidate.kind != .host {
      if let relay { out.put(.bind(candidate.endpoint, at: relay)) }
    }
  }

  package mutating func offer(
    relayed endpoint: Endpoint, over family: IPFamily, at now: Instant, into out: inout Outbox<Output>
  ) {
    if !lent.contains(endpoint) { lent.append(endpoint) }
    check(at: now, into: &out) { $0.handle(.addLocal(.relayed(over: family), endpoint), at: now, into: &$1) }
  }

  /// A local address that is ours no more.
  package mutating func lose(_ endpoint: Endpoint, at now: Instant, into out: inout Outbox<Output>) {
    lent.removeAll { $0 == endpoint }
    check(at: now, into: &out) { $0.handle(.removeLocal(endpoint), at: now, into: &$1) }
  }

  /// A STUN message of the peer.
  package mutating func check(
    _ bytes: [UInt8], from source: Endpoint, to base: Endpoint, _ id: PacketID, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    check(at: now, into: &out) { $0.handle(.datagram(bytes, from: source, to: base, id), at: now, into: &$1) }
  }

  mutating func check(
    at now: Instant, into out: inout Outbox<Output>, _ body: (inout Agent, inout Outbox<Agent.Output>) -> Void
  ) {
    let outputs = out.nested { body(&agent, &$0) }
    for output in outputs {
      switch output {
      case .send(let datagram):
        if let relay, lent.contains(datagram.source) {
          out.put(.relayed(datagram.payload, over: relay, to: datagram.destination, .none))
        } else {
          out.put(.datagram(datagram.payload, from: datagram.source, to: datagram.destination, .none))
        }
      case .select(let path): follow(path, at: now, into: &out)
      case .signal(let candidate): news.add(candidate)
      case .withdraw(let candidate): news.withdraw(candidate)
      // What becomes of pairs is told when it is known; that a message came twice, never.
      case .event(.pairFormed), .event(.candidateIgnored(_, .duplicate)): break
      case .event(.rejected(let rejection, _, let id)): out.put(.dropped(id, .check(rejection)))
      case .event(let event):
        out.put(.ice(event))
        if case .stateChanged(let state) = event { waits.grace = state == .disconnected ? now + ConnectionWaits.grace : nil }
      }
    }
    if waits.candidates != nil, !agent.pairs.isEmpty { waits.candidates = nil }
  }

  /// Whatever waited leaves first; then the client says hello along the new way.
  private mutating func follow(_ path: SelectedPath?, at now: Instant, into out: inout Outbox<Output>) {
    self.path = path
    guard let path, state != .failed else { return }
    if state == .connecting {
      enter(.connected, into: &out)
      if tunnel.sending != nil { enter(.established, into: &out) }
    }
    for message in waiting.takeMessages() { transmit(message.bytes, message.id, along: path, into: &out) }
    waiting.isReleasing = true
    for packet in waiting.takeHeld() {
      drive(into: &out) { $0.handle(.packet(packet.bytes, packet.id), at: now, into: &$1) }
    }
    waiting.isReleasing = false
    if state != .idle { waits.active(at: now) }
    if role == .controlling { initiate(at: now, into: &out) }
  }
}
