import Base
import Lab

/// One run as one web page: what failed first, then everything that explains it.
///
/// The page needs no network and no file beside it, and no script but its own; whatever came from outside stands in it
/// as text. Its size is bounded: what a long run has too much of is left out, and the page says what and how to see it.
package struct RunReport: Sendable {
  /// Why the run did not pass.
  package struct Failure: Sendable {
    package let sentence: String
    /// All that was said, as on a terminal.
    package let text: String

    package init(_ sentence: String, text: String) { (self.sentence, self.text) = (sentence, text) }
  }

  /// What a page holds at most.
  package struct Bounds: Sendable {
    package var events = 4000
    package var steps = 1500
    package var packets = 400
    /// Of one packet.
    package var bytes = 2048
    /// Rows of the timeline, and accesses whose views are drawn.
    package var rows = 60

    package init() {}
  }

  package let title: String
  package let lab: String
  package let seed: UInt64
  /// How far the run came.
  package let now: Instant
  package let trace: [TraceRecord]
  package var failure: Failure?
  /// The command that runs it again.
  package var again: String?
  /// What a look at the lab says at the end.
  package var diagnosis: String?
  /// What portal, gateway and client think at the end: a table.
  package var beliefs: State?
  package var violations: [Violation] = []
  package var bounds = Bounds()

  package init(title: String, lab: String, seed: UInt64, now: Instant, trace: [TraceRecord]) {
    (self.title, self.lab, self.seed, self.now, self.trace) = (title, lab, seed, now, trace)
  }
}

extension RunReport {
  package var html: String {
    var page = Markup()
    page.line("<!DOCTYPE html>")
    page.open("html", [("lang", "en")])
    addHead(to: &page)
    page.open("body")
    addHeading(to: &page)
    page.open("main")
    addFailure(to: &page)
    addDiagnosis(to: &page)
    let events = ReportedEvents(trace, atMost: bounds.events)
    addTimeline(to: &page)
    addDiagram(of: events, to: &page)
    addBeliefs(to: &page)
    let packets = ReportedPackets(trace, events, bounds)
    packets.add(to: &page)
    events.add(to: &page)
    page.close("main")
    page.element("aside", [("id", "chain"), ("aria-live", "polite"), ("hidden", "")], "")
    page.line("<script type=\"application/json\" id=\"packets-data\">\(packets.json)</script>")
    page.line("<script>\(ReportScript.text)</script>")
    page.close("body")
    page.close("html")
    return page.text
  }

  private func addHead(to page: inout Markup) {
    page.open("head")
    page.empty("meta", [("charset", "utf-8")])
    // Nothing is fetched and nothing is sent, whatever stands in the page.
    let policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
    page.empty("meta", [("http-equiv", "Content-Security-Policy"), ("content", policy)])
    page.empty("meta", [("name", "viewport"), ("content", "width=device-width, initial-scale=1")])
    page.element("title", [], "\(failure == nil ? "" : "failed: ")\(title)")
    page.line("<style>\(ReportStyle.text)\(PictureStyle.text)</style>")
    page.close("head")
  }

  private func addHeading(to page: inout Markup) {
    page.open("header")
    page.element("h1", [("class", failure == nil ? "" : "bad")], title)
    let upkeep = trace.count { $0.isUpkeep }
    page.element(
      "p", [],
      "lab \(lab), seed \(seed), \(now.text) of the lab's time, \(trace.count) events (\(upkeep) of them upkeep)")
    if let again { page.element("pre", [], again) }
    page.open("nav")
    for (id, name) in [
      ("timeline", "Timeline"), ("diagram", "Sequence"), ("beliefs", "Beliefs"), ("packets", "Packets"),
      ("events", "Events"),
    ] {
      page.element("a", [("href", "#\(id)")], name)
    }
    page.empty(
      "input",
      [("type", "search"), ("id", "search"), ("placeholder", "Search"), ("aria-label", "Search events and packets")])
    page.element("output", [("id", "found")], "")
    page.close("nav")
    page.close("header")
  }

  private func addFailure(to page: inout Markup) {
    guard failure != nil || !violations.isEmpty else { return }
    page.open("section", [("id", "failure")])
    if let failure {
      page.element("h2", [("class", "bad")], failure.sentence)
      page.element("pre", [], failure.text)
    }
    for violation in violations.prefix(bounds.rows) {
      page.element("p", [("class", "bad")], "\(violation.invariant), at #\(violation.event): \(violation.detail)")
    }
    page.close("section")
  }

  private func addDiagnosis(to page: inout Markup) {
    guard let diagnosis else { return }
    page.open("section", [("id", "diagnosis")])
    page.element("h2", [], "How the lab is at the end")
    page.element("pre", [], diagnosis)
    page.close("section")
  }

  private func addDiagram(of events: ReportedEvents, to page: inout Markup) {
    var options = DiagramOptions()
    options.chosen = events.records.map(\.n)
    var diagram = SequenceDiagram(trace, options: options)
    let count = diagram.steps.count
    page.open("section", [("id", "diagram")])
    page.element("h2", [], "Sequence")
    if count > bounds.steps, let first = diagram.steps.suffix(bounds.steps).lazy.compactMap(\.number).first {
      options.events = first...EventNumber.max
      diagram = SequenceDiagram(trace, options: options)
      page.element(
        "p", [("class", "left-out")],
        "The last \(diagram.steps.count) of \(count) steps; `diagram to #\(first)` draws those before #\(first).")
    }
    page.open("div", [("class", "wide"), ("tabindex", "0")])
    page.line(diagram.svg(title: "Sequence of \(title)", in: .page))
    page.close("div")
    page.close("section")
  }
}

extension SequenceDiagram.Step {
  /// The event of the step; a line of the operator has none.
  fileprivate var number: EventNumber? {
    switch self {
    case .arrow(let arrow): arrow.n
    case .note(let note): note.n
    case .title: nil
    }
  }
}
