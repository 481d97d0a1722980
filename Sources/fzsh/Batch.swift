import Lab
import Report

extension Program {
  /// Runs scripts in one session, up to the first that does not pass.
  func batch(_ session: any ShellSession, _ scripts: [ScriptFile]) -> ExitStatus {
    for script in scripts {
      Signals.commandBegins()
      defer { Signals.commandEnds() }
      let evaluation = session.evaluate(script.text, source: script.name)
      if case .done(.passed) = evaluation { continue }
      return evaluation.status
    }
    return .passed
  }

  /// `--trace`, `--pcapng`, `--diagram` and `--report`: written however the run ended, because a failed one is when they are wanted.
  func writeRecords(of session: any ShellSession, _ options: RunOptions) throws(Complaint) {
    if let path = options.records.trace {
      let file = try NewFile(path: path)
      try TraceWriter.write(session.lab.trace) { bytes throws(Complaint) in try file.write(bytes) }
      try file.finish()
    }
    if let path = options.records.pcapng { try writeCapture(of: session.lab, options, to: path) }
    if let path = options.records.diagram {
      let diagram = SequenceDiagram(session.lab.trace)
      let isPicture = path.hasSuffix(".svg")
      try write(isPicture ? diagram.svg() : path.hasSuffix(".mmd") ? diagram.mermaid : diagram.text(), to: path)
    }
    if let path = options.records.report {
      try write(session.report(of: options.scenario, again: options.again).html, to: path)
    }
  }

  private func write(_ text: String, to path: String) throws(Complaint) {
    let file = try NewFile(path: path)
    try file.write(Array(text.utf8))
    try file.finish()
  }

  /// All packets and no secrets: keys are for whoever writes `write pcapng FILE keys`.
  private func writeCapture(
    of lab: any LabBackend, _ options: RunOptions, to path: String
  ) throws(Complaint) {
    let capture: Capture
    do throws(LabError) { capture = try Capture(of: lab, scenario: options.scenario) } catch {
      throw Complaint(.environment, "cannot write \(path): this lab does not name its taps")
    }
    let file = try NewFile(path: path)
    try capture.write { bytes throws(Complaint) in try file.write(bytes) }
    try file.finish()
  }
}
