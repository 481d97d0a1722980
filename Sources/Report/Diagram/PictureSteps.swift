import Base
import Lab

// One step of a sequence diagram, drawn.

extension PictureColumns {
  func draw(_ note: SequenceDiagram.Note, at y: Int, to page: inout Markup) {
    guard let node = nodes.firstIndex(of: note.node) else { return }
    let meaning = Style.Meaning(kind: note.kind)
    let look = meaning.pictureClass
    page.empty("circle", [("class", "head \(look)"), ("cx", "\(places[node])"), ("cy", "\(y + 15)"), ("r", "3.5")])
    let mark = meaning == .bad ? "✕ " : ""
    page.element(
      "text", [("class", look), ("x", "\(places[node] + 10)"), ("y", "\(y + 19)")],
      mark + note.text.visible.shortened(to: Self.widestNote))
  }

  func draw(_ arrow: SequenceDiagram.Arrow, at y: Int, to page: inout Markup) {
    guard let a = nodes.firstIndex(of: arrow.from), let b = nodes.firstIndex(of: arrow.to) else { return }
    let look = arrow.lost != nil ? "bad" : arrow.isMessage ? "message" : ""
    guard a != b else {
      page.element("text", [("class", look), ("x", "\(places[a] + 10)"), ("y", "\(y + 19)")], arrow.caption.visible)
      return
    }
    let isForwards = a < b
    let (start, end) = (places[a] + (isForwards ? 2 : -2), places[b] + (isForwards ? -2 : 2))
    // What is lost ends on its way, at a cross.
    let tip = arrow.lost == nil ? end : start + (end - start) * 4 / 5
    let line = y + 22
    page.empty(
      "path",
      [("class", arrow.lost == nil ? "way \(look)" : "way lost \(look)"), ("d", "M\(start) \(line)H\(tip)")])
    if arrow.lost != nil {
      page.empty(
        "path",
        [
          ("class", "way \(look)"), ("stroke-width", "2"),
          ("d", "M\(tip - 5) \(line - 5)l10 10M\(tip - 5) \(line + 5)l10 -10"),
        ])
    } else {
      page.empty("path", [("class", "head \(look)"), ("d", head(at: end, line, isForwards))])
      if arrow.bothWays { page.empty("path", [("class", "head \(look)"), ("d", head(at: start, line, !isForwards))]) }
    }
    let room = Int(Double(abs(end - start) - 16) / Self.letter)
    page.element(
      "text", [("class", look), ("x", "\((start + end) / 2)"), ("y", "\(y + 15)"), ("text-anchor", "middle")],
      arrow.caption(within: max(room, 4)))
  }

  private func head(at x: Int, _ y: Int, _ isForwards: Bool) -> String {
    "M\(x) \(y)l\(isForwards ? "-8 -4v8z" : "8 -4v8z")"
  }
}

extension SequenceDiagram.Arrow {
  /// For whoever hears the picture.
  var words: String {
    let way = bothWays ? "\(from) and \(to)" : "\(from) to \(to)"
    return "\(t.text) #\(n) \(way): \(caption)" + (lost == nil ? "" : ", not delivered")
  }
}
