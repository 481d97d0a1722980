import Glibc
import Lab
import Report
import Synchronization

/// `fzsh test`: from a command line to reports and an exit status.
extension Program {
  func test(_ options: TestOptions) throws(Complaint) -> ExitStatus {
    if options.merge { return try merge(options) }
    guard let run = try results(of: options) else { return .passed }
    try tell(run, options)
    return run.status
  }

  private func merge(_ options: TestOptions) throws(Complaint) -> ExitStatus {
    var runs: [RunResult] = []
    for path in options.paths { runs.append(try RunResult(reportAt: path)) }
    let merged: RunResult
    do throws(RunFileProblem) { merged = try .merging(runs) } catch { throw Complaint(.environment, error.reason) }
    try tell(merged, options)
    // What is there is reported; that it passed says nothing of what is not.
    if let lack = RunResult.lack(of: runs) { throw Complaint(.environment, lack) }
    return merged.status
  }

  /// What came out is said before the reports are written: a full disk does not hide it.
  private func tell(_ run: RunResult, _ options: TestOptions) throws(Complaint) {
    summarise(run, style(options.color, dumb: false))
    try report(run, options.reports)
  }

  /// nil if the plan was only to be shown.
  private func results(of options: TestOptions) throws(Complaint) -> RunResult? {
    let plan = try TestPlan(options.paths, options.choice, live: options.live, lab: options.lab)
    if options.list {
      for planned in plan.cases { output.write(planned.name.text + "\n") }
      return nil
    }
    let topology = try Topology(named: options.lab ?? Topology.usual, .none)
    // Before hours of work, not behind them.
    for path in options.reports.paths { try NewFile(path: path).discard() }
    Signals.commandBegins()
    defer { Signals.commandEnds() }
    var run = TestRun(plan, topology, options).worked()
    run.shard = options.choice.shard.map { RunResult.Shard(part: $0.part, count: $0.count) }
    return run
  }

  /// A report that cannot be written keeps none of the others from it.
  private func report(_ run: RunResult, _ reports: TestReports) throws(Complaint) {
    let texts: [(path: String?, bytes: () -> [UInt8])] = [
      (reports.junit, { Array(run.junit.utf8) }), (reports.tap, { Array(run.tap.utf8) }), (reports.json, { run.json }),
      (reports.html, { Array(run.html.utf8) }),
    ]
    var failure: Complaint?
    for (path, bytes) in texts {
      guard let path else { continue }
      do throws(Complaint) { try write(bytes(), to: path) } catch { failure = failure ?? error }
    }
    if let failure { throw failure }
  }

  private func write(_ bytes: [UInt8], to path: String) throws(Complaint) {
    let file = try NewFile(path: path)
    try file.write(bytes)
    try file.finish()
  }

  private func summarise(_ run: RunResult, _ style: Style) {
    for (result, others) in run.distinctFailures {
      output.write(style.paint("\(result.verdict.rawValue): \(result.name.text)", .bad) + "\n")
      if let text = result.failure?.text, !text.isEmpty { output.write(text.hasSuffix("\n") ? text : text + "\n") }
      if !others.isEmpty { output.write("  the same with \(others.summary)\n") }
      output.write("  again: \(result.name.again)\n\n")
    }
    if environment("GITHUB_ACTIONS") == "true" { for line in run.annotations { output.write(line + "\n") } }
    let files = run.byFile.count
    let words = "\(run.summary) (\(files) scenario\(files == 1 ? "" : "s"), \(run.seconds.formatted) s)"
    output.write(style.paint(words, run.failed.isEmpty ? .good : .bad) + "\n")
  }
}

/// A plan that is being worked through.
private final class TestRun: Sendable {
  private let plan: TestPlan
  private let run: CaseRun
  private let jobs: Int
  private let failFast: Bool
  private let progress: Progress
  private let isGivenUp = Atomic<Bool>(false)
  private let results: Mutex<[CaseResult?]>

  init(_ plan: TestPlan, _ topology: Topology, _ options: TestOptions) {
    self.plan = plan
    jobs = options.live ? 1 : options.jobs ?? max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    failFast = options.failFast
    progress = Progress(total: plan.cases.count)
    results = Mutex(Array(repeating: nil, count: plan.cases.count))
    run = CaseRun(
      labName: options.lab ?? Topology.usual, topology: topology, timeout: options.timeout,
      checksDeterminism: options.checkDeterminism,
      keepsAll: options.keep, nodes: options.live ? options.nodes : nil)
  }

  func worked() -> RunResult {
    let began = MonotonicClock.now
    Crew.run(plan.cases.count, threads: jobs) { [self] piece in
      let planned = plan.cases[piece]
      let result = run.result(of: planned) { self.isGivenUp.load(ordering: .relaxed) || Signals.isInterrupted }
      results.withLock { $0[piece] = result }
      if failFast, !result.verdict.isGood { isGivenUp.store(true, ordering: .relaxed) }
      progress.finished(result)
    }
    progress.end()
    let cases = results.withLock { results in
      zip(plan.cases, results).map { planned, result in result ?? CaseResult(planned.name, .skipped) }
    }
    return RunResult(cases, seconds: MonotonicClock.now - began)
  }
}

extension RunResult {
  /// The worst of what happened; what says nothing of the scenarios themselves comes first.
  fileprivate var status: ExitStatus {
    if Signals.isInterrupted { return .interrupted }
    switch cases.map(\.verdict).max(by: { $0.badness < $1.badness }) {
    case nil, .passed?, .skipped?: return .passed
    case .diverged?: return .nondeterministic
    case .violated?: return .invariantViolated
    case .failed?, .timedOut?: return .expectationFailed
    case .environment?: return .environment
    case .broken?: return .badScript
    case .interrupted?: return .interrupted
    }
  }
}

extension RunResult {
  /// Failures of one script at one place with one sentence are told once, with the seeds that share them.
  fileprivate var distinctFailures: [(first: CaseResult, others: [UInt64])] {
    var distinct: [(first: CaseResult, others: [UInt64])] = []
    for result in failed {
      if let i = distinct.firstIndex(where: { $0.first.failsLike(result) }) {
        distinct[i].others.append(result.name.seed)
      } else {
        distinct.append((result, []))
      }
    }
    return distinct
  }
}

extension CaseResult {
  fileprivate func failsLike(_ other: CaseResult) -> Bool {
    (name.file, name.settings, name.faults) == (other.name.file, other.name.settings, other.name.faults)
      && verdict == other.verdict && failure?.code == other.failure?.code && failure?.line == other.failure?.line
      && failure?.sentence == other.failure?.sentence
  }
}

extension [UInt64] {
  /// `seed 4`, `seeds 4, 7 and 9 more`
  fileprivate var summary: String {
    let shown = prefix(8).map { String($0) }.joined(separator: ", ")
    return (count == 1 ? "seed " : "seeds ") + shown + (count > 8 ? " and \(count - 8) more" : "")
  }
}

extension CaseVerdict {
  fileprivate var badness: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension Double {
  /// Seconds with one digit.
  fileprivate var formatted: String {
    let tenths = Int((Swift.max(0, Swift.min(self, 1e12)) * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
