import Base
import Wire

/// What changes an allocation after it was made, and what ends it.
extension RelayServer {
  /// RFC 8656 §8.2.
  mutating func refresh(
    _ request: AuthenticatedRequest, at now: Instant, into out: inout Outbox<Output>
  ) throws(RelayRefusal) {
    let isRelease = request.message[.lifetime] == 0
    // RFC 8656 §8.2 has 441 here. Who was given a nonce at this address holds it now: the one who held it before, a
    // process that has ended, needs nothing any more, and without this its successor would get nothing for ten minutes.
    if isRelease {
      guard allocations.allocation(of: request.tuple, at: now) != nil else { throw .noAllocation }
    } else {
      try checkOwner(request, at: now)
    }
    let lifetime = isRelease ? 0 : Self.lifetime(request.message[.lifetime])
    var writer = STUNWriter(.success, to: request.message)
    writer.add(.lifetime, lifetime)
    if isRelease {
      remove(request.tuple, .released, into: &out)
    } else {
      allocations.update(request.tuple) { $0?.end = now + .seconds(Int64(lifetime)) }
      out.put(.event(.refreshed(request.tuple, lifetime: .seconds(Int64(lifetime)))))
    }
    let answer = try succeed(request, writer, into: &out)
    answers.keep(answer, to: request.message.transaction, of: request.tuple, at: now)
  }

  /// RFC 8656 §10.2: all peers, or none.
  mutating func permit(
    _ request: AuthenticatedRequest, at now: Instant, into out: inout Outbox<Output>
  ) throws(RelayRefusal) {
    let allocation = try checkOwner(request, at: now)
    let peers = request.message.all(.xorPeerAddress)
    guard !peers.isEmpty else { throw .noPeer }
    for peer in peers { try check(peer, of: allocation) }
    let addresses = peers.map(\.address)
    let limit = policy.limits.permissionsPerAllocation
    let granted = allocations.update(request.tuple) { $0?.permissions.grant(addresses, limit: limit, at: now) }
    guard granted == true else { throw .permissionLimit }
    out.put(.event(.permitted(request.tuple, addresses)))
    _ = try succeed(request, STUNWriter(.success, to: request.message), into: &out)
  }

  /// RFC 8656 §12.2: a channel permits its peer, too.
  mutating func bindChannel(
    _ request: AuthenticatedRequest, at now: Instant, into out: inout Outbox<Output>
  ) throws(RelayRefusal) {
    let allocation = try checkOwner(request, at: now)
    guard let number = request.message[.channelNumber] else { throw .noChannelNumber }
    guard let peer = request.message[.xorPeerAddress] else { throw .noPeer }
    guard policy.channelNumbers.contains(number.rawValue) else { throw .channelNumberOutOfRange(number.rawValue) }
    try check(peer, of: allocation)
    let limit = policy.limits.permissionsPerAllocation
    let isNew: Bool
    do throws(ChannelBindings.Refusal) {
      isNew = try allocations.update(request.tuple) { (allocation) throws(ChannelBindings.Refusal) in
        let isNew = try allocation?.channels.bind(number, to: peer, at: now) ?? false
        // Full or not: the channel itself lets its peer through.
        _ = allocation?.permissions.grant([peer.address], limit: limit, at: now)
        return isNew
      }
    } catch {
      switch error {
      case .numberTaken(let other): throw .channelNumberTaken(number, by: other)
      case .peerTaken(let other): throw .peerHasOtherChannel(peer, other)
      }
    }
    out.put(.event(.channelBound(request.tuple, number, peer, isNew: isNew)))
    _ = try succeed(request, STUNWriter(.success, to: request.message), into: &out)
  }

  /// RFC 8656 §5: only who made an allocation changes it. A name that differs in its expiry alone is the same participant's.
  @discardableResult
  private func checkOwner(_ request: AuthenticatedRequest, at now: Instant) throws(RelayRefusal) -> RelayAllocation {
    guard let allocation = allocations.allocation(of: request.tuple, at: now) else { throw .noAllocation }
    guard allocation.owner == request.owner else { throw .foreignAllocation }
    return allocation
  }

  /// The relay's own addresses are peers only where they are relayed addresses: else a client could make an allocation
  /// through an allocation, and packets could go round for ever (RFC 8656 §21.1.7).
  private func check(_ peer: Endpoint, of allocation: RelayAllocation) throws(RelayRefusal) {
    guard allocation.relayed[peer.address.family] != nil else { throw .peerFamilyNotAllocated(peer.address.family) }
    if ports.owns(peer.address) {
      guard peer.port != policy.listenPort else { throw .peerDenied(peer.address) }
      guard policy.reachesOwnHost || ports.holds(peer) else { throw .peerDenied(peer.address) }
    } else {
      guard policy.peers.allows(peer.address) else { throw .peerDenied(peer.address) }
    }
  }

  mutating func remove(_ tuple: FiveTuple, _ reason: DeallocationReason, into out: inout Outbox<Output>) {
    guard let allocation = allocations.remove(tuple) else { return }
    ports.release(allocation.relayed)
    quota.remove(allocation.owner, tuple.client.address)
    for endpoint in allocation.relayed.all { out.put(.close(endpoint)) }
    out.put(.event(.deallocated(tuple, allocation.relayed, reason)))
  }

  /// Something of an allocation has ended.
  mutating func end(_ tuple: FiveTuple, at now: Instant, into out: inout Outbox<Output>) {
    guard allocations.allocation(of: tuple, at: now) != nil else { return remove(tuple, .expired, into: &out) }
    let ended = allocations.update(tuple) { allocation in
      allocation?.permissions.removeEnded(at: now)
      return allocation?.channels.removeEnded(at: now) ?? []
    }
    for channel in ended { out.put(.event(.channelEnded(tuple, channel.number, channel.peer))) }
  }
}
