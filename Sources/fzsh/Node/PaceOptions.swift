import ArgumentParser
import Live

/// How fast a node's clock runs.
struct PaceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "For tests: its clock runs N times as fast, and all its waits and lifetimes shrink alike. N@SECOND since that second of Unix time, the same for all nodes. FZSH_PACE.",
      valueName: "n"))
  var pace: String?
}

extension PaceOptions {
  private static let variable = "FZSH_PACE"

  var value: Pace {
    get throws(Complaint) {
      // What a service's file sets to nothing is not said.
      guard let text = pace ?? environment(Self.variable), pace != nil || !text.isEmpty else { return .real }
      guard let value = Pace(text) else {
        let (lowest, highest) = (Pace.factors.lowerBound, Pace.factors.upperBound)
        throw Complaint(
          .badCommandLine,
          "\(pace == nil ? "\(Self.variable)=" : "--pace ")\(text): it is a number from \(lowest) to \(highest), or N@SECOND since a second of Unix time"
        )
      }
      return value
    }
  }
}
