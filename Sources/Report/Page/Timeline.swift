import Base
import Lab

/// The timeline of a run: what was asked, what was otherwise than usual, and how applications fared.
extension RunReport {
  /// A lane of single moments.
  private struct Lane: Sendable {
    let name: String
    let look: String
    let holds: @Sendable (TraceRecord) -> Bool
  }

  private static let lanes = [
    Lane(name: "commands", look: "message") { $0.kind == "command" },
    Lane(name: "applications: received", look: "good") { $0.kind == "app.received" },
    Lane(name: "applications: failed", look: "bad") { $0.kind == "app.failed" },
    Lane(name: "refused or dropped", look: "bad") { ["filtered", "drop"].contains($0.kind) && !$0.isUpkeep },
    Lane(name: "lost on the way", look: "warning") { $0.kind == "wire.lost" },
    Lane(name: "access asked for", look: "message") { $0.kind == "intent" },
  ]

  var scale: TimeScale { TimeScale(from: .zero, to: now) }

  func addTimeline(to page: inout Markup) {
    let windows = FaultWindow.all(in: trace)
    let shown = windows.suffix(bounds.rows)
    page.open("section", [("id", "timeline")])
    page.element("h2", [], "Timeline")
    if windows.count > shown.count {
      page.element(
        "p", [("class", "left-out")],
        "The last \(shown.count) of \(windows.count) windows; `events where kind in {\"fault\", \"node.stopped\", \"rule.added\"}` "
          + "lists them all.")
    }
    let height = 26 + (Self.lanes.count + shown.count) * 24 + 6
    page.open("div", [("class", "wide"), ("tabindex", "0")])
    TimeScale.open("Timeline of \(title)", height: height, in: &page)
    scale.addAxis(height: height, to: &page)
    var y = 26
    for lane in Self.lanes {
      add(lane, at: y, to: &page)
      y += 24
    }
    for window in shown {
      add(window, at: y, to: &page)
      y += 24
    }
    page.close("svg")
    page.close("div")
    page.close("section")
  }

  /// One mark a pixel: more would not be seen, and the first of them leads on.
  private func add(_ lane: Lane, at y: Int, to page: inout Markup) {
    TimeScale.name(lane.name, at: y + 15, in: &page)
    var last = -1
    for record in trace where lane.holds(record) {
      let place = scale.place(record.t)
      guard place > last else { continue }
      last = place
      page.open("a", [("href", "#e\(record.n)")])
      page.element("title", [], "\(record.t.text) #\(record.n) \(record.node) \(record.summaryWords)")
      page.empty(
        "rect",
        [("class", "head \(lane.look)"), ("x", "\(place)"), ("y", "\(y + 3)"), ("width", "3"), ("height", "16")])
      page.close("a")
    }
  }

  private func add(_ window: FaultWindow, at y: Int, to page: inout Markup) {
    TimeScale.name(window.words, at: y + 15, "warning", in: &page)
    page.open("a", [("href", "#e\(window.event)")])
    let end = window.ended.map { " to \($0.text)" } ?? " until the end"
    page.element("title", [], "\(window.words), \(window.began.text)\(end)")
    page.empty("rect", scale.bar(window.began, window.ended ?? now, at: y + 4, 14, "head warning"))
    page.close("a")
  }
}

extension TraceRecord {
  /// The event in one line.
  var summaryWords: String {
    if case .command(let text) = what { return text.visible }
    let facts = fields.filter { $0.value != .none }.prefix(6).map { "\($0.name)=\($0.value.word)" }
    return ([kind] + facts).joined(separator: " ").visible
  }
}
