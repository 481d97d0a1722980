import Base
import Lab

/// The events that a page has a row for: all of a short run; of a long one the last, the commands, and all causes.
struct ReportedEvents {
  let records: [TraceRecord]
  private let total: Int
  private let upkeep: Int

  /// - Parameter most: rows; their causes come on top, and are never more than that again.
  init(_ trace: [TraceRecord], atMost most: Int) {
    let telling = trace.filter { !$0.isUpkeep }
    total = trace.count
    upkeep = trace.count - telling.count
    let isLong = telling.count > most
    let commands = isLong ? telling.dropLast(most).filter { $0.kind == "command" }.suffix(most / 8) : []
    let numbers = isLong ? (commands + telling.suffix(most - commands.count)).map(\.n) : telling.map(\.n)
    // Of upkeep, too, what led to something is shown.
    records = Self.withCauses(numbers, in: trace, atMost: most).map { trace[$0 - 1] }
  }

  /// The numbers and those of all that led to them, in rising order.
  private static func withCauses(_ numbers: [EventNumber], in trace: [TraceRecord], atMost most: Int) -> [EventNumber] {
    var isChosen = [Bool](repeating: false, count: trace.count + 1)
    for number in numbers { isChosen[number] = true }
    var left = most
    for number in numbers.reversed() {
      var cause = trace[number - 1].cause
      while cause >= 1, cause <= trace.count, !isChosen[cause], left > 0 {
        isChosen[cause] = true
        left -= 1
        guard trace[cause - 1].cause < cause else { break }
        cause = trace[cause - 1].cause
      }
    }
    return isChosen.indices.filter { isChosen[$0] }
  }

  func add(to page: inout Markup) {
    page.open("section", [("id", "events")])
    page.element("h2", [], "Events")
    page.element("p", [("class", "left-out")], leftOut)
    page.open("table")
    page.line(
      "<thead><tr><th>event</th><th>time</th><th>node</th><th>kind</th><th>packet</th><th>what</th><th>cause</th></tr></thead>"
    )
    page.open("tbody")
    for record in records { add(record, to: &page) }
    page.close("tbody")
    page.close("table")
    page.close("section")
  }

  /// What is not on the page, and how to see it.
  private var leftOut: String {
    var words = "\(records.count) of \(total) events."
    let shownUpkeep = records.count { $0.isUpkeep }
    if upkeep > shownUpkeep {
      words +=
        " Checks of paths, keepalives to relays and renewals that led to nothing (\(upkeep - shownUpkeep)) are left out; "
        + "`events --all` shows them."
    }
    let others = total - upkeep - (records.count - shownUpkeep)
    if others > 0 {
      words +=
        " Of what came before the last of them, only commands and causes are here; \(others) more events are in the file "
        + "that `write trace FILE` or `fzsh --trace FILE` makes."
    }
    return words
  }

  private func add(_ record: TraceRecord, to page: inout Markup) {
    let look = Style.Meaning(kind: record.kind).pictureClass
    var row = "<tr id=\"e\(record.n)\"\(look.isEmpty ? "" : " class=\"\(look)\"")>"
    row += "<td><a href=\"#e\(record.n)\">#\(record.n)</a></td><td>\(record.t.text)</td>"
    row += "<td>\(Markup.escaped(record.node))</td><td>\(Markup.escaped(record.kind))</td>"
    let packet = record.packet == .none ? "" : "<a href=\"#p\(record.packet.number)\">p\(record.packet.number)</a>"
    row += "<td>\(packet)</td><td>\(Markup.escaped(Self.words(record)))</td>"
    row += "<td>\(record.cause == 0 ? "" : "<a href=\"#e\(record.cause)\">#\(record.cause)</a>")</td></tr>"
    page.line(row)
  }

  /// Longer than any field is read: a body of a message.
  private static let widest = 300

  private static func words(_ record: TraceRecord) -> String {
    if case .command(let text) = record.what { return text.visible.shortened(to: widest) }
    return record.fields.filter { $0.value != .none }.map { "\($0.name)=\($0.value.word)" }.joined(separator: " ")
      .visible.shortened(to: widest)
  }
}
