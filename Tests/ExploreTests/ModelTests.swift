import Base
import Explore
import Testing

/// Random labs and random deeds, against a small model of what must come of them.
@Suite struct ModelTests {
  static let parts: UInt64 = 12

  @Test(arguments: 0..<parts) func `every case comes out as foretold`(part: UInt64) throws {
    let exploration = ExplorationDesk.exploration()
    for seed in stride(from: part, to: ExplorationDesk.cases, by: Int(Self.parts)) {
      let found = try exploration.explore(seed: seed)
      guard found.finding != nil else { continue }
      let shortest = exploration.shrunk(found)
      let path = ExplorationDesk.keep(shortest)
      Issue.record("\(path)\n\(shortest.report)")
      return
    }
  }
}
