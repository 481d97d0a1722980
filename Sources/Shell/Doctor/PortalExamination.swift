import Base
import Lab

/// Whom the portal does not let in, and who does not reach it.
enum PortalExamination: Examination {
  static func findings(in chart: Chart) -> [Finding] {
    account(chart) + actors(chart) + tokens(chart) + connections(chart)
  }

  private static func account(_ chart: Chart) -> [Finding] {
    guard chart.fact("portal", "account", "disabled") == .flag(true) else { return [] }
    return [
      Finding(
        "account-disabled", about: "account", "The account is disabled: the portal lets nobody in (HTTP 403).",
        steps: ["account enable", "run 1m"])
    ]
  }

  private static func actors(_ chart: Chart) -> [Finding] {
    chart.rows("portal", "actors").filter { $0["disabled"] == .flag(true) }.map { row in
      let clients = row.list("clients")
      return Finding(
        "actor-disabled", about: row.word("actor"),
        "The actor \(row.word("actor")) is disabled: the portal lets \(clients.joined(separator: " and ")) in no more (HTTP 401).",
        // A 401 ends a client; it begins anew.
        steps: ["actor enable \(row.word("actor").asName)"] + clients.map { "restart \($0.asName)" } + ["run 10s"])
    }
  }

  private static func tokens(_ chart: Chart) -> [Finding] {
    let deleted = chart.rows("portal", "clients").filter { $0.word("token_expires_at") == "deleted" }.map { row in
      let client = row.word("client")
      let end = chart.trace.last { record in
        record.kind == "command" && record.text("text").hasPrefix("token") && record.text("text").contains("revoke")
      }
      return Finding(
        "token-deleted", about: client,
        "The token of \(client) is deleted: it is signed out, and no command gives it another one.",
        steps: [way(before: end, chart)], since: end?.n)
    }
    let expired = chart.rows("portal", "tokens").filter { $0.word("state") == "expired" }.flatMap { row in
      row.list("clients").map { client in
        Finding(
          "token-expired", about: client,
          "The token of \(client) has expired: the portal lets it in no more (HTTP 401).",
          steps: ["token expire for \(client.asName) in 24h", "restart \(client.asName)", "run 10s"])
      }
    }
    return deleted + expired
  }

  /// To before a command; before the first one there is nothing but a new lab.
  private static func way(before command: TraceRecord?, _ chart: Chart) -> String {
    guard let command, chart.trace.first(where: { $0.kind == "command" })?.n != command.n else { return "lab reset" }
    return "goto #\(command.n - 1)"
  }

  /// A machine that runs and has no connection, for no reason that another examination tells.
  private static func connections(_ chart: Chart) -> [Finding] {
    let refused = chart.rows("portal", "tokens").filter { $0.word("state") == "expired" }.flatMap { $0.list("clients") }
    let locked = chart.rows("portal", "actors").filter { $0["disabled"] == .flag(true) }.flatMap { $0.list("clients") }
    let known =
      chart.rows("portal", "clients").filter { $0.word("token_expires_at") != "deleted" }
      .map { $0.word("client") } + chart.rows("portal", "gateways").map { $0.word("gateway") }
    return chart.machines.filter { chart.runs($0) && chart.word($0, "portal") == "disconnected" }.map { node in
      let phase = chart.word(node, "portal_connection", "phase")
      let isExplained =
        !chart.runs(Compat.portal) || chart.areCut(node, Compat.portal) || !known.contains(node)
        || NetworkExamination.isHurt(node, chart) || NetworkExamination.isHurt(Compat.portal, chart)
        || refused.contains(node) || locked.contains(node) || chart.fact("portal", "account", "disabled") == .flag(true)
      let sentence = "\(node) has no connection to the portal (\(phase))"
      if isExplained {
        return Finding("no-portal", .consequence, about: node, "\(sentence): it asks for nothing and hears of nothing.")
      }
      return Finding(
        "no-portal", about: node,
        "\(sentence)\(phase == "idle" ? ", and makes none by itself" : ", and tries again by itself").",
        steps: phase == "idle" ? ["restart \(node.asName)", "run 10s"] : ["run 1m"])
    }
  }
}

extension ChartRow {
  func list(_ column: String) -> [String] {
    if case .list(let facts) = self[column] { facts.map(\.description) } else { [] }
  }
}
