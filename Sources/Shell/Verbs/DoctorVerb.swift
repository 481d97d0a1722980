import Base
import Lab
import Script

enum DoctorVerb: Verb {
  static let signature = VerbSignature(
    "doctor", summary: "What is wrong with the lab at this moment, and what to type next.",
    page: """
      Looks at machines, links, rules, the portal, paths, every access and its filters. What is wrong comes first, with the \
      commands that mend it; then what comes of that and goes with it; then what is worth knowing. A healthy lab is said to \
      be healthy. `--format json` gives a table: kind, weight, subject, sentence, steps, since.
      """,
    forms: [Form()], options: [VerbSignature.formatOption],
    examples: [
      Example("doctor", "a healthy lab"),
      Example("ping 172.20.0.100; ping 172.21.0.101; revoke \"MyCorp Network\"; run 1s; doctor", "a lost access"),
      Example("stop gateway; doctor", "a machine that does not run"),
      Example("fault client loss=5%; doctor --format json", "for scripts"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let findings = call.session.findings
    let isTable = !call.command.pipe.isEmpty || call.command.option("format") != nil || call.command.binding != nil
    return .value(isTable ? .table(table(findings)) : .string(Doctor.text(findings)))
  }

  private static func table(_ findings: [Finding]) -> Script.Table {
    Script.Table(
      columns: ["kind", "weight", "subject", "sentence", "steps", "since"],
      rows: findings.map { finding in
        .init([
          .string(finding.kind), .string(finding.weight.rawValue), .string(finding.subject), .string(finding.sentence),
          .string(finding.steps.joined(separator: "; ")), finding.since.map { .event(UInt64($0)) } ?? .none,
        ])
      })
  }
}

extension Session {
  /// What is wrong with the lab, and with where the session stands in it.
  var findings: [Finding] {
    var findings = Doctor.findings(in: stage.lab)
    if let job = parked.last {
      findings.append(
        Finding(
          "suspended", .notice, about: job.text, "`\(job.text)` is suspended by a breakpoint.", steps: ["continue"]))
    }
    let (here, end) = (stage.trace.count, stage.lab.end.events)
    if end > here {
      findings.append(
        Finding(
          "past", .notice, about: "#\(here)", "The world stands in its past, at #\(here) of #\(end).",
          steps: ["goto end"]))
    }
    return findings
  }
}
