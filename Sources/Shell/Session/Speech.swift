import Base
import Lab
import Report
import Script

extension Session {
  /// One line, or several with line ends between them.
  func say(_ text: String, _ meaning: Style.Meaning = .plain) { output.put(text + "\n", meaning) }

  /// More mistakes than that have one cause: the file is no script.
  private static let mostComplaints = 100

  func complain(_ diagnostics: [Diagnostic], _ evaluator: Evaluator) {
    let renderer = DiagnosticRenderer(coloured: options.style == .ansi)
    for diagnostic in diagnostics.prefix(Self.mostComplaints) {
      output.complain(renderer.text(diagnostic, in: evaluator.sources) + "\n")
    }
    let others = diagnostics.count - Self.mostComplaints
    if others > 0 { output.complain("… and \(others) more\n") }
  }

  /// A script that ends with a command still suspended has probably forgotten a `continue`.
  func tellSuspended() {
    guard !options.isInteractive, let job = parked.last else { return }
    say("the script has ended, and `\(job.text)` is still suspended", .warning)
  }

  /// Live nodes come and go by themselves: whoever sits at a prompt is told behind the next line.
  func tellNodes() {
    guard options.isInteractive, stage.lab.isLive else { return }
    let trace = stage.trace
    for record in trace[min(notebook.nodesTold, trace.count)...] {
      switch record.kind {
      case "node.started": say("\(record.node) is there", .dim)
      case "node.stopped": say("\(record.node) is gone: \(record.text("reason"))", .warning)
      default: break
      }
    }
    notebook.nodesTold = trace.count
  }

  /// What happened behind an event, a line each, without what goes on all the time.
  func sayEvents(after event: EventNumber) {
    let trace = stage.trace
    let lines = EventLines(style: options.style)
    for record in trace[min(event, trace.count)...] where !record.isUpkeep { say(lines.line(record)) }
  }
}

extension ScriptFailure {
  static let interrupted = ScriptFailure(.interrupted, Diagnostic(.interrupted, "interrupted"))
}
