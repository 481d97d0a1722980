import Base
import Cipher
import Portal
import Traversal
import WireGuard

/// The relays that a node uses: what the portal says of them, and our side of each.
///
/// They also show a node where it is: the sockets that their answers come to are its host candidates, and as what they
/// see those, its reflexive ones. There is no other source: who reaches no relay has no candidates.
package struct Relays: Sendable {
  /// Our own bound: the portal offers two.
  package static let capacity = 64
  /// Our own: a relay that did not answer, or would not have us (a router has moved us to somebody else's address, a link
  /// has damaged what was said), is asked again after this, for the portal may go on offering it.
  package static let retry: Duration = .seconds(30)

  package enum Output: Sendable {
    case datagram([UInt8], from: Endpoint, to: Endpoint, PacketID)
    /// Data of a peer, and our relayed address that it came to.
    case deliver([UInt8], from: Endpoint, to: Endpoint, PacketID)
    case event(RelayID, AllocationEvent)
    case change(Change)
  }

  /// What connections are to be told.
  package enum Change: Hashable, Sendable {
    case host(Endpoint)
    case hostLost(Endpoint)
    case reflexive(Candidate)
    case reflexiveLost(Candidate)
    case relayed(RelayID, Endpoint, over: IPFamily)
    case relayedLost(RelayID, Endpoint)
    /// Who uses it must take another one.
    case relayLost(RelayID)
  }

  package struct Entry: Sendable {
    package internal(set) var allocation: Allocation
    /// It did not answer, and is asked again then.
    package internal(set) var retry: Instant?

    var nextDeadline: Instant? { Instant.earlier(allocation.timers.next, retry) }
    package var isAllocated: Bool { allocation.phase == .allocated }
    var isFreed: Bool { if case .freed = allocation.phase { true } else { false } }
  }

  package private(set) var all = SortedTable<RelayID, Entry>()
  package internal(set) var sightings = Sightings()
  private var servers: [(endpoint: Endpoint, relay: RelayID)] = []
  private let sockets: [Endpoint]
  private let software: String
  var retriesDead = true
  private var chance: Chance
  /// Asked for after every packet, and another only when a relay has had something to do.
  package private(set) var nextDeadline: Instant?

  package init(_ local: LocalNode) {
    sockets = local.sockets
    software = local.software
    chance = local.chance.stream("relays")
  }

  private mutating func rearm() {
    nextDeadline = all.keys.reduce(nil) { earliest, id in
      // Read where it stands: an entry is large.
      Instant.earlier(earliest, all.read(id) { $0.nextDeadline } ?? nil)
    }
  }

  /// Whose datagram it is: one of a relay's own addresses sent it. Complexity: O(relays), which are few.
  package func relay(at server: Endpoint) -> RelayID? {
    for entry in servers where entry.endpoint == server { return entry.relay }
    return nil
  }

  /// Who lends us an address.
  func lender(of relayed: Endpoint) -> RelayID? {
    all.first { $0.value.allocation.relayed.contains(relayed) }?.key
  }

  /// One of those that have lent us an address, else one of those that may.
  package mutating func choose() -> RelayID? {
    let ready = all.filter(\.value.isAllocated).map(\.key)
    let candidates = ready.isEmpty ? all.filter { !$0.value.isFreed }.map(\.key) : ready
    guard let count = UInt32(exactly: candidates.count), count > 0 else { return nil }
    return candidates[Int(chance.below(count))]
  }
}

extension Relays {
  /// `init` and `relays_presence`: what is named again with other credentials or addresses has forgotten us.
  mutating func add(_ relays: [Relay], at now: Instant, into out: inout Outbox<Output>) {
    for relay in relays {
      guard let credentials = relay.credentials else { continue }
      let known = all[relay.id]?.allocation
      if let known, known.servers == relay.servers, known.credentials == credentials {
        if all[relay.id]?.isFreed == true { drive(relay.id, .start, at: now, into: &out) }
        continue
      }
      guard known != nil || all.count < Self.capacity else { continue }
      if known != nil { drop(relay.id, into: &out) }
      all[relay.id] = Entry(
        allocation: Allocation(
          relay.servers, credentials, software: software, chance: chance.stream("\(relay.id) \(now.nanoseconds)")))
      servers += relay.servers.all.map { ($0, relay.id) }
      drive(relay.id, .start, at: now, into: &out)
    }
  }

  /// After the portal was away: a relay that it does not name any more shows within a second whether it is still there.
  mutating func refresh(except named: [Relay], at now: Instant, into out: inout Outbox<Output>) {
    for id in all.keys where !named.contains(where: { $0.id == id }) { drive(id, .refresh, at: now, into: &out) }
  }

  mutating func remove(_ ids: [RelayID], into out: inout Outbox<Output>) {
    for id in ids where all.contains(id) { drop(id, into: &out) }
  }

  /// Gives all that was lent back, once and without waiting for an answer.
  mutating func release(at now: Instant, into out: inout Outbox<Output>) {
    for id in all.keys { drive(id, .release, at: now, into: &out) }
  }

  private mutating func drop(_ id: RelayID, into out: inout Outbox<Output>) {
    guard let entry = all[id] else { return }
    all[id] = nil
    servers.removeAll { $0.relay == id }
    for endpoint in entry.allocation.relayed { out.put(.change(.relayedLost(id, endpoint))) }
    sightings.forget(id)
    rearm()
    out.put(.change(.relayLost(id)))
  }

  /// A datagram that came from one of a relay's own addresses.
  mutating func receive(
    _ bytes: [UInt8], of relay: RelayID, from: Endpoint, to: Endpoint, _ id: PacketID, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    drive(relay, .datagram(bytes, from: from, to: to, id), at: now, into: &out)
  }

  mutating func wake(at now: Instant, into out: inout Outbox<Output>) {
    for id in all.keys where (all.read(id) { $0.nextDeadline } ?? nil) ?? .distantFuture <= now {
      if all.update(id, { $0.retry.comes(at: now) }) == true { drive(id, .start, at: now, into: &out) }
      let outputs = out.nested { inner in _ = all.update(id) { $0.allocation.wake(at: now, into: &inner) } }
      follow(outputs, of: id, at: now, into: &out)
    }
    rearm()
  }

  mutating func drive(
    _ relay: RelayID, _ input: Allocation.Input, at now: Instant, into out: inout Outbox<Output>
  ) {
    let outputs = out.nested { inner in _ = all.update(relay) { $0.allocation.handle(input, at: now, into: &inner) } }
    follow(outputs, of: relay, at: now, into: &out)
    rearm()
  }

  private mutating func follow(
    _ outputs: [Allocation.Output], of relay: RelayID, at now: Instant, into out: inout Outbox<Output>
  ) {
    for output in outputs {
      switch output {
      case .send(let bytes, let server, let id):
        guard let socket = sockets.first(where: { $0.address.family == server.address.family }) else { continue }
        out.put(.datagram(bytes, from: socket, to: server, id))
      case .deliver(let bytes, let peer, let relayed, let id):
        out.put(.deliver(bytes, from: peer, to: relayed, id))
      case .event(let event):
        out.put(.event(relay, event))
        follow(event, of: relay, at: now, into: &out)
      }
    }
  }

  private mutating func follow(
    _ event: AllocationEvent, of relay: RelayID, at now: Instant, into out: inout Outbox<Output>
  ) {
    switch event {
    case .candidateFound(.relayed, let endpoint, _):
      let family = all[relay]?.allocation.active?.address.family ?? .v4
      out.put(.change(.relayed(relay, endpoint, over: family)))
    case .candidateLost(.relayed, let endpoint): out.put(.change(.relayedLost(relay, endpoint)))
    case .candidateFound(let kind, let endpoint, let base):
      if let change = sightings.see(kind, endpoint, base, by: relay) { out.put(.change(change)) }
    case .candidateLost(let kind, let endpoint):
      if let change = sightings.lose(kind, endpoint, by: relay) { out.put(.change(change)) }
    case .freed(let reason):
      if reason != .released, retriesDead { all.update(relay) { $0.retry = now + Self.retry } }
      out.put(.change(.relayLost(relay)))
    default: break
    }
  }
}

extension Relay {
  var servers: TURNServers { TURNServers(v4: ipv4?.endpoint, v6: ipv6?.endpoint) }

  /// Both families have the same.
  var credentials: Traversal.TURNCredentials? {
    (ipv4 ?? ipv6).map { Traversal.TURNCredentials(username: $0.username, password: $0.password) }
  }
}

extension LocalNode {
  /// What SOFTWARE says to relays: a number of the session that says nothing of the key.
  var software: String {
    let id = SHA256.hash(Array("SESSION-ID".utf8) + keys.publicKey.raw.bytes)
    return "snownet; session=" + Hex.text(id.bytes).uppercased()
  }
}
