import Base
import Portal

/// Resources that the portal refused a moment ago: their traffic is answered locally instead of asking again.
package struct Refusals: Sendable {
  /// Our own. A change of policy announces itself by a new resource, which ends the refusal at once.
  package static let memory: Duration = .seconds(10)
  /// Our own. That a gateway is back announces itself by nothing: asking again is the way to find out.
  package static let shortMemory: Duration = .seconds(2)

  private struct Entry: Sendable {
    let reason: Refusal.Reason
    let end: Instant
  }

  private var entries = SortedTable<ResourceID, Entry>()

  package init() {}

  package mutating func refuse(
    _ resource: ResourceID, _ reason: Refusal.Reason, for memory: Duration = memory, at now: Instant
  ) {
    entries[resource] = Entry(reason: reason, end: now + memory)
  }

  package mutating func forget(_ resource: ResourceID) { entries[resource] = nil }

  /// What is refused at this moment, and until when.
  package func current(at now: Instant) -> [(resource: ResourceID, reason: Refusal.Reason, until: Instant)] {
    entries.filter { $0.value.end > now }.map { ($0.key, $0.value.reason, $0.value.end) }
  }

  /// Why the resource's packets are answered locally, if they are.
  package mutating func reason(for resource: ResourceID, at now: Instant) -> Refusal.Reason? {
    guard let entry = entries[resource] else { return nil }
    if entry.end > now { return entry.reason }
    entries[resource] = nil
    return nil
  }
}
