import ArgumentParser
import Explore
import Glibc
import Lab
import Report
import Shell

/// `fzsh explore`.
struct ExploreOptions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fzsh explore",
    abstract: "Draw labs and what happens in them by seeds, and look for what must not happen.",
    discussion: """
      Each result of an application is held against a small model of who may reach what, and the invariants against \
      every event. What comes upon something is shrunk and written as a scenario with its lab file. Ends with 0 if \
      nothing was found, 4 for a result that was not foretold, 5 for a violated invariant.
      """)

  @Option(help: ArgumentHelp("How many cases.", valueName: "n"))
  var seeds: UInt64 = 100

  @Option(help: ArgumentHelp("The seed of the first case.", valueName: "n"))
  var first: UInt64 = 0

  @Option(help: ArgumentHelp("A lab file for all cases, instead of a lab drawn for each.", valueName: "file"))
  var lab: String?

  @Option(help: ArgumentHelp("How much happens in a case.", valueName: "n"))
  var draws = Exploration.usualDraws

  @Option(help: ArgumentHelp("A fault of the original, switched on in all cases (see compat).", valueName: "name"))
  var fault: String?

  @Option(help: ArgumentHelp("Where scenarios are written.", valueName: "folder"))
  var out = "out/explore"

  @Flag(help: "Go on behind what was found.")
  var all = false
}

extension Program {
  func explore(_ options: ExploreOptions) throws(Complaint) -> ExitStatus {
    var exploration = Exploration(makeLab: makeLab)
    exploration.draws = options.draws
    exploration.fault = options.fault
    exploration.lab = try options.lab.map { path throws(Complaint) in
      // Read here once, so that what is wrong in it is said as everywhere.
      _ = try Topology(named: path.contains("/") ? path : "./" + path, .none)
      return try ScriptFile(path: path).text
    }
    var (worst, found) = (ExitStatus.passed, 0)
    for seed in options.first..<options.first + options.seeds {
      if Signals.isInterrupted { return .interrupted }
      guard let status = try explore(seed, exploration, to: options.out) else { continue }
      found += 1
      worst = worst == .invariantViolated ? worst : status
      if !options.all { break }
    }
    output.write("\(options.seeds) cases from seed \(options.first), \(found == 0 ? "nothing" : "\(found)") found\n")
    return worst
  }

  /// - Returns: how the program has to end because of what the case came upon; nil for nothing.
  private func explore(
    _ seed: UInt64, _ exploration: Exploration, to folder: String
  ) throws(Complaint) -> ExitStatus? {
    let explored: Case
    do throws(ExplorationError) { explored = try exploration.explore(seed: seed) } catch {
      throw Complaint(.internalError, "seed \(seed): \(error.reason)")
    }
    guard explored.finding != nil else { return nil }
    let shortest = exploration.shrunk(explored)
    let disk = SessionDisk()
    do throws(FileProblem) {
      try disk.write(Array(shortest.lab.utf8), to: "\(folder)/\(shortest.labFile)")
      try disk.write(Array(shortest.scenario.utf8), to: "\(folder)/\(shortest.scenarioFile)")
    } catch {
      throw Complaint(.environment, "cannot write \(error.path): \(error.reason)")
    }
    output.write("seed \(seed): \(shortest.finding.map { "\($0)" } ?? "")\n  \(folder)/\(shortest.scenarioFile)\n")
    output.flush()
    if case .violated = shortest.finding { return .invariantViolated }
    return .expectationFailed
  }
}
