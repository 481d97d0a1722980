import Base
import Testing

@testable import Explore

/// The model must be able to fail: with a fault of the original switched on, it finds it.
@Suite struct FaultTests {
  @Test(arguments: FaultTests.found) func `a fault of the original is found, and shrunk to a few lines`(
    fault: String, seed: UInt64
  ) throws {
    var exploration = ExplorationDesk.exploration()
    #expect(try exploration.explore(seed: seed).finding == nil, "without it")
    exploration.fault = fault
    let found = try exploration.explore(seed: seed)
    let finding = try #require(found.finding)
    let shortest = exploration.shrunk(found)
    #expect(shortest.finding?.kind == finding.kind)
    #expect(shortest.journal.first == "compat \(fault) on")
    #expect(shortest.journal.count <= found.journal.count && shortest.journal.count <= 12, "\(shortest.scenario)")
  }

  /// Each with the first seed that comes upon it.
  static let found: [(String, UInt64)] = [
    ("unknown-vanishes", 0), ("internet-opens-all", 0), ("no-client-filters", 0), ("row-per-request", 4),
    ("specific-hides-broad", 6), ("retry-by-traffic-only", 7), ("unlimited-errors", 16), ("twin-lost", 22),
    ("reauthorize-without-pause", 34), ("route-foreign-sources", 62), ("prohibited-for-unresolved", 110),
  ]
}
