import Base
import Lab

/// What the cases of a run have really done, so that nobody takes a generator's word for it.
package struct Coverage: Equatable, Sendable {
  package private(set) var counts = SortedTable<Transition, Int>()
  package private(set) var outcomes = SortedTable<Outcome, Int>()
  /// Deeds that wait for the event by which they are known to have happened, and for how many more lines.
  private var awaited: [Awaited] = []

  private struct Awaited: Hashable, Sendable {
    let transition: Transition
    var lines: Int
  }

  package init() {}

  package mutating func add(_ other: Coverage) {
    for (transition, count) in other.counts { counts[transition, default: 0] += count }
    for (outcome, count) in other.outcomes { outcomes[outcome, default: 0] += count }
  }

  mutating func note(_ terrain: Terrain) {
    if terrain.clients.count > 1 { count(.severalClients) }
    if !terrain.behindRouters.isEmpty { count(.router) }
    if terrain.shared.contains(where: { $0.value.count > 1 }) { count(.sharedRouter) }
  }

  mutating func note(relayed: Int) { if relayed > 0 { count(.relayedPath) } }

  mutating func note(_ deed: Deed, _ records: ArraySlice<TraceRecord>) {
    look(at: records)
    for transition in Transition.allCases where transition.isMeant(by: deed) {
      if transition.evidence != nil {
        if records.contains(where: transition.isShown) {
          count(transition)
        } else {
          awaited.append(Awaited(transition: transition, lines: 3))
        }
      } else {
        count(transition)
      }
    }
  }

  mutating func note(_ probe: Probe, _ outcome: Outcome, _ records: ArraySlice<TraceRecord>) {
    outcomes[outcome, default: 0] += 1
    note(.probe(probe), records)
  }

  private mutating func look(at records: ArraySlice<TraceRecord>) {
    guard !awaited.isEmpty else { return }
    for i in awaited.indices.reversed() {
      if records.contains(where: awaited[i].transition.isShown) {
        count(awaited.remove(at: i).transition)
      } else {
        awaited[i].lines -= 1
        if awaited[i].lines == 0 { awaited.remove(at: i) }
      }
    }
  }

  private mutating func count(_ transition: Transition) { counts[transition, default: 0] += 1 }
}

extension SortedTable {
  fileprivate subscript(key: Key, default value: @autoclosure () -> Value) -> Value {
    get { self[key] ?? value() }
    set { self[key] = newValue }
  }
}
