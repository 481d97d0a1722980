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

  /// `--trace` and `--diagram`: written however the run ended, because a failed one is when they are wanted.
  func writeRecords(of session: any ShellSession, _ options: RunOptions) throws(Complaint) {
    if let path = options.trace {
      let file = try NewFile(path: path)
      try TraceWriter.write(session.trace) { bytes throws(Complaint) in try file.write(bytes) }
      try file.finish()
    }
    if let path = options.diagram {
      let diagram = SequenceDiagram(session.trace)
      let file = try NewFile(path: path)
      try file.write(Array((path.hasSuffix(".mmd") ? diagram.mermaid : diagram.text()).utf8))
      try file.finish()
    }
  }
}
