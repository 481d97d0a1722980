import Base
import Lab

/// What was believed over time, drawn: three bars for each access, and a fourth where client and gateway differed.
extension RunReport {
  func addBeliefs(to page: inout Markup) {
    let accesses = BeliefTimeline(trace).accesses
    let shown = accesses.prefix(bounds.rows)
    page.open("section", [("id", "beliefs")])
    page.element("h2", [], "Beliefs")
    if accesses.count > shown.count {
      page.element(
        "p", [("class", "left-out")],
        "\(shown.count) of \(accesses.count) accesses; `beliefs for CLIENT` has those of one client at the end.")
    }
    if accesses.isEmpty { page.element("p", [], "Nobody asked for access.") } else { draw(shown, to: &page) }
    addTable(to: &page)
    page.close("section")
  }

  private func draw(_ accesses: ArraySlice<BeliefTimeline.Access>, to page: inout Markup) {
    let height = 24 + accesses.count * 92
    page.open("div", [("class", "wide"), ("tabindex", "0")])
    TimeScale.open("What portal, gateway and client believed", height: height, in: &page)
    scale.addAxis(height: height, to: &page)
    var y = 24
    for access in accesses {
      page.element(
        "text", [("class", "name"), ("x", "6"), ("y", "\(y + 14)")], "\(access.client): \(access.resource)".visible)
      for view in BeliefTimeline.View.allCases { add(access, view, at: y + 20 + view.rawValue * 17, to: &page) }
      let gaps = access.gaps(until: now).filter { $0.to > $0.from }
      if !gaps.isEmpty { TimeScale.name("  differ", at: y + 84, "bad", in: &page) }
      for gap in gaps {
        page.open("g")
        page.element("title", [], "client and gateway differ from \(gap.from.text) to \(gap.to.text)")
        page.empty("rect", scale.bar(gap.from, gap.to, at: y + 75, 10, "head bad"))
        page.close("g")
      }
      y += 92
    }
    page.close("svg")
    page.close("div")
  }

  private func add(_ access: BeliefTimeline.Access, _ view: BeliefTimeline.View, at y: Int, to page: inout Markup) {
    TimeScale.name("  \(view)", at: y + 11, "dim", in: &page)
    for span in access[view] {
      page.open("a", [("href", "#e\(span.event)")])
      let end = span.ended.map { "to \($0.text)" + (span.end.map { " (#\($0))" } ?? "") } ?? "until the end"
      page.element("title", [], "\(view) believed: \(span.gateway), from \(span.began.text) (#\(span.event)) \(end)")
      page.empty("rect", scale.bar(span.began, span.ended ?? now, at: y, 13, "head good"))
      page.close("a")
    }
  }

  /// How it stands at the end, with what will become of it.
  private func addTable(to page: inout Markup) {
    guard case .table(let columns, let rows)? = beliefs, !rows.isEmpty else { return }
    page.open("table")
    page.line("<thead><tr>" + columns.map { "<th>\(Markup.escaped($0))</th>" }.joined() + "</tr></thead>")
    page.open("tbody")
    for row in rows.prefix(bounds.rows * 4) {
      page.line("<tr>" + row.map { "<td>\(Markup.escaped($0.description))</td>" }.joined() + "</tr>")
    }
    page.close("tbody")
    page.close("table")
    if rows.count > bounds.rows * 4 {
      page.element("p", [("class", "left-out")], "\(bounds.rows * 4) of \(rows.count) rows; `beliefs` shows them all.")
    }
  }
}
