import Base
import Lab

/// Accesses about which portal, gateway and client do not think the same, and what will become of each.
enum AccessExamination: Examination {
  static func findings(in chart: Chart) -> [Finding] {
    chart.rows(.outlooks).compactMap { row in
      let access = Access(row, chart)
      return access.asked ?? access.healing ?? access.lasting
    }
  }
}

/// One row of the outlooks, in words.
private struct Access {
  let resource: String
  let client: String
  let gateway: String
  let outlook: String
  let by: String
  let after: Instant?
  let chart: Chart

  init(_ row: ChartRow, _ chart: Chart) {
    (resource, client, gateway) = (row.word("resource"), row.word("client"), row.word("gateway"))
    (outlook, by) = (row.word("outlook"), row.word("by"))
    if case .instant(let at) = row["after"] { after = at } else { after = nil }
    self.chart = chart
  }

  private var subject: String { "\(client): \(resource)" }
  private var quoted: String { resource.asName }
  private var use: [String] { Use.of(resource, by: client, chart).map { [$0] } ?? [] }
  /// The first packet is refused and sets things right; the run gives it the time.
  private var useAndWait: [String] { use + ["run 1s"] }

  private var wait: [String] {
    after.map { ["run \((max(.zero, $0 - chart.lab.now) + .milliseconds(1)).text)"] } ?? []
  }

  private func finding(_ kind: String, _ weight: Finding.Weight, _ words: String, _ steps: [String]) -> Finding {
    Finding(kind, weight, about: subject, "\(client) and \(quoted): \(words)", steps: steps)
  }

  private func finding(_ kind: String, _ words: String, _ steps: [String]) -> Finding {
    finding(kind, .trouble, words, steps)
  }

  /// A request is under way, or was refused.
  var asked: Finding? {
    switch (outlook, by) {
    case ("asked", "answer"):
      finding("asked", .notice, "access has been asked for, and the portal has not answered yet.", ["run 10s"])
    case ("asked", _):
      finding(
        "asked", .consequence, "access has been asked for; the answer comes when all concerned reach the portal.", [])
    case ("refused", "offline"):
      finding(
        "refused", chart.gateways.allSatisfy { chart.runs($0) } ? .trouble : .consequence,
        "the portal said that no gateway of its sites is online; until \(afterText) its packets are answered by the client "
          + "itself.", wait + use)
    case ("refused", _):
      finding(
        "refused",
        "the portal refused (\(by)), and until \(afterText) the client answers its packets with \"prohibited\" itself.",
        admission + wait + use)
    default: nil
    }
  }

  private var afterText: String { after.map { ($0 - .zero).text } ?? "then" }

  /// They differ, and something joins them again.
  var healing: Finding? {
    switch outlook {
    case "packet" where by == "-":
      finding(
        "unused", .notice, "portal or gateway hold an access that the client does not use yet; its next packet asks.",
        useAndWait)
    case "packet":
      finding(
        "desync",
        "the client believes in an access that \(gateway) does not know. Its next packet is refused, and \(signal) makes the "
          + "client ask again.", wait + useAndWait)
    case "recheck":
      finding(
        "desync-recheck",
        "a policy holds no more, and the client has not been told; the portal looks again within a minute.",
        ["run 1m"])
    case "message": finding("message", .notice, "a message that settles it is on its way.", ["run 5s"])
    case "answer": finding("asked", .notice, "the portal's answer is on its way.", ["run 10s"])
    case "client-reaches-portal":
      finding("desync-portal", .consequence, "the three differ until \(client) reaches the portal again.", [])
    case "gateway-reaches-portal":
      finding("desync-portal", .consequence, "the three differ until \(gateway) reaches the portal again.", [])
    case "path":
      finding("desync-path", .consequence, "they differ until \(client) and \(gateway) reach each other again.", [])
    case "tunnel-given-up":
      finding(
        "dead-tunnel",
        "packets go into a tunnel whose other end is gone, until WireGuard gives it up (WireGuard paper §6.2: 90 s, or ICE "
          + "before that).", use + ["run 30s"] + useAndWait)
    case "expiry":
      finding(
        "overdue", "the portal has ended an access, and \(gateway) lets packets pass until \(afterText).",
        ["revoke \(quoted) for \(client.asName) on \(gateway.asName)", "run 1s"])
    default: nil
    }
  }

  private var signal: String {
    by.hasPrefix("ICMP") ? "the ICMP error \"administratively prohibited\" (RFC 1812 §5.2.7.1, RFC 4443 §3.1)" : by
  }

  /// They differ, and nothing that happens by itself joins them.
  var lasting: Finding? {
    switch outlook {
    case "flags-off":
      finding(
        "flags-off",
        "the client believes in an access that \(gateway) does not know, and takes no notice of the refusals: the flag is off.",
        ["recovery icmp"] + useAndWait)
    case "portal-refuses" where by == "offline":
      finding(
        "gateway-offline", chart.gateways.contains { !chart.runs($0) } ? .consequence : .trouble,
        "the gateway that it went by is gone, and the portal knows no other one online.", ["run 30s"] + use)
    case "portal-refuses":
      finding(
        "portal-refuses", "the client believes in an access that the portal would refuse (\(by)).",
        admission + useAndWait)
    case "bypassed":
      finding(
        "bypassed", .notice, "\(gateway) has lost it, and nobody notices: its packets pass because of \(by).",
        ["authorize \(quoted) for \(client.asName) on \(gateway.asName)", "run 1s"])
    case "client-down":
      finding(
        "client-down", chart.runs(client) ? .trouble : .consequence, "its process has ended, so nobody asks.",
        chart.runs(client) ? ["restart \(client.asName)", "run 10s"] : [])
    case "nobody-tells":
      finding(
        "not-told", "the portal has ended it, \(gateway) was not told, and knows no end of it.",
        ["revoke \(quoted) for \(client.asName) on \(gateway.asName)", "run 1s"])
    default: nil
    }
  }

  /// What makes the portal grant it.
  private var admission: [String] {
    let policies = chart.rows("portal", "policies").filter { $0.word("resource") == resource }
    if let disabled = policies.first(where: { $0["enabled"] == .flag(false) }) {
      return ["policy enable \(quoted) of \(disabled.word("group").asName)", "run 1s"]
    }
    return ["policy add \(quoted)", "run 1s"]
  }
}
