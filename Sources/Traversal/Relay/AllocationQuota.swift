import Base
import HashTreeCollections

/// How many allocations each user and each address has.
struct AllocationQuota: Sendable {
  private let limits: RelayLimits
  private var byUsername: TreeDictionary<String, Int> = [:]
  private var byAddress: TreeDictionary<IPAddress, Int> = [:]

  init(_ limits: RelayLimits) { self.limits = limits }

  func check(_ username: String, _ address: IPAddress) throws(RelayRefusal) {
    guard byUsername[username, default: 0] < limits.allocationsPerUsername else { throw .usernameQuota }
    guard byAddress[address, default: 0] < limits.allocationsPerAddress else { throw .addressQuota }
  }

  mutating func add(_ username: String, _ address: IPAddress) {
    byUsername[username, default: 0] += 1
    byAddress[address, default: 0] += 1
  }

  mutating func remove(_ username: String, _ address: IPAddress) {
    byUsername[username] = byUsername[username].flatMap { $0 > 1 ? $0 - 1 : nil }
    byAddress[address] = byAddress[address].flatMap { $0 > 1 ? $0 - 1 : nil }
  }
}
