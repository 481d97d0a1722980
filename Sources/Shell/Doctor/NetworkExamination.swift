import Base
import Lab
import Report

/// What lies between machines: cuts, links that are not as the lab has them, routers through which nothing gets.
enum NetworkExamination: Examination {
  static func findings(in chart: Chart) -> [Finding] { cuts(chart) + links(chart) + routers(chart) }

  /// One that is cut from everybody is told once.
  private static func cuts(_ chart: Chart) -> [Finding] {
    let cuts = chart.cuts
    let others = chart.machines.count + chart.relays.count
    let nodes = [Compat.portal] + chart.relays + chart.machines
    let alone = nodes.filter { node in cuts.count { $0.0 == node || $0.1 == node } == others && others > 1 }
    let since = chart.trace.last { $0.kind == "partition" }?.n
    let around = alone.map { node in
      Finding(
        "cut", about: node, "\(node) is cut off from everybody.", steps: ["heal \(node.asName)", "run 1m"], since: since
      )
    }
    let single = cuts.filter { !alone.contains($0.0) && !alone.contains($0.1) }.map { a, b in
      Finding(
        "cut", about: "\(a) \(b)", "Nothing crosses between \(a) and \(b).",
        steps: ["heal \(a.asName) \(b.asName)", "run 1m"], since: since)
    }
    return around + single
  }

  /// Whether a link does harm: whoever is behind it may miss anything.
  static func isHurt(_ link: String, _ chart: Chart) -> Bool {
    links(chart).contains { $0.subject == link && $0.weight == .trouble }
  }

  private static func links(_ chart: Chart) -> [Finding] {
    chart.names(.link).compactMap { link in
      guard let record = chart.trace.last(where: { $0.kind == "fault" && $0["link"] == .text(link) }),
        record.text("change") != "none"
      else { return nil }
      let hurts = ["loss", "corrupt", "duplicate", "reorder"].filter { setting in
        let word = chart.word("links", link, setting)
        return !["", "-", "none", "0", "0%", "off"].contains(word)
      }
      let words = hurts.map { "\($0) \(chart.word("links", link, $0))" }
      let what = words.isEmpty ? record.text("change") : words.joined(separator: ", ")
      return Finding(
        "link-fault", hurts.isEmpty ? .notice : .trouble, about: link,
        "The link of \(link) is not as the lab has it: \(what).", steps: ["fault \(link.asName) none"], since: record.n)
    }
  }

  /// UDP is what tunnels and relays are made of: behind such a router a node is alone.
  private static func routers(_ chart: Chart) -> [Finding] {
    chart.rows("routers").compactMap { row in
      let router = row.word("router")
      let allows = chart.word(router, "behaviour", "allow")
      guard !["", "-", "all", "everything"].contains(allows), !allows.contains("udp"),
        case .list(let nodes) = row["nodes"]
      else { return nil }
      let names = nodes.map(\.description)
      return Finding(
        "udp-blocked", about: router,
        "\(router) lets no UDP out (\(allows)): \(names.joined(separator: " and ")) find\(names.count == 1 ? "s" : "") neither "
          + "a peer nor a relay.",
        steps: names.map { "nat \($0.asName) port-restricted" } + ["run 1s"],
        since: chart.trace.last { $0.kind == "nat.changed" && $0.node == router }?.n)
    }
  }
}
