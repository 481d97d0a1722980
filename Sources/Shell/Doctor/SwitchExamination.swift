import Base
import Lab

/// Switches that make a lab behave otherwise than it could.
enum SwitchExamination: Examination {
  private static let icmp = "icmp-error-unreachable-prohibited-create-new-flow"
  private static let event = "no-authorization-control-event"

  static func findings(in chart: Chart) -> [Finding] { flags(chart) + quirks(chart) + violations(chart) }

  private static func flags(_ chart: Chart) -> [Finding] {
    let deaf = chart.clients.filter {
      chart.fact($0, "flags", icmp) == .flag(false) && chart.fact($0, "flags", event) == .flag(false)
    }
    guard !deaf.isEmpty else { return [] }
    let who = deaf.count == chart.clients.count && deaf.count > 1 ? "No client" : deaf.joined(separator: ", ")
    let takes = who == "No client" ? "takes" : "take\(deaf.count == 1 ? "s no" : " no")"
    return [
      Finding(
        "deaf", .notice, about: deaf.joined(separator: ", "),
        "\(who) \(takes) notice of a gateway's refusals: an access that a gateway alone loses stays lost.",
        steps: ["recovery icmp"])
    ]
  }

  private static func quirks(_ chart: Chart) -> [Finding] {
    let on = (chart.machines + [Compat.portal]).flatMap { node in
      chart.members(node, "quirks").filter { $0.value == .fact(.flag(true)) }.map { "\($0.name) at \(node)" }
    }
    guard !on.isEmpty else { return [] }
    let shown = on.prefix(5).joined(separator: ", ") + (on.count > 5 ? " and \(on.count - 5) more" : "")
    return [
      Finding(
        "quirks", .notice, about: "compat", "Faults of the original are switched on: \(shown).", steps: ["compat none"])
    ]
  }

  private static func violations(_ chart: Chart) -> [Finding] {
    chart.lab.violations.prefix(5).map { violation in
      Finding(
        "violated", about: violation.invariant,
        "The invariant \(violation.invariant) was violated at #\(violation.event): \(violation.detail). That is a bug of fzsh.",
        steps: ["goto #\(max(1, violation.event - 1))"], since: violation.event)
    }
  }
}
