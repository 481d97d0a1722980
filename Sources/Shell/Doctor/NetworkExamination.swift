import Base
import Lab
import Report

/// What lies between machines: cuts, links that are not as the lab has them, routers through which nothing gets.
enum NetworkExamination: Examination {
  static func findings(in chart: Chart) -> [Finding] { cuts(chart) + links(chart) + routers(chart) }

  private static func cuts(_ chart: Chart) -> [Finding] {
    chart.rows("partitions").map { row in
      let (a, b) = (row.word("a"), row.word("b"))
      let alone = [a, b].first { $0 != "-" } ?? a
      let isAround = a == "-" || b == "-"
      let record = chart.trace.last { $0.kind == "partition" }
      return Finding(
        "cut", about: isAround ? alone : "\(a) \(b)",
        isAround ? "\(alone) is cut off from everybody." : "Nothing crosses between \(a) and \(b).",
        steps: [isAround ? "heal \(alone.asName)" : "heal \(a.asName) \(b.asName)", "run 30s"], since: record?.n)
    }
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
      let allows = chart.word(router, "behaviour", "allows")
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
