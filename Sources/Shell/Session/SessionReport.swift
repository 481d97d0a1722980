import Lab
import Report
import Script

extension Session {
  /// The run so far, as one web page.
  ///
  /// - Parameters:
  ///   - name: what was run.
  ///   - again: the command that runs it again; nil where nobody knows one.
  package func report(of name: String, again: String?) -> RunReport {
    let lab = stage.lab
    let title = name.isEmpty || name == "<prompt>" ? "a session in the lab \(lab.name)" : name
    var report = RunReport(title: title, lab: lab.name, seed: lab.seed, now: lab.now, trace: lab.trace)
    report.failure = account.failure.map { RunReport.Failure($0.diagnostic.message, text: $0.text) }
    report.again = again
    report.diagnosis = Doctor.text(Doctor.findings(in: lab))
    report.beliefs = try? lab.answer(.beliefs(resource: nil, client: nil))
    report.violations = lab.violations
    return report
  }
}
