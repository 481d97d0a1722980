import Access
import Base
import Lab
import Wire

/// A lab on a virtual clock: time jumps from one thing that happens to the next.
package struct Simulation: LabBackend {
  package let name: String
  package let seed: UInt64
  package internal(set) var world: World
  var events = Trace()
  /// The operator's last command: what follows from an action follows from it.
  var command: EventNumber = 0
  /// The lab's first moment, before its nodes have logged in.
  let beginning: Snapshots.Snapshot

  /// - Parameters:
  ///   - flags: the clients' feature flags at the start.
  ///   - taped: nodes that are recorded.
  package init(
    _ topology: Topology, seed: UInt64, flags: FeatureFlags, taped: [String] = []
  ) throws(TopologyError) {
    name = topology.name
    self.seed = seed
    world = try topology.world(seed: seed, flags: flags, taped: taped, into: &events)
    beginning = Snapshots.Snapshot(world: world, mark: events.mark, command: 0, actions: 0)
    settle()
  }

  package var now: Instant { world.now }
  package var wall: WallClock { world.wall }
  package var trace: [TraceRecord] { events.records }
  package var violations: [Violation] {
    world.watch.violations + events.ledger.violations(holding: world.heldPackets, after: events.records.count)
  }

  /// Nobody wants to watch nodes log in: a lab begins when all of them are connected, and relays have lent them what
  /// they can lend.
  private mutating func settle() {
    while world.isAwaitingRelays, world.step(before: SetUp.patience, into: &events) {}
    world.beginMachines(into: &events)
    while world.setUp.unconfigured > 0, world.step(before: SetUp.patience, into: &events) {}
    // A relay may be out of reach for some of them.
    let last = min(SetUp.patience, now + .seconds(2))
    while world.setUp.unlent > 0, world.step(before: last, into: &events) {}
  }

  package mutating func run(until deadline: Instant, stop: (TraceRecord) -> Bool) -> RunEnd {
    while true {
      let seen = events.records.count
      guard world.step(before: deadline, into: &events) else { break }
      for i in seen..<events.records.count where stop(events.records.span[i]) { return .stopped(i + 1) }
    }
    world.now = max(world.now, deadline == .distantFuture ? world.now : deadline)
    return world.queue.next == nil ? .idle : .deadline
  }
}
