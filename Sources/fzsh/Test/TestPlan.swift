import Report
import Shell

/// What `fzsh test` is going to run, in the order in which it reports.
struct TestPlan: Sendable {
  struct Case: Sendable {
    private(set) var name: CaseName
    let text: String
    /// Why the file could not be read; the others can still be run.
    var unreadable: String?

    fileprivate func named(_ change: (inout CaseName) -> Void) -> Case {
      var other = self
      change(&other.name)
      return other
    }
  }

  private(set) var cases: [Case] = []

  /// - Parameter lab: its file; nil for the usual one.
  init(
    _ paths: [String], _ choice: TestChoice, live isLive: Bool = false, lab: String? = nil
  ) throws(Complaint) {
    for path in try ScenarioFiles.found(under: paths) {
      guard choice.only.isEmpty || choice.only.contains(where: { path.contains($0) }) else { continue }
      do throws(Complaint) { add(try ScriptFile(path: path), choice, isLive) } catch {
        guard error.status == .environment else { throw error }
        let name = CaseName(file: path, seed: choice.seed, isLive: isLive)
        cases.append(Case(name: name, text: "", unreadable: error.sentence))
      }
    }
    cases = cases.map { $0.named { $0.lab = lab } }
    if let report = choice.rerun { try keep(failedIn: report) }
    guard !cases.isEmpty else {
      throw Complaint(.badCommandLine, "there is nothing to run: no scenario (*.fzs) under these paths is asked for")
    }
    if let shard = choice.shard {
      cases = cases.enumerated().filter { $0.offset % shard.count == shard.part - 1 }.map(\.element)
    }
  }

  private mutating func add(_ file: ScriptFile, _ choice: TestChoice, _ isLive: Bool) {
    let header = ScriptHeader(file.text)
    let seeds = choice.seed..<choice.seed + UInt64(choice.seeds)
    for settings in header.variants {
      let settings = settings.map { CaseName.Setting(name: $0.name, value: $0.value) }
      for seed in seeds {
        let name = CaseName(file: file.name, settings: settings, seed: seed, isLive: isLive)
        cases.append(Case(name: name, text: file.text))
      }
      guard choice.faults, !header.faults.isEmpty else { continue }
      let name = CaseName(file: file.name, settings: settings, faults: header.faults, seed: choice.seed)
      cases.append(Case(name: name, text: file.text))
    }
  }

  private mutating func keep(failedIn report: String) throws(Complaint) {
    let failed = try RunResult(reportAt: report).failed.map(\.name)
    cases.removeAll { !failed.contains($0.name) }
  }
}

extension RunResult {
  /// Reads what an earlier run wrote with `--json`.
  init(reportAt path: String) throws(Complaint) {
    let bytes = Array(try ScriptFile(path: path).text.utf8)
    do throws(RunFileProblem) { try self.init(json: bytes) } catch {
      throw Complaint(.environment, "\(path): \(error.reason)")
    }
  }
}
