import Base

// A case as files: a lab, and a scenario that runs in it.
extension Case {
  package var labFile: String { "case-\(seed).yaml" }
  package var scenarioFile: String { "case-\(seed).fzs" }

  /// The journal as a scenario, which ends with what should have been so.
  package var scenario: String {
    let what = finding.map { "\($0)" } ?? "nothing"
    var lines = ["# An explored case. It came upon this: \(what)", "seed \(seed)", "lab load \"\(labFile)\"", ""]
    lines += finding.map { $0.demanding(of: journal) } ?? journal
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

extension Finding {
  /// The journal with what should have been so: lines that fail as long as the finding is there.
  fileprivate func demanding(of journal: [String]) -> [String] {
    guard let last = journal.last else { return journal }
    let before = Array(journal.dropLast())
    switch self {
    case .unforetold(let probe, _, let foretold) where probe.line == last: return before + foretold.demand(of: probe)
    case .refusedLine(let line, _): return journal + [line]
    case .needlessRequest: return before + Self.counting("true", last) + ["check count(intents) == asked"]
    case .storm(let client, let resource, _):
      // Within the line, whose length nobody knows: one request in each window, and those that come at once.
      let window = Laws.requestWindow.components.seconds
      return before + ["let begun = clock"]
        + Self.counting("node == \"\(client)\" and resource == \"\(resource)\"", last)
        + ["check count(intents) - asked <= \(Laws.mostRequests) + (clock - begun) / \(window)s"]
    case .broken(let breach): return before + breach.before + [last] + breach.check
    case .unforetold, .violated: return journal
    }
  }

  /// `asked` and `intents` say how many requests there were before and are behind the line.
  private static func counting(_ condition: String, _ line: String) -> [String] {
    let intents = "let intents = events | where kind == \"intent\" and \(condition)"
    return [intents, "let asked = count(intents)", line, intents]
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
