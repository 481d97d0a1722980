import Base
import Portal
import Traversal
import Wire
import WireGuard

// What a node with tunnels does with its relays, and what its connections learn of them.

extension TunnelOwner {
  /// Lets the relays act, and does what they want done.
  mutating func withRelays(
    at now: Instant, into out: inout Outbox<Output>, _ body: (inout Relays, inout Outbox<Relays.Output>) -> Void
  ) {
    let outputs = out.nested { body(&relays, &$0) }
    for output in outputs {
      switch output {
      case .datagram(let bytes, let from, let to, let id): out.put(.datagram(bytes, from: from, to: to, id))
      case .deliver(let bytes, let from, let to, let id): sort(bytes, from, to, id, at: now, into: &out)
      case .event(let relay, let event): report(event, of: relay, into: &out)
      case .change(let change): follow(change, at: now, into: &out)
      }
    }
  }

  private func report(_ event: AllocationEvent, of relay: RelayID, into out: inout Outbox<Output>) {
    switch event {
    // Candidates are told when they are new; the others are steps on the way to what is told.
    case .serverChosen, .challenged, .candidateFound, .candidateLost: break
    case .rejected(let rejection, _, let id): out.put(.event(.dropped(id, .fromRelay(rejection))))
    case .dropped(let drop, _, let id): out.put(.event(.dropped(id, .overRelay(drop))))
    default: out.put(.event(.turn(relay, event)))
    }
  }

  private mutating func follow(_ change: Relays.Change, at now: Instant, into out: inout Outbox<Output>) {
    if let fact = CandidateFact(change) { out.put(.event(.candidates(fact))) }
    switch change {
    case .host(let endpoint): everywhere(at: now, into: &out) { $0.offer(host: endpoint, at: now, into: &$1) }
    case .hostLost(let endpoint): everywhere(at: now, into: &out) { $0.lose(endpoint, at: now, into: &$1) }
    case .reflexive(let candidate): everywhere(at: now, into: &out) { me, _ in me.offer(reflexive: candidate) }
    case .reflexiveLost(let candidate): everywhere(at: now, into: &out) { me, _ in me.withdraw(reflexive: candidate) }
    case .relayed(let relay, let endpoint, let family):
      everywhere(at: now, into: &out) { connection, out in
        if connection.relay == nil { connection.take(relay, [], over: family, at: now, into: &out) }
        guard connection.relay == relay else { return }
        connection.offer(relayed: endpoint, over: family, at: now, into: &out)
      }
    case .relayedLost(_, let endpoint): everywhere(at: now, into: &out) { $0.lose(endpoint, at: now, into: &$1) }
    case .relayLost(let relay): replace(relay, at: now, into: &out)
    }
  }

  /// Complexity: O(connections), when something about relays has changed.
  private mutating func everywhere(
    at now: Instant, into out: inout Outbox<Output>,
    _ body: (inout Connection, inout Outbox<Connection.Output>) -> Void
  ) {
    for peer in connectedPeers { withConnection(to: peer, at: now, into: &out, body) }
  }

  /// Connections over a relay that is lost take another, each its own.
  private mutating func replace(_ relay: RelayID, at now: Instant, into out: inout Outbox<Output>) {
    for peer in connectedPeers {
      var isMeant = false
      update(connectionTo: peer) { isMeant = $0.relay == relay }
      if isMeant { takeRelay(for: peer, at: now, into: &out) }
    }
  }

  private mutating func takeRelay(for peer: Peer, at now: Instant, into out: inout Outbox<Output>) {
    let relay = relays.choose()
    let allocation = relay.flatMap { relays.all[$0]?.allocation }
    withConnection(to: peer, at: now, into: &out) {
      $0.take(
        relay, allocation?.relayed ?? [], over: allocation?.active?.address.family ?? .v4, at: now, into: &$1)
    }
  }

  /// A new connection learns where we are.
  mutating func seed(connectionTo peer: Peer, at now: Instant, into out: inout Outbox<Output>) {
    let sightings = relays.sightings
    let relay = relays.choose()
    let allocation = relay.flatMap { relays.all[$0]?.allocation }
    withConnection(to: peer, at: now, into: &out) { connection, out in
      for host in sightings.hosts { connection.offer(host: host, at: now, into: &out) }
      for candidate in sightings.reflexive { connection.offer(reflexive: candidate) }
      connection.take(
        relay, allocation?.relayed ?? [], over: allocation?.active?.address.family ?? .v4, at: now, into: &out)
    }
  }

  /// Asked for again: whatever the peer was told is told once more.
  mutating func reuse(connectionTo peer: Peer, at now: Instant, into out: inout Outbox<Output>) {
    let reflexive = relays.sightings.reflexive
    withConnection(to: peer, at: now, into: &out) { connection, out in
      for candidate in reflexive { connection.offer(reflexive: candidate) }
      connection.reuse(at: now, into: &out)
    }
  }

  /// The peer learns where we are, as soon as the portal is there to tell it. What is told has no receipt.
  mutating func announce(to peer: Peer, at now: Instant, into out: inout Outbox<Output>) {
    guard isJoined || quirks[.loseCandidatesWhileAway] else { return }
    var news = CandidateNews()
    update(connectionTo: peer) { news = $0.news.take() }
    if isJoined, !news.isEmpty { broadcast(news, to: peer, at: now, into: &out) }
  }

  mutating func announceAll(at now: Instant, into out: inout Outbox<Output>) {
    for peer in connectedPeers { announce(to: peer, at: now, into: &out) }
  }

  /// The portal's word on relays at a join: it says which there are, and not which are gone.
  mutating func begin(relays named: [Relay], at now: Instant, into out: inout Outbox<Output>) {
    withRelays(at: now, into: &out) {
      $0.refresh(except: named, at: now, into: &$1)
      $0.add(named, at: now, into: &$1)
    }
  }

  mutating func obey(_ presence: RelaysPresence, at now: Instant, into out: inout Outbox<Output>) {
    withRelays(at: now, into: &out) {
      $0.remove(presence.disconnectedIDs, into: &$1)
      $0.add(presence.connected.relays, at: now, into: &$1)
    }
  }

  /// The end of the process.
  mutating func leaveRelays(at now: Instant, into out: inout Outbox<Output>) {
    if !quirks[.keepAllocations] { withRelays(at: now, into: &out) { $0.release(at: now, into: &$1) } }
    relays = Relays(local)
  }

  /// What goes back to where a datagram came from.
  mutating func answer(
    _ bytes: [UInt8], from base: Endpoint, to source: Endpoint, at now: Instant, into out: inout Outbox<Output>
  ) {
    if let relay = relays.lender(of: base) {
      withRelays(at: now, into: &out) { $0.drive(relay, .send(bytes, to: source, .none), at: now, into: &$1) }
    } else {
      out.put(.datagram(bytes, from: base, to: source, .none))
    }
  }
}

extension CandidateFact {
  init?(_ change: Relays.Change) {
    switch change {
    case .host(let endpoint): self.init(change: .found, candidates: [Candidate(host: endpoint)])
    case .hostLost(let endpoint): self.init(change: .lost, candidates: [Candidate(host: endpoint)])
    case .reflexive(let candidate): self.init(change: .found, candidates: [candidate])
    case .reflexiveLost(let candidate): self.init(change: .lost, candidates: [candidate])
    case .relayed(let relay, let endpoint, let family):
      self.init(change: .found, relay: relay, candidates: [Candidate(relayed: endpoint, over: family)])
    case .relayedLost(let relay, let endpoint):
      self.init(
        change: .lost, relay: relay, candidates: [Candidate(relayed: endpoint, over: endpoint.address.family)])
    case .relayLost: return nil
    }
  }
}
