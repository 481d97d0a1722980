import Base
import Lab
import Shell
import Testing

@testable import Explore

/// What the explorer writes is a scenario of its own: it fails by itself for as long as the fault is there.
@Suite struct ShrunkScenarioTests {
  /// What the language cannot demand yet as sharply as the reference does: an answer that is empty instead of one with
  /// addresses, and which unreachable code IPv6 had.
  private static let unsaid = ["twin-lost", "prohibited-for-unresolved"]

  @Test(arguments: FaultTests.found.filter { !unsaid.contains($0.0) })
  func `a shrunk scenario fails with its fault, and passes without`(
    fault: String, seed: UInt64
  ) throws {
    var exploration = ExplorationDesk.exploration()
    exploration.fault = fault
    let shortest = exploration.shrunk(try exploration.explore(seed: seed))
    try #require(shortest.finding != nil)
    #expect(try run(shortest.scenario, shortest) != 0, "\(shortest.scenario)")
    let without = shortest.scenario.replacing("compat \(fault) on\n", with: "")
    #expect(without != shortest.scenario)
    #expect(try run(without, shortest) == 0, "\(without)")
  }

  /// As `fzsh FILE` does, with the lab file beside it.
  private func run(_ scenario: String, _ explored: Case) throws -> Int32 {
    let files = HeldFiles([(explored.labFile, Array(explored.lab.utf8))])
    let console = try Console(output: Speech(), files: files, makeLab: ExplorationDesk.lab)
    return console.evaluate(scenario, name: explored.scenarioFile)
  }
}
