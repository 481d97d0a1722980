import Base

// A case as files: a lab, and a scenario that runs in it.
extension Case {
  package var labFile: String { "case-\(seed).yaml" }
  package var scenarioFile: String { "case-\(seed).fzs" }

  /// The journal as a scenario, which ends with what should have been so.
  package var scenario: String {
    let what = finding.map { "\($0)" } ?? "nothing"
    var lines = ["# An explored case. It came upon this: \(what)", "seed \(seed)", "lab load \"\(labFile)\"", ""]
    if case .unforetold(let probe, _, let foretold) = finding, journal.last == probe.line {
      lines += journal.dropLast() + foretold.demand(of: probe)
    } else if case .refusedLine(let line, _) = finding {
      lines += journal + [line]
    } else {
      lines += journal
    }
    return (lines + ["require invariants"]).joined(separator: "\n") + "\n"
  }

  /// All that is needed to run it again.
  package var report: String {
    """
    seed \(seed): \(finding.map { "\($0)" } ?? "nothing found")
    --- \(labFile)
    \(lab)--- \(scenarioFile)
    \(scenario)
    """
  }
}

extension Foretold {
  fileprivate func demand(of probe: Probe) -> [String] {
    if outcomes == [.reply] { return ["\(probe.line) as result", "check result.succeeded"] }
    let errno: String? =
      switch (outcomes, probe.family) {
      case ([.refused], _): "ECONNREFUSED"
      case ([.prohibited], .v4): "EHOSTUNREACH"
      case ([.prohibited], .v6): "EACCES"
      case ([.unreachable], .v4): "ENETUNREACH"
      default: nil
      }
    guard !outcomes.contains(.reply) else { return [probe.line] }
    return ["expect failure\(errno.map { "(\($0))" } ?? "") { \(probe.line) }"]
  }
}
