import Base
import Lab
import Report

/// Everything that can be found wrong with a lab, the root of a trouble before what comes of it.
enum Doctor {
  private static let examinations: [any Examination.Type] = [
    MachineExamination.self, NetworkExamination.self, RuleExamination.self, PortalExamination.self,
    PathExamination.self, ClockExamination.self, AccessExamination.self, FilterExamination.self, SwitchExamination.self,
  ]

  static func findings(in lab: any LabBackend) -> [Finding] {
    let chart = Chart(lab)
    // What comes of a trouble goes with that one's steps.
    let all = examinations.flatMap { $0.findings(in: chart) }.map { $0.weight == .consequence ? $0.withoutSteps : $0 }
    return Finding.Weight.allCases.flatMap { weight in all.filter { $0.weight == weight } }
  }

  /// The findings as prose, with what to type next.
  static func text(_ findings: [Finding]) -> String {
    let troubles = findings.filter { $0.weight == .trouble }
    var text = heading(troubles.count)
    for (i, finding) in troubles.enumerated() {
      text += "\n\(i + 1). \(finding.text)\n"
      if !finding.steps.isEmpty { text += "   next:\n" }
      for step in finding.steps { text += "     \(step)\n" }
    }
    text += list("This comes of it, and goes with it:", findings.filter { $0.weight == .consequence })
    text += list("Worth knowing:", findings.filter { $0.weight == .notice })
    return text
  }

  private static func heading(_ count: Int) -> String {
    switch count {
    case 0: "The lab is healthy: nothing stands in the way of anybody who may reach something.\n"
    case 1: "One thing is wrong.\n"
    default: "\(count) things are wrong.\n"
    }
  }

  private static func list(_ title: String, _ findings: [Finding]) -> String {
    guard !findings.isEmpty else { return "" }
    var text = "\n\(title)\n"
    for finding in findings {
      text += "  - \(finding.text)\n"
      if !finding.steps.isEmpty { text += "    to change it: \(finding.steps.joined(separator: "; "))\n" }
    }
    return text
  }
}

extension Finding {
  fileprivate var withoutSteps: Finding { Finding(kind, weight, about: subject, sentence, since: since) }

  fileprivate var text: String { sentence + (since.map { " (since #\($0))" } ?? "") }
}
