import Base

extension SequenceDiagram {
  /// The diagram in characters: a column for each node, a line for each step.
  ///
  /// ```
  ///                  client                      gateway
  ///                    |                            |
  ///  12.400s  #58      |--- WireGuard keepalive --->|
  ///                    |                            * filtered reason=not-authorized
  /// ```
  package func text(style: Style = .none) -> String {
    let columns = DiagramColumns(self)
    var lines = [columns.header, columns.lifelines()]
    for step in steps { lines.append(columns.line(step, style)) }
    return lines.map { $0.withoutTrailingSpaces + "\n" }.joined()
  }
}

/// Where the nodes stand.
private struct DiagramColumns {
  /// A label may not push two nodes further apart than this; what is longer is cut.
  static let widestLabel = 56
  static let gutter = 18

  let nodes: [String]
  /// The column of each node's lifeline.
  let places: [Int]

  init(_ diagram: SequenceDiagram) {
    let nodes = diagram.nodes
    self.nodes = nodes
    var gaps = zip(nodes, nodes.dropFirst()).map { max(12, ($0.displayWidth + $1.displayWidth) / 2 + 3) }
    for case .arrow(let arrow) in diagram.steps {
      guard let a = nodes.firstIndex(of: arrow.from), let b = nodes.firstIndex(of: arrow.to), a != b else { continue }
      Self.widen(&gaps, min(a, b)..<max(a, b), for: min(arrow.caption.displayWidth, Self.widestLabel) + 10)
    }
    var places = [Self.gutter + (nodes.first?.displayWidth ?? 0) / 2 + 2]
    for gap in gaps { places.append((places.last ?? 0) + gap) }
    self.places = places
  }

  private static func widen(_ gaps: inout [Int], _ span: Range<Int>, for width: Int) {
    let missing = width - gaps[span].reduce(0, +)
    guard missing > 0 else { return }
    for i in span { gaps[i] += (missing + span.count - 1) / span.count }
  }

  var header: String {
    var line = CellLine()
    for (node, place) in zip(nodes, places) { line.write(node, at: place - node.displayWidth / 2) }
    return line.text
  }

  func lifelines() -> String { emptyLine.text }

  private var emptyLine: CellLine {
    var line = CellLine()
    for place in places.prefix(nodes.count) { line.write("|", at: place) }
    return line
  }

  func line(_ step: SequenceDiagram.Step, _ style: Style) -> String {
    switch step {
    case .title(let text): return style.paint("> " + text.visible, .heading)
    case .arrow(let arrow):
      var line = timed(arrow.t, arrow.n)
      draw(arrow, on: &line)
      return style.paint(line.text, arrow.lost == nil ? .plain : .bad)
    case .note(let note):
      var line = timed(note.t, note.n)
      if let node = nodes.firstIndex(of: note.node) { line.write("* " + note.text.visible, at: places[node]) }
      return style.paint(line.text, Style.Meaning(kind: note.kind))
    }
  }

  private func timed(_ t: Instant, _ n: Int) -> CellLine {
    var line = emptyLine
    line.write("\(t.text.padded(to: 9, .right))  #\(n)", at: 0)
    return line
  }

  private func draw(_ arrow: SequenceDiagram.Arrow, on line: inout CellLine) {
    guard let a = nodes.firstIndex(of: arrow.from), let b = nodes.firstIndex(of: arrow.to) else { return }
    guard a != b else { return line.write("* " + arrow.caption.visible, at: places[a]) }
    let (left, right) = (places[min(a, b)] + 1, places[max(a, b)] - 1)
    line.write(String(repeating: "-", count: right - left + 1), at: left)
    let label = " \(arrow.caption(within: right - left - 7)) "
    line.write(label, at: left + (right - left + 1 - label.displayWidth) / 2)
    let forwards = a < b
    if arrow.lost != nil {
      line.write(forwards ? "x " : " x", at: forwards ? right - 1 : left)
    } else {
      if forwards || arrow.bothWays { line.write(">", at: right) }
      if !forwards || arrow.bothWays { line.write("<", at: left) }
    }
  }
}

/// A line of terminal cells that can be written to in any order.
private struct CellLine {
  private var cells: [String] = []

  var text: String { cells.joined() }

  /// Writes over what stands there. A wide letter takes two cells, of which the second is empty.
  mutating func write(_ text: String, at start: Int) {
    var at = start
    for character in text {
      let width = character.displayWidth
      while cells.count < at + max(width, 1) { cells.append(" ") }
      if width == 0 {
        if at > 0 { cells[at - 1].append(character) }
      } else {
        cells[at] = String(character)
        if width == 2 { cells[at + 1] = "" }
      }
      at += width
    }
  }
}
