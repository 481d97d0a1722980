import Base
import Wire

/// RFC 8656 §7.2: an allocation is made.
extension RelayServer {
  mutating func allocate(
    _ request: AuthenticatedRequest, at now: Instant, into out: inout Outbox<Output>
  ) throws(RelayRefusal) {
    // One that has ended and that nobody has come to remove yet.
    if allocations.allocation(of: request.tuple, at: now) == nil { remove(request.tuple, .expired, into: &out) }
    guard allocations.allocation(of: request.tuple, at: now) == nil, !openings.contains(request.tuple) else {
      throw .allocationExists
    }
    guard let transport = request.message[.requestedTransport] else { throw .noTransport }
    guard transport == .udp else { throw .unsupportedTransport(transport) }
    try quota.check(request.owner, request.tuple.client.address)
    let wish = try AllocationWish(request.message)
    let lent = try takePorts(wish)
    // What was kept for the client is open.
    guard wish.token == nil else { return try lend(lent, to: request, wish, at: now, into: &out) }
    guard !policy.confirmsSockets else { return open(request, wish, lent, into: &out) }
    for endpoint in lent.all { out.put(.open(endpoint)) }
    try lend(lent, to: request, wish, at: now, into: &out)
  }

  /// Makes the allocation, and answers.
  mutating func lend(
    _ lent: Lent, to request: AuthenticatedRequest, _ wish: AllocationWish, at now: Instant,
    into out: inout Outbox<Output>
  ) throws(RelayRefusal) {
    if let kept = lent.kept { reservations.keep(kept.relayed, as: kept.token, at: now) }
    let lifetime = Self.lifetime(request.message[.lifetime])
    let end = now + .seconds(Int64(lifetime))
    allocations.insert(RelayAllocation(request.tuple, owner: request.owner, relayed: lent.relayed, end: end))
    quota.add(request.owner, request.tuple.client.address)
    out.put(
      .event(
        .allocated(request.tuple, lent.relayed, owner: request.owner, lifetime: .seconds(Int64(lifetime)))))
    let answer = try succeed(
      request, success(request, lent.relayed, wish, lifetime, lent.kept?.token), into: &out)
    answers.keep(answer, to: request.message.transaction, of: request.tuple, at: now)
  }

  private func success(
    _ request: AuthenticatedRequest, _ relayed: RelayedAddresses, _ wish: AllocationWish, _ lifetime: UInt32,
    _ token: UInt64?
  ) -> STUNWriter {
    var writer = STUNWriter(.success, to: request.message)
    writer.add(.software, policy.software)
    for endpoint in relayed.all { writer.add(.xorRelayedAddress, endpoint) }
    writer.add(.xorMappedAddress, request.tuple.client)
    writer.add(.lifetime, lifetime)
    if let token { writer.add(.reservationToken, token) }
    // RFC 8656 §7.2: one of two families is enough, and what became of the other is told.
    if wish.isAdditional {
      for family in IPFamily.allCases where relayed[family] == nil {
        writer.add(.addressErrorCode, STUNAddressError(family, STUNError(.addressFamilyNotSupported)))
      }
    }
    return writer
  }

  /// Of the families that are wished for, those that this relay has.
  mutating func takePorts(_ wish: AllocationWish) throws(RelayRefusal) -> Lent {
    if let token = wish.token {
      guard let kept = reservations.relayed(for: token) else { throw .unknownReservation }
      reservations.take(token)
      return Lent(relayed: kept)
    }
    let families = wish.families.filter { ports.has($0) }
    guard !families.isEmpty else { throw .familyNotAvailable(wish.families[0]) }
    let parity = reservations.isFull && wish.parity == .pair ? .even : wish.parity
    guard let relayed = ports.take(families, parity, &chance) else { throw .portsExhausted }
    guard parity == .pair, let next = ports.takeNext(after: relayed) else { return Lent(relayed: relayed) }
    return Lent(relayed: relayed, kept: Lent.Kept(relayed: next, token: chance.nextUInt64()))
  }

  /// RFC 8656 §7.2: no shorter than the default, no longer than the greatest.
  static func lifetime(_ wish: UInt32?) -> UInt32 {
    min(max(wish ?? 0, RelayConstants.defaultLifetime), RelayConstants.greatestLifetime)
  }
}

/// Which relayed addresses an ALLOCATE asks for.
struct AllocationWish: Sendable {
  let families: [IPFamily]
  /// Both families, of which one is enough.
  let isAdditional: Bool
  let parity: PortPool.Parity
  /// RESERVATION-TOKEN.
  let token: UInt64?

  init(_ message: STUNMessage) throws(RelayRefusal) {
    let (requested, additional) = (message[.requestedAddressFamily], message[.additionalAddressFamily])
    let even = message[.evenPort]
    token = message[.reservationToken]
    // RFC 8656 §7.1: each of these excludes the others.
    guard requested == nil || additional == nil, additional != .v4 else { throw .contradiction }
    guard additional == nil || even != true else { throw .contradiction }
    guard token == nil || (requested == nil && additional == nil && even == nil) else { throw .contradiction }
    isAdditional = additional != nil
    families = isAdditional ? [.v4, .v6] : [requested ?? .v4]
    parity = even.map { $0 ? .pair : .even } ?? .any
  }
}
