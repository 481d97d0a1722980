import Base
import HostStack
import Lab
import Shell

/// One case as it runs: a session over a lab, beside it the reference, and the lines so far.
final class CaseRun {
  private let console: Console
  private let speech = Speech()
  private(set) var reference: Reference
  /// The commands so far.
  private(set) var journal: [String] = []
  private(set) var finding: Finding?
  private(set) var coverage = Coverage()
  /// A line that the lab refuses is left out: shortened cases lack what lines stood upon.
  let isLenient: Bool
  private var laws = Laws()

  init(_ topology: Topology, seed: UInt64, lenient: Bool, makeLab: @escaping LabMaker) throws(LabError) {
    var options = SessionOptions()
    options.lab = topology
    options.seed = seed
    isLenient = lenient
    console = try Console(options, output: speech, files: HeldFiles(), makeLab: makeLab)
    reference = Reference(terrain: Terrain(topology), rights: Rights(topology))
    coverage.note(reference.terrain)
  }

  private var lab: any LabBackend { console.session.stage.lab }

  func perform(_ deed: Deed) {
    guard finding == nil else { return }
    switch deed {
    case .probe(let probe): attempt(probe)
    case .insist(let probe): insist(on: probe)
    default: run(deed)
    }
  }

  /// - Returns: when the line began and ended, and what was recorded meanwhile; nil if the lab refused it.
  private func command(
    _ line: String, mayBeRefused: Bool = false
  ) -> (start: Instant, end: Instant, records: ArraySlice<TraceRecord>)? {
    let (start, seen) = (lab.now, lab.trace.count)
    speech.complaints = ""
    guard console.evaluate(line, name: "explored.fzs") == 0 else {
      if !isLenient, !mayBeRefused { finding = .refusedLine(line, complaint: speech.complaint) }
      return nil
    }
    journal.append(line)
    let records = lab.trace[seen...]
    judge(records)
    return (start, lab.now, records)
  }

  private func run(_ deed: Deed) {
    let line = deed.line(reference)
    reference.relayed = reference.terrain.clients.filter(lab.isRelayed)
    guard !line.isEmpty, let (start, end, records) = command(line, mayBeRefused: deed.mayBeRefused) else { return }
    if deed.asksForNothing, reference.weather.isQuiet, records.contains(where: { $0.kind == "intent" }) {
      finding = finding ?? .needlessRequest(line)
    }
    if case .lone(let client, _) = deed, reference.weather.isQuiet {
      finding = finding ?? laws.repeated(by: client, records)
    }
    reference.suffer(deed, at: start, until: end)
    if deed == .settle { finding = finding ?? laws.atRest(lab, reference.terrain) }
    coverage.note(deed, records)
    coverage.note(relayed: reference.relayed.count)
  }

  /// What must hold after every line.
  private func judge(_ records: ArraySlice<TraceRecord>) {
    if let violation = lab.violations.first {
      finding = finding ?? .violated(violation.invariant, detail: violation.detail)
    }
    finding = finding ?? laws.broken(by: records, in: lab, reference)
  }
}

// Applications.
extension CaseRun {
  /// - Returns: whether it came out as in a world at rest.
  @discardableResult
  private func attempt(_ probe: Probe) -> Bool {
    guard let (start, end, records) = command(probe.line, mayBeRefused: probe.isByName) else { return true }
    let ended = records.compactMap { record -> AppResult? in
      guard case .reported(let report as HostReport) = record.what, case .ended(let result) = report.event.fact,
        record.node == probe.client
      else { return nil }
      return result
    }
    guard let result = ended.last else { return true }
    let outcome = Outcome(result)
    reference.noteTry(probe, at: start)
    let foretold = reference.foretell(probe, at: start).joined(with: reference.foretell(probe, at: end))
    coverage.note(probe, outcome, records)
    if !foretold.outcomes.contains(outcome) { finding = finding ?? .unforetold(probe, outcome, foretold) }
    if foretold.isExact, foretold.outcomes == [.prohibited], records.contains(where: { $0.kind == "intent" }) {
      finding = finding ?? .needlessRequest(probe.line)
    }
    return reference.learn(from: probe, outcome, at: end)
  }

  /// In a network that is whole the views agree again as soon as there is traffic, at the third try at the latest.
  private func insist(on probe: Probe) {
    for pause in [Reference.Law.silentPeer, Reference.Law.pause] {
      if attempt(probe) || finding != nil { return }
      _ = command("run \(pause.text)")
    }
    reference.trust(probe.client, at: lab.now)
    attempt(probe)
  }
}

extension TraceRecord {
  var isReported: Bool { if case .reported = what { true } else { false } }
}
