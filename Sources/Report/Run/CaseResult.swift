/// How one run of a scenario ended, from the best to the worst.
package enum CaseVerdict: String, Codable, Hashable, Sendable, CaseIterable {
  case passed
  /// Not run, and nothing is said of it: the run was given up before.
  case skipped
  /// Two runs with one seed gave two traces.
  case diverged
  /// No expectation failed, and an invariant did not hold.
  case violated
  /// An expectation did not come true.
  case failed
  /// It took longer than it may.
  case timedOut = "timed-out"
  /// A file, a permission, a full disk.
  case environment
  /// It does not parse, or names what there is not.
  case broken
  case interrupted

  package var isGood: Bool { self == .passed || self == .skipped }
}

/// What was run: a file, with what its header asks for, under one seed.
package struct CaseName: Codable, Hashable, Sendable {
  package struct Setting: Codable, Hashable, Sendable {
    package let name: String
    /// As it was written.
    package let value: String

    package init(name: String, value: String) { (self.name, self.value) = (name, value) }
  }

  package let file: String
  package let settings: [Setting]
  /// Faults of the original that are switched on, under which the scenario has to fail.
  package let faults: [String]
  package let seed: UInt64
  /// Over live nodes, of which nothing is drawn from a seed; nil in reports that know of none.
  package var isLive: Bool?
  /// The file of the lab that it ran in; nil for the usual one.
  package var lab: String?

  package init(file: String, settings: [Setting] = [], faults: [String] = [], seed: UInt64, isLive: Bool = false) {
    (self.file, self.settings, self.faults, self.seed) = (file, settings, faults, seed)
    if isLive { self.isLive = true }
  }

  private var circumstances: String { isLive == true ? "live" : "seed \(seed)" }
  /// What tells its run directory from those of the same scenario.
  package var folder: String { isLive == true ? "live" : "\(seed)" }

  /// `blocked-port.fzs [host=::1] with no-client-filters, seed 7`
  package var text: String {
    let set = settings.isEmpty ? "" : " [\(settings.map { "\($0.name)=\($0.value)" }.joined(separator: ", "))]"
    let faulty = faults.isEmpty ? "" : " with \(faults.joined(separator: ", "))"
    return "\(file)\(set)\(faulty), \(circumstances)"
  }

  /// The same as a part of a path: `blocked-port`, `blocked-port-host-1`.
  package var pathName: String {
    let base = file.split(separator: "/").last.map(String.init) ?? file
    let stem = base.hasSuffix(".fzs") ? String(base.dropLast(4)) : base
    let words = [stem] + settings.map { "\($0.name)-\($0.value)" } + faults
    return String(words.joined(separator: "-").map { $0.isLetter || $0.isNumber || "-._".contains($0) ? $0 : "-" })
  }

  /// The command that runs it again.
  package var again: String {
    "fzsh \(arguments)"
  }

  package var arguments: String {
    let set = settings.map { " --define \("\($0.name)=\($0.value)".shellWord)" }.joined()
    let faulty = faults.isEmpty ? "" : " --compat \(faults.joined(separator: ","))"
    let place = isLive == true ? "--live" : "--seed \(seed)\(lab.map { " --lab \($0.shellWord)" } ?? "")"
    return "\(place)\(set)\(faulty) \(file.shellWord)"
  }
}

/// A part of a scenario under a title of its own.
package struct SectionResult: Codable, Hashable, Sendable {
  package let title: String
  /// Expectations and checks that were reached in it.
  package var checks: Int
  /// Seconds of the lab's time.
  package var virtualSeconds: Double
  package var isPassed: Bool

  package init(title: String, checks: Int, virtualSeconds: Double, isPassed: Bool) {
    (self.title, self.checks, self.virtualSeconds, self.isPassed) = (title, checks, virtualSeconds, isPassed)
  }
}

/// Why a run did not pass: the sentence, where it stands, and all that was said.
package struct CaseFailure: Codable, Hashable, Sendable {
  /// `FZ0501`; nil where no line of the script is at fault.
  package var code: String?
  package var sentence: String
  package var file: String?
  package var line: Int?
  package var column: Int?
  package var text: String

  package init(
    code: String? = nil, _ sentence: String, file: String? = nil, line: Int? = nil, column: Int? = nil, text: String
  ) {
    (self.code, self.sentence, self.file) = (code, sentence, file)
    (self.line, self.column, self.text) = (line, column, text)
  }
}

/// One run of a scenario.
package struct CaseResult: Codable, Hashable, Sendable {
  package let name: CaseName
  package var verdict: CaseVerdict
  package var sections: [SectionResult] = []
  package var checks = 0
  package var events = 0
  package var virtualSeconds = 0.0
  package var seconds = 0.0
  package var failure: CaseFailure?
  package var runDirectory: String?

  package init(_ name: CaseName, _ verdict: CaseVerdict) { (self.name, self.verdict) = (name, verdict) }
}
