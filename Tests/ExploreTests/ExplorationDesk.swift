import Access
import Base
import Explore
import Glibc
import Lab
import Shell
import Sim

/// The explorer over the simulated lab.
enum ExplorationDesk {
  static func exploration() -> Exploration { Exploration(makeLab: lab) }

  static func lab(_ topology: Topology, _ seed: UInt64) throws(LabError) -> any LabBackend {
    do throws(TopologyError) { return try Simulation(topology, seed: seed, flags: FeatureFlags()) } catch {
      throw .invalid(what: error.object, reason: error.reason)
    }
  }

  /// `FZSH_MODEL_CASES` asks for more cases than every run has.
  static let cases = getenv("FZSH_MODEL_CASES").flatMap { UInt64(String(cString: $0)) } ?? 240

  /// Writes a case beside the others that found something, under `out/explore`.
  static func keep(_ found: Case) -> String {
    let folder = "out/explore"
    mkdir("out", 0o777)
    mkdir(folder, 0o777)
    for (name, text) in [(found.labFile, found.lab), (found.scenarioFile, found.scenario)] {
      guard let file = fopen("\(folder)/\(name)", "w") else { continue }
      fputs(text, file)
      fclose(file)
    }
    return "\(folder)/\(found.scenarioFile)"
  }
}
