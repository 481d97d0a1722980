import Base
import Testing

@testable import Explore

/// What the generator really does, and that it does the same again.
@Suite struct CoverageTests {
  @Test func `every transition of the original's simulator happens, and those that it lacks`() throws {
    let exploration = ExplorationDesk.exploration()
    var coverage = Coverage()
    for seed in 0..<300 as Range<UInt64> { coverage.add(try exploration.explore(seed: seed).coverage) }
    for transition in Transition.allCases {
      let count = coverage.counts[transition] ?? 0
      #expect(count > 0, "\(transition)")
    }
    for outcome in [Outcome.reply, .refused, .prohibited, .unreachable, .silence, .noName] {
      #expect((coverage.outcomes[outcome] ?? 0) > 0, "\(outcome)")
    }
  }

  @Test func `the same seed gives the same case`() throws {
    let exploration = ExplorationDesk.exploration()
    for seed in 0..<10 as Range<UInt64> {
      let (a, b) = (try exploration.explore(seed: seed), try exploration.explore(seed: seed))
      #expect(a.lab == b.lab)
      #expect(a.journal == b.journal)
    }
  }
}
