import Base
import HostStack
import Lab
import Report
import Shell

/// One case as it runs: a session over a lab, beside it the reference, and the lines so far.
final class CaseRun {
  /// Control plane §3.6: one request in two seconds. A change of policy and a goodbye may each ask once more.
  static let requestWindow: Duration = .seconds(2)
  static let mostRequests = 3

  private let console: Console
  private let speech = Speech()
  private(set) var reference: Reference
  /// The commands so far.
  private(set) var journal: [String] = []
  private(set) var finding: Finding?
  private(set) var coverage = Coverage()
  /// A line that the lab refuses is left out: shortened cases lack what lines stood upon.
  let isLenient: Bool
  private var requests: [(client: String, resource: String, at: Instant)] = []

  init(_ topology: Topology, seed: UInt64, lenient: Bool, makeLab: @escaping LabMaker) throws(LabError) {
    var options = SessionOptions()
    options.lab = topology
    options.seed = seed
    isLenient = lenient
    console = try Console(options, output: speech, files: NoFiles(), makeLab: makeLab)
    reference = Reference(terrain: Terrain(topology), rights: Rights(topology))
    coverage.note(clients: topology.clients.count)
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
    guard !line.isEmpty, let (start, end, records) = command(line, mayBeRefused: deed.mayBeRefused) else { return }
    if case .foreignSource = deed, reference.weather.isQuiet, records.contains(where: { $0.kind == "intent" }) {
      finding = finding ?? .needlessRequest(line)
    }
    reference.suffer(deed, at: start, until: end)
    coverage.note(deed, records)
  }

  /// What must hold after every line.
  private func judge(_ records: ArraySlice<TraceRecord>) {
    if let violation = lab.violations.first {
      finding = finding ?? .violated(violation.invariant, detail: violation.detail)
    }
    for record in records where record.isReported && record.kind == "intent" {
      let (client, resource) = (record.node, record.text("resource"))
      requests.removeAll { record.t - $0.at >= Self.requestWindow }
      requests.append((client, resource, record.t))
      let count = requests.count { $0.client == client && $0.resource == resource }
      if count > Self.mostRequests {
        finding = finding ?? .storm(client: client, resource: resource, requests: count)
      }
    }
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

/// What a session says, as far as somebody wants to know it.
private final class Speech: SessionOutput {
  var complaints = ""

  func put(_ text: String, _ meaning: Style.Meaning) {}
  func complain(_ text: String) { complaints += text }

  /// The first line.
  var complaint: String { complaints.split(separator: "\n").first.map(String.init) ?? "no reason given" }
}

/// Explored cases read and write nothing.
private final class NoFiles: SessionFiles {
  func read(_ path: String) throws(FileProblem) -> [UInt8] { throw FileProblem(path: path, reason: "no such file") }
  func open(_ path: String) throws(FileProblem) -> FileSource { throw FileProblem(path: path, reason: "no such file") }
  func write(to path: String, _ body: (FileSink) throws(FileProblem) -> Void) throws(FileProblem) {}
}
