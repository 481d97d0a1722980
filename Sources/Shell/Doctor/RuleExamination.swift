import Base
import Lab

/// Rules of the operator that keep things from going on, and what they hold.
enum RuleExamination: Examination {
  static func findings(in chart: Chart) -> [Finding] {
    let rules = chart.rows("rules").map { row -> Finding in
      let (number, verdict) = (row.word("rule"), row.word("verdict"))
      let isSpent = row["left"] == .number(0)
      let stops = ["drop", "hold", "corrupt", "edit"].contains { verdict.hasPrefix($0) } && !isSpent
      return Finding(
        "rule", stops ? .trouble : .notice, about: "rule \(number)",
        "Rule \(number) at \(row.word("at")) (\(row.word("pattern")) : \(verdict)) was applied \(times(row["applied"])).",
        steps: ["delete rule \(number)"],
        since: chart.trace.last { $0.kind == "rule.added" && "\($0.text("rule"))" == number }?.n)
    }
    let held = chart.rows("held")
    guard let first = held.first else { return rules }
    let what = held.count == 1 ? "One thing is" : "\(held.count) things are"
    return rules + [
      Finding(
        "held", about: "held",
        "\(what) held by rules, the first at \(first.word("at")): whoever waits for it waits on.",
        // The rule would hold what is sent anew.
        steps: chart.rows("rules").filter { $0.word("verdict") == "hold" }.map { "delete rule \($0.word("rule"))" }
          + ["release"])
    ]
  }

  private static func times(_ count: Fact) -> String {
    switch count {
    case .number(0): "never yet"
    case .number(1): "once"
    default: "\(count) times"
    }
  }
}
