import Base
import Lab
import Report
import Script
import Shell

/// Runs one case of a plan in a lab of its own.
struct CaseRun: Sendable {
  /// As the command line names it.
  let labName: String
  let topology: Topology
  let timeout: Double
  let checksDeterminism: Bool
  let keepsAll: Bool
  /// Live nodes as the command line names them; nil: a simulated lab for each case.
  var nodes: [String]?

  /// - Parameter isGivenUp: polled; true asks the run to come to an end.
  func result(of planned: TestPlan.Case, _ isGivenUp: @escaping @Sendable () -> Bool) -> CaseResult {
    guard !isGivenUp() else { return CaseResult(planned.name, .skipped) }
    if let sentence = planned.unreadable { return CaseResult(planned.name, .environment, sentence) }
    let began = MonotonicClock.now
    var (result, lab) = once(planned, isGivenUp)
    if checksDeterminism, result.verdict == .passed, let lab { compare(&result, lab, isGivenUp) }
    result.seconds = MonotonicClock.now - began
    return planned.name.faults.isEmpty ? result : result.asFaulty
  }

  private func once(
    _ planned: TestPlan.Case, _ isGivenUp: @escaping @Sendable () -> Bool
  ) -> (CaseResult, (any LabBackend)?) {
    let said = SaidText()
    let end = MonotonicClock.now + timeout
    let isLate: @Sendable () -> Bool = { MonotonicClock.now >= end }
    var maker: LabMaker = makeLab
    if let nodes {
      do throws(Complaint) { maker = try LiveNodes.attached(nodes).maker } catch {
        return (CaseResult(planned.name, .environment, error.sentence), nil)
      }
    }
    do throws(LabError) {
      let session = session(planned.name) { isGivenUp() || isLate() }
      let console = try Console(session, output: said, files: SessionDisk(), makeLab: maker)
      var status = console.prepare(planned.name)
      if status == 0 { status = console.evaluate(planned.text, name: planned.name.file) }
      if keepsAll, status == 0 {
        console.session.keepRun(planned.name.file)
        if console.session.account.runDirectory == nil { status = ExitStatus.environment.rawValue }
      }
      return (console.result(planned.name, status, said.text, isLate: isLate()), console.session.stage.lab)
    } catch {
      return (CaseResult(planned.name, .broken, error.sentence), nil)
    }
  }

  private func session(
    _ name: CaseName, _ isInterrupted: @escaping () -> Bool
  ) -> SessionOptions {
    var session = SessionOptions()
    session.lab = topology
    session.seed = name.seed
    session.faults = name.faults
    session.run = name
    session.program = SessionDisk.ownProgram
    // A scenario that has to fail leaves nothing behind when it does.
    session.runDirectories = name.faults.isEmpty ? "out" : nil
    session.isInterrupted = isInterrupted
    return session
  }

  /// A second run with the same seed; what it did otherwise is the failure.
  private func compare(_ result: inout CaseResult, _ lab: any LabBackend, _ isGivenUp: () -> Bool) {
    let name = result.name
    let second = SecondProcess.trace(of: name, lab: labName, timeout: timeout, isGivenUp)
    guard !isGivenUp() else { return }
    let sentence = "a second run with seed \(name.seed) "
    guard let second else {
      (result.verdict, result.failure) = (.environment, CaseFailure(sentence + "did not come to an end", text: ""))
      return
    }
    guard let divergence = TraceDivergence(lab.trace, file: second) else { return }
    result.verdict = .diverged
    result.failure = CaseFailure(sentence + "went another way at #\(divergence.event)", text: divergence.text)
  }
}

extension CaseResult {
  /// A case that never began, for the reason given.
  fileprivate init(_ name: CaseName, _ verdict: CaseVerdict, _ sentence: String) {
    self.init(name, verdict)
    failure = CaseFailure(sentence, text: sentence)
  }

  /// With its faults a scenario has to fail an expectation, or the check of a fact; passing is the failure.
  fileprivate var asFaulty: CaseResult {
    var result = self
    switch verdict {
    case .failed, .violated: (result.verdict, result.failure) = (.passed, nil)
    case .passed:
      let sentence = "passes with \(name.faults.joined(separator: ", ")), and has to fail"
      (result.verdict, result.failure) = (.failed, CaseFailure(sentence, text: sentence))
    default: break
    }
    return result
  }
}

extension Console {
  /// What the case asks for before its first line.
  fileprivate func prepare(_ name: CaseName) -> Int32 {
    for setting in name.settings {
      let status = evaluate("let \(setting.name) = \(setting.value)", name: "the header of \(name.file)")
      if status != 0 { return status }
    }
    return 0
  }

  fileprivate func result(_ name: CaseName, _ status: Int32, _ said: String, isLate: Bool) -> CaseResult {
    let (account, lab) = (session.account, session.stage.lab)
    var result = CaseResult(name, CaseVerdict(status, isLate: isLate))
    if let violation = lab.violations.first, result.verdict == .passed {
      result.verdict = .violated
      let sentence = "the invariant \(violation.invariant) was violated at #\(violation.event): \(violation.detail)"
      result.failure = CaseFailure(sentence, text: sentence)
    } else if result.verdict == .timedOut {
      let sentence = "the run took longer than it may, and stopped at \(lab.now.text) of the lab's time"
      result.failure = CaseFailure(sentence, text: sentence)
    } else if let failure = account.failure {
      let (diagnostic, place) = (failure.diagnostic, failure.place)
      result.failure = CaseFailure(
        code: diagnostic.code.code, diagnostic.message, file: place?.file, line: place?.line, column: place?.column,
        text: said)
    } else if result.verdict == .environment {
      result.failure = CaseFailure(said.split(separator: "\n").last.map(String.init) ?? "", text: said)
    }
    (result.checks, result.events, result.virtualSeconds) = (account.checks, lab.trace.count, lab.now.seconds)
    result.runDirectory = account.runDirectory
    result.sections = account.sections.enumerated().map { index, section in
      // A script ends at its first failure: all sections before the last one were passed.
      SectionResult(
        title: section.title, checks: section.checks, virtualSeconds: (section.ended - section.began).seconds,
        isPassed: result.verdict.isGood || index < account.sections.count - 1)
    }
    return result
  }
}

extension CaseVerdict {
  fileprivate init(_ status: Int32, isLate: Bool) {
    switch ExitStatus(rawValue: status) {
    case .passed: self = .passed
    case .expectationFailed: self = .failed
    case .invariantViolated: self = .violated
    case .environment: self = .environment
    case .interrupted: self = isLate ? .timedOut : .interrupted
    default: self = .broken
    }
  }
}

/// What a script says, kept for the report: its complaints, and no more of them than anybody reads.
private final class SaidText: SessionOutput {
  private static let bound = 64 << 10

  private(set) var text = ""

  func put(_ text: String, _ meaning: Style.Meaning) {}
  func complain(_ text: String) { if self.text.utf8.count < Self.bound { self.text += text } }
}

extension Instant {
  fileprivate var seconds: Double { (self - .zero).seconds }
}

extension Duration {
  fileprivate var seconds: Double { Double(nanoseconds) / 1e9 }
}
