import Base

/// Ports that were chosen for a client, with what is kept for its next allocation.
struct Lent: Sendable {
  let relayed: RelayedAddresses
  var kept: Kept?

  struct Kept: Sendable {
    let relayed: RelayedAddresses
    let token: UInt64
  }

  var all: [Endpoint] { (kept?.relayed.all ?? []) + relayed.all }
}

/// Allocations whose sockets are not open yet: on a real machine another program may have the port that was chosen.
struct Openings: Sendable {
  struct Opening: Sendable {
    let request: AuthenticatedRequest
    let wish: AllocationWish
    let lent: Lent
    var waiting: [Endpoint]
    var attempts = 1
  }

  private var all: [Opening] = []
  private var occupied = DeadlineQueue<Endpoint>()

  var next: Instant? { occupied.next }

  func contains(_ tuple: FiveTuple) -> Bool { all.contains { $0.request.tuple == tuple } }

  mutating func begin(_ opening: Opening) { all.append(opening) }

  /// The one that waits for this address, which is taken out.
  mutating func remove(waitingFor endpoint: Endpoint) -> Opening? {
    all.firstIndex { $0.waiting.contains(endpoint) }.map { all.remove(at: $0) }
  }

  mutating func keepAway(from endpoint: Endpoint, until end: Instant) { occupied.arm(endpoint, at: end) }

  mutating func popFree(at now: Instant) -> Endpoint? { occupied.popDue(at: now) }
}

extension RelayServer {
  /// Asks the owner for the sockets; the client gets its answer when all are open.
  mutating func open(
    _ request: AuthenticatedRequest, _ wish: AllocationWish, _ lent: Lent, attempts: Int = 1,
    into out: inout Outbox<Output>
  ) {
    openings.begin(
      Openings.Opening(request: request, wish: wish, lent: lent, waiting: lent.all, attempts: attempts))
    for endpoint in lent.all { out.put(.open(endpoint)) }
  }

  mutating func opened(_ endpoint: Endpoint, at now: Instant, into out: inout Outbox<Output>) {
    // Nobody wants it any more: the other family's port was occupied.
    guard var opening = openings.remove(waitingFor: endpoint) else { return out.put(.close(endpoint)) }
    opening.waiting.removeAll { $0 == endpoint }
    guard opening.waiting.isEmpty else { return openings.begin(opening) }
    do throws(RelayRefusal) {
      try lend(opening.lent, to: opening.request, opening.wish, at: now, into: &out)
    } catch {
      refuse(opening.request, error, at: now, into: &out)
    }
  }

  /// Another port, after a pause for the one that somebody else has.
  mutating func occupied(_ endpoint: Endpoint, at now: Instant, into out: inout Outbox<Output>) {
    guard let opening = openings.remove(waitingFor: endpoint) else { return }
    openings.keepAway(from: endpoint, until: now + RelayConstants.occupiedPause)
    for other in opening.lent.all where other != endpoint {
      ports.release(other)
      if !opening.waiting.contains(other) { out.put(.close(other)) }
    }
    out.put(.event(.occupied(opening.request.tuple, endpoint)))
    do throws(RelayRefusal) {
      guard opening.attempts < RelayConstants.greatestAttempts else { throw .portsExhausted }
      let lent = try takePorts(opening.wish)
      open(opening.request, opening.wish, lent, attempts: opening.attempts + 1, into: &out)
    } catch {
      refuse(opening.request, error, at: now, into: &out)
    }
  }

  private mutating func refuse(
    _ request: AuthenticatedRequest, _ refusal: RelayRefusal, at now: Instant, into out: inout Outbox<Output>
  ) {
    do throws(RelayDrop) {
      try refuse(request.message, request.tuple, refusal, request.key, at: now, into: &out)
    } catch {
      out.put(.event(.dropped(error, from: request.tuple.client, .none)))
    }
  }
}
