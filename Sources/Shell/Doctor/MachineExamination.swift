import Base
import Lab

/// Machines that do not run.
enum MachineExamination: Examination {
  static func findings(in chart: Chart) -> [Finding] {
    let portal = Compat.portal
    let nodes =
      [(portal, portalDown)] + chart.relays.map { ($0, relayDown) }
      + chart.gateways.map { ($0, gatewayDown) } + chart.clients.map { ($0, clientDown) }
    return nodes.compactMap { node, what in finding(node, what, chart) }
  }

  private static let portalDown = "nobody is granted anything new; what has been granted goes on"
  private static let relayDown = "whoever cannot be reached directly has a relay less"
  private static let gatewayDown = "nothing is reached by it, and its site is offline if it has no other"
  private static let clientDown = "its applications reach nothing"

  private static func finding(_ node: String, _ what: String, _ chart: Chart) -> Finding? {
    switch chart.word(node, "life") {
    case "stopped":
      return Finding(
        "node-stopped", about: node, "\(node) is stopped: \(what).", steps: ["start \(node.asName)", "run 10s"],
        since: chart.last("node.stopped", "client.stopped", at: node))
    case "asleep":
      let end = wakes(node, chart)
      let left = end.map { max(.milliseconds(1), $0 - chart.lab.now) + .seconds(1) } ?? .seconds(60)
      return Finding(
        "node-asleep", about: node, "\(node) is asleep\(end.map { " until \(($0 - .zero).text)" } ?? ""): \(what).",
        steps: ["run \(left.text)"], since: chart.last("node.slept", at: node))
    default: return crash(of: node, chart)
    }
  }

  private static func wakes(_ node: String, _ chart: Chart) -> Instant? {
    guard let record = chart.trace.last(where: { $0.node == node && $0.kind == "node.slept" }),
      case .duration(let span)? = record["span"]
    else { return nil }
    return record.t + span
  }

  /// The machine runs, its process does not.
  private static func crash(of node: String, _ chart: Chart) -> Finding? {
    let life = ["client.crashed", "node.restarted", "node.started"]
    guard let record = chart.trace.last(where: { $0.node == node && life.contains($0.kind) }),
      record.kind == "client.crashed"
    else { return nil }
    return Finding(
      "client-crashed", about: node, "The process of \(node) has ended (\(record.text("assertion"))): \(clientDown).",
      steps: ["restart \(node.asName)", "run 10s"], since: record.n)
  }
}
