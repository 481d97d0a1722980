import Base
import Portal

/// Resources that the portal refused a moment ago: their traffic is answered locally instead of asking again.
package struct Refusals: Sendable {
  /// Our own. A change of policy announces itself by a new resource, which ends the refusal at once.
  package static let memory: Duration = .seconds(10)

  private var until = SortedTable<ResourceID, Instant>()

  package init() {}

  package mutating func refuse(_ resource: ResourceID, at now: Instant) { until[resource] = now + Self.memory }
  package mutating func forget(_ resource: ResourceID) { until[resource] = nil }
  package mutating func removeAll() { until.removeAll() }

  package mutating func isRefused(_ resource: ResourceID, at now: Instant) -> Bool {
    guard let end = until[resource] else { return false }
    if end > now { return true }
    until[resource] = nil
    return false
  }
}
