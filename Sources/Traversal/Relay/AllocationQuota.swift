import Base
import HashTreeCollections

/// How many allocations each participant and each address has.
struct AllocationQuota: Sendable {
  private let limits: RelayLimits
  private var byOwner: TreeDictionary<String, Int> = [:]
  private var byAddress: TreeDictionary<IPAddress, Int> = [:]

  init(_ limits: RelayLimits) { self.limits = limits }

  func check(_ owner: String, _ address: IPAddress) throws(RelayRefusal) {
    guard byOwner[owner, default: 0] < limits.allocationsPerOwner else { throw .ownerQuota }
    guard byAddress[address, default: 0] < limits.allocationsPerAddress else { throw .addressQuota }
  }

  mutating func add(_ owner: String, _ address: IPAddress) {
    byOwner[owner, default: 0] += 1
    byAddress[address, default: 0] += 1
  }

  mutating func remove(_ owner: String, _ address: IPAddress) {
    byOwner[owner] = byOwner[owner].flatMap { $0 > 1 ? $0 - 1 : nil }
    byAddress[address] = byAddress[address].flatMap { $0 > 1 ? $0 - 1 : nil }
  }
}
