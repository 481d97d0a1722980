import Base
import Lab

/// Paths between clients and gateways, and relays that lend nothing.
enum PathExamination: Examination {
  static func findings(in chart: Chart) -> [Finding] { relays(chart) + paths(chart) }

  private static func relays(_ chart: Chart) -> [Finding] {
    guard !chart.relays.isEmpty else { return [] }
    return chart.machines.filter { chart.runs($0) && chart.word($0, "portal") == "connected" }.compactMap { node in
      let rows = chart.rows(node, "relays")
      guard !rows.contains(where: { $0["allocated"] == .flag(true) }) else { return nil }
      let isExplained =
        chart.relays.allSatisfy { !chart.runs($0) || chart.areCut(node, $0) } || isBlocked(node, chart)
        || NetworkExamination.isHurt(node, chart)
      let retry = rows.compactMap { row in if case .instant(let at) = row["retry"] { at } else { nil } }.min()
      let wait = retry.map { max(.seconds(1), $0 - chart.lab.now) + .seconds(2) } ?? .seconds(60)
      return Finding(
        "no-relay", isExplained ? .consequence : .trouble, about: node,
        "No relay lends \(node) an address: it is reached directly, or not at all.",
        steps: isExplained ? [] : ["run \(wait.text)"])
    }
  }

  /// The last word about a connection is that it failed, and nothing else explains it.
  private static func paths(_ chart: Chart) -> [Finding] {
    chart.clients.filter { chart.runs($0) }.flatMap { client in
      chart.gateways.compactMap { gateway in
        guard
          let last = chart.trace.last(where: {
            $0.node == client && $0.kind == "connection" && $0["peer"] == .text(gateway)
          }), last["state"] == .text("failed")
        else { return nil }
        let isExplained =
          !chart.runs(gateway) || chart.areCut(client, gateway) || isBlocked(client, chart) || isBlocked(gateway, chart)
        let use = Use.ofAny(by: client, chart).map { [$0] } ?? []
        return Finding(
          "no-path", isExplained ? .consequence : .notice, about: "\(client) \(gateway)",
          "\(client) found no path to \(gateway) (\(last.text("reason"))); `why #\(last.n)` tells what became of each pair.",
          steps: isExplained ? [] : use, since: last.n)
      }
    }
  }

  static func isBlocked(_ node: String, _ chart: Chart) -> Bool {
    NetworkExamination.findings(in: chart).contains { finding in
      finding.kind == "udp-blocked"
        && chart.rows("routers").contains {
          $0.word("router") == finding.subject && $0.list("nodes").contains(node)
        }
    }
  }
}
