import Base
import Wire

/// A TURN server over UDP (RFC 8656): what one client sends to its relayed address reaches its peers, and the other way
/// round.
///
/// The owner hands in every datagram that comes to one of the relay's addresses and sends what it is given. On a real
/// machine it also opens and closes a socket for each relayed address.
package struct RelayServer: Machine {
  package enum Input: Sendable {
    /// A datagram, and the packet that it is known to carry, if any.
    case datagram([UInt8], from: Endpoint, to: Endpoint, PacketID)
    /// A relayed address was lost.
    case unavailable(Endpoint)
    /// Of an owner that confirms sockets: what came of `open`.
    case opened(Endpoint)
    /// Somebody else has the port: the relay chooses another one.
    case occupied(Endpoint)
    /// The machine's clock was set: the ends of credentials are held against this one from now on.
    case clockSet(WallClock)
  }

  package enum Output: Sendable {
    case send(Transmission)
    case open(Endpoint)
    case close(Endpoint)
    case event(RelayEvent)
  }

  let policy: RelayPolicy
  let secret: StampSecret
  var wall: WallClock
  let nonces: NonceMint
  var chance: Chance
  package internal(set) var allocations = RelayAllocations()
  var ports: PortPool
  var reservations = Reservations()
  var openings = Openings()
  var quota: AllocationQuota
  var answers = AnswerCache()
  var budget: AnswerBudget
  package internal(set) var timers = TimerTable<RelayTimer>()

  package init(_ policy: RelayPolicy, secret: StampSecret, chance: Chance, wall: WallClock) {
    self.policy = policy
    self.secret = secret
    self.wall = wall
    var chance = chance
    nonces = NonceMint(drawnFrom: &chance)
    budget = AnswerBudget(limit: policy.limits.unauthenticatedAnswersPerSecond, drawnFrom: &chance)
    self.chance = chance
    ports = PortPool(policy)
    quota = AllocationQuota(policy.limits)
  }

  package var addresses: [IPAddress] { policy.listeners.map(\.address) }

  package mutating func handle(_ input: Input, at now: Instant, into out: inout Outbox<Output>) {
    switch input {
    case .datagram(let bytes, let source, let destination, let id):
      do throws(RelayDrop) {
        try receive(bytes, from: source, to: destination, id, at: now, into: &out)
      } catch {
        out.put(.event(.dropped(error, from: source, id)))
      }
    case .unavailable(let relayed):
      guard let allocation = allocations.allocation(at: relayed, at: now) else { return }
      remove(allocation.tuple, .portUnavailable, into: &out)
    case .opened(let relayed): opened(relayed, at: now, into: &out)
    case .occupied(let relayed): occupied(relayed, at: now, into: &out)
    case .clockSet(let wall): self.wall = wall
    }
    arm()
  }

  private mutating func arm() {
    timers[.expiry] = Instant.earlier(Instant.earlier(allocations.next, reservations.next), openings.next)
  }

  package mutating func wake(at now: Instant, into out: inout Outbox<Output>) {
    while let tuple = allocations.popDue(at: now) { end(tuple, at: now, into: &out) }
    while let relayed = reservations.popEnded(at: now) {
      ports.release(relayed)
      for endpoint in relayed.all { out.put(.close(endpoint)) }
    }
    while let endpoint = openings.popFree(at: now) { ports.release(endpoint) }
    arm()
  }

  private mutating func receive(
    _ bytes: [UInt8], from source: Endpoint, to destination: Endpoint, _ id: PacketID, at now: Instant,
    into out: inout Outbox<Output>
  ) throws(RelayDrop) {
    guard ports.owns(destination.address) else { throw .notForUs(destination) }
    if destination.port == policy.listenPort {
      guard !isOwn(source, at: now) else { throw .ownAddress }
      let tuple = FiveTuple(client: source, server: destination)
      try receiveFromClient(bytes, tuple, id, at: now, into: &out)
    } else {
      try receiveFromPeer(bytes, from: source, to: destination, id, at: now, into: &out)
    }
  }

  /// Whether a client would be the relay itself, so that packets could go round for ever (RFC 8656 §21.1.7).
  private func isOwn(_ client: Endpoint, at now: Instant) -> Bool {
    guard ports.owns(client.address) else { return false }
    return !policy.reachesOwnHost || client.port == policy.listenPort || isRelayed(client, at: now)
  }

  /// Whether it is a relayed address that somebody has.
  func isRelayed(_ endpoint: Endpoint, at now: Instant) -> Bool { allocations.allocation(at: endpoint, at: now) != nil }

  /// RFC 8656 §13: STUN begins with two zero bits, channel data with 01.
  private mutating func receiveFromClient(
    _ bytes: [UInt8], _ tuple: FiveTuple, _ id: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) throws(RelayDrop) {
    guard let first = bytes.first else { throw .empty }
    switch first {
    case 0...3: try receiveMessage(bytes, tuple, id, at: now, into: &out)
    case 64...127: try receiveChannelData(bytes, tuple, id, at: now, into: &out)
    default: throw .unknownFirstByte(first)
    }
  }
}

/// What a relay waits for.
package enum RelayTimer: Int, TimerName {
  /// The first end of an allocation, a permission, a channel, a reservation, or the pause of a port.
  case expiry = 0
}
