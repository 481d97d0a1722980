import Base
import Lab
import Report
import Script

extension Session {
  /// Events that explain most failures, in the order of their happening.
  private static let telling = [
    "app.failed", "filtered", "icmp.prohibited", "intent", "drop", "wire.lost", "authorization.added",
    "authorization.removed", "portal.sent", "connection", "flag",
  ]

  /// Candidates and acknowledgments say little about access.
  private static func tells(_ record: TraceRecord) -> Bool {
    guard telling.contains(record.kind) else { return false }
    guard case .portalSent(let message) = record.what else { return true }
    return !message.message.hasSuffix("candidates") && !message.message.hasPrefix("phx_")
  }

  /// What goes with every failed expectation: what happened, how things stand, and how to see it again.
  func circumstances(after floor: EventNumber, _ range: SourceRange, _ evaluator: Evaluator) -> [String] {
    happened(after: floor) + standing() + [again(range, evaluator)]
  }

  private func happened(after floor: EventNumber) -> [String] {
    let trace = stage.trace
    let records = trace[min(floor, trace.count)...].filter(Self.tells).suffix(8)
    let lines = EventLines(fitting: records)
    return records.isEmpty
      ? ["nothing of note has happened since #\(floor)"]
      : ["of what happened since #\(floor):"] + records.map { "  " + Self.shortened(lines.line($0)) }
  }

  private static func shortened(_ line: String) -> String {
    line.count > 110 ? line.prefix(109) + "…" : line
  }

  /// The resources of each client in a line.
  private func standing() -> [String] {
    var notes: [String] = []
    for client in stage.names(.client) {
      guard case .record(let resources) = try? stage.lab.answer(.state([client, "resources"])) else { continue }
      let parts = resources.map { resource in
        guard case .record(let members) = resource.value else { return resource.name }
        let facts = members.filter { ["status", "gateway"].contains($0.name) }
          .map { Value($0.value, named: $0.name).fact.description }.filter { $0 != "-" }
        return "\(resource.name) \(facts.joined(separator: " via "))"
      }
      notes.append("\(client): " + parts.joined(separator: ", "))
    }
    return notes
  }

  func again(_ range: SourceRange, _ evaluator: Evaluator) -> String {
    if let run = options.run { return "at \(stage.now.text); again: \(run.again)" }
    let how =
      switch evaluator.sources[range.source]?.name ?? "" {
      case "-c": "-c '…'"
      case "standard input", "<prompt>", "": "and the same lines"
      case let file: file
      }
    if stage.lab.isLive { return "at \(stage.now.text); again: fzsh --live \(how)" }
    let faults = options.faults.isEmpty ? "" : "--compat \(options.faults.joined(separator: ",")) "
    let lab = options.labFile.map { "--lab \($0.shellWord) " } ?? ""
    return "at \(stage.now.text), seed \(stage.lab.seed); again: fzsh --seed \(stage.lab.seed) \(lab)\(faults)\(how)"
  }

  package func explain(failedCheck expression: Expression, _ evaluator: Evaluator) -> [String] {
    circumstances(after: stage.mark, expression.range, evaluator)
  }

  /// The exit code for a failure, after it has been said. A failed scenario leaves a run directory.
  func report(_ failure: ScriptFailure, of name: String, _ evaluator: Evaluator) -> Int32 {
    complain(failure.diagnostics, evaluator)
    account.failed(failure, in: evaluator.sources)
    switch failure.kind {
    case .expectation, .invariant, .application: keepRun(name)
    default: break
    }
    return failure.exitCode
  }
}

extension [TraceRecord] {
  /// One line of JSON for each event.
  var ndjson: [UInt8] {
    var bytes: [UInt8] = []
    TraceWriter.write(self) { bytes += $0 }
    return bytes
  }
}
