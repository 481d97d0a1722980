import Base
import HashTreeCollections

/// What a relay keeps for one client (RFC 8656 §2.2).
package struct RelayAllocation: Sendable {
  package let tuple: FiveTuple
  /// See `StampSecret.owner(of:)`.
  package let owner: String
  package let relayed: RelayedAddresses
  package internal(set) var end: Instant
  package internal(set) var channels = ChannelBindings()
  package internal(set) var permissions = Permissions()
  /// When the relay's wheel brings it up.
  fileprivate var armed = Instant.distantFuture

  init(_ tuple: FiveTuple, owner: String, relayed: RelayedAddresses, end: Instant) {
    self.tuple = tuple
    self.owner = owner
    self.relayed = relayed
    self.end = end
  }

  /// The first moment at which anything of it ends.
  fileprivate var due: Instant { min(end, channels.next ?? end, permissions.next ?? end) }
}

/// All allocations of a relay: found by either side's addresses, in logarithmic time, and shared between copies.
package struct RelayAllocations: Sendable {
  private var byClient: TreeDictionary<FiveTuple, RelayAllocation> = [:]
  private var byRelayed: TreeDictionary<Endpoint, FiveTuple> = [:]
  private var wheel = ExpiryWheel<FiveTuple>()

  package var count: Int { byClient.count }
  var next: Instant? { wheel.next }

  package func allocation(of tuple: FiveTuple, at now: Instant) -> RelayAllocation? {
    guard let allocation = byClient[tuple], now < allocation.end else { return nil }
    return allocation
  }

  package func allocation(at relayed: Endpoint, at now: Instant) -> RelayAllocation? {
    byRelayed[relayed].flatMap { allocation(of: $0, at: now) }
  }

  mutating func insert(_ allocation: RelayAllocation) {
    byClient[allocation.tuple] = allocation
    for relayed in allocation.relayed.all { byRelayed[relayed] = allocation.tuple }
    arm(allocation.tuple)
  }

  /// Changes one in place, and looks after its ends.
  mutating func update<Result, Failure>(
    _ tuple: FiveTuple, _ body: (inout RelayAllocation?) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { arm(tuple) }
    return try body(&byClient[tuple])
  }

  mutating func remove(_ tuple: FiveTuple) -> RelayAllocation? {
    guard let allocation = byClient.removeValue(forKey: tuple) else { return nil }
    for relayed in allocation.relayed.all { byRelayed[relayed] = nil }
    return allocation
  }

  /// The next that has something that ended; entries of those that are gone or last longer now are passed over.
  mutating func popDue(at now: Instant) -> FiveTuple? {
    while let tuple = wheel.popDue(at: now) {
      guard let allocation = byClient[tuple] else { continue }
      byClient[tuple]?.armed = .distantFuture
      if allocation.due <= now { return tuple }
      arm(tuple)
    }
    return nil
  }

  /// One entry is enough, as long as it does not come up too late.
  private mutating func arm(_ tuple: FiveTuple) {
    guard let allocation = byClient[tuple] else { return }
    let due = allocation.due
    guard due < allocation.armed else { return }
    byClient[tuple]?.armed = due
    wheel.arm(tuple, at: due)
  }

  /// In order of the clients' addresses.
  package func all(at now: Instant) -> [RelayAllocation] {
    byClient.keys.sorted().compactMap { allocation(of: $0, at: now) }
  }
}
