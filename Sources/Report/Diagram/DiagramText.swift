import Base

extension SequenceDiagram {
  /// Where nobody says how wide a line may be.
  package static let usualWidth = 80
  /// Less is no diagram.
  package static let leastWidth = 40

  /// The diagram in characters: a column for each node, a line for each step, and lines below it for what is longer than
  /// the room that it has. Nothing is cut.
  ///
  /// ```
  ///                  client                      gateway
  ///                    |                            |
  ///  12.400s  #58      |--- WireGuard keepalive --->|
  ///                    |                            * filtered
  ///                    |                              reason=not-authorized
  /// ```
  /// - Parameter width: columns of a line; more are used only by so many nodes that they do not fit.
  package func text(style: Style = .none, width: Int = usualWidth) -> String {
    let columns = DiagramColumns(self, within: max(width, Self.leastWidth))
    let lines = columns.headers + [columns.lifelines] + steps.flatMap { columns.lines(of: $0, style) }
    return lines.map { $0.withoutTrailingSpaces + "\n" }.joined()
  }
}

extension DiagramColumns {
  /// A step: its line, and what stands below it.
  func lines(of step: SequenceDiagram.Step, _ style: Style) -> [String] {
    switch step {
    case .title(let text):
      return text.visible.broken(to: width - 2).enumerated().map { i, line in
        style.paint((i == 0 ? "> " : "  ") + line, .heading)
      }
    case .arrow(let arrow):
      return lines(of: arrow).map { style.paint($0.text, arrow.lost == nil ? .plain : .bad) }
    case .note(let note):
      guard let node = nodes.firstIndex(of: note.node) else { return [] }
      let lines = lines(with: note.text.visible, at: places[node], timed(note.t, note.n))
      return lines.map { style.paint($0.text, Style.Meaning(kind: note.kind)) }
    }
  }

  private func timed(_ t: Instant, _ n: Int) -> CellLine {
    var line = emptyLine
    line.write("\(t.text.padded(to: 9, .right))  #\(n)", at: 0)
    return line
  }

  private func lines(of arrow: SequenceDiagram.Arrow) -> [CellLine] {
    var first = timed(arrow.t, arrow.n)
    let caption = arrow.caption.visible
    guard let a = nodes.firstIndex(of: arrow.from), let b = nodes.firstIndex(of: arrow.to) else { return [first] }
    guard a != b else { return lines(with: caption, at: places[a], first) }
    let (left, right) = (places[min(a, b)] + 1, places[max(a, b)] - 1)
    first.write(String(repeating: "-", count: right - left + 1), at: left)
    let fits = caption.displayWidth + Self.aroundCaption <= right - left + 1
    if fits {
      let label = " \(caption) "
      first.write(label, at: left + (right - left + 1 - label.displayWidth) / 2)
    }
    draw(arrow, forwards: a < b, left, right, on: &first)
    return fits ? [first] : [first] + below(caption, from: left + 1)
  }

  private func draw(
    _ arrow: SequenceDiagram.Arrow, forwards: Bool, _ left: Int, _ right: Int, on line: inout CellLine
  ) {
    guard arrow.lost == nil else { return line.write(forwards ? "x " : " x", at: forwards ? right - 1 : left) }
    if forwards || arrow.bothWays { line.write(">", at: right) }
    if !forwards || arrow.bothWays { line.write("<", at: left) }
  }

  /// What a node did stands behind a star on its lifeline; where there is more room before it, it stands there.
  private func lines(with text: String, at place: Int, _ first: CellLine) -> [CellLine] {
    let (after, before) = (width - place - 2, place - 1 - Self.gutter)
    let isBefore = text.displayWidth > after && before > after
    let pieces = text.broken(to: max(isBefore ? before : after, Self.leastRoom))
    let widest = pieces.reduce(0) { max($0, $1.displayWidth) }
    let start = isBefore ? max(Self.gutter, place - 1 - widest) : place + 2
    return pieces.enumerated().map { i, piece in
      var line = i == 0 ? first : emptyLine
      if i == 0 { line.write("*", at: place) }
      line.write(piece + (isBefore ? " " : ""), at: start)
      return line
    }
  }

  /// A caption that an arrow is too short for.
  private func below(_ caption: String, from left: Int) -> [CellLine] {
    let start = max(Self.gutter, min(left, width - min(caption.displayWidth, Self.goodRoom)))
    return caption.broken(to: max(width - start, Self.leastRoom)).map { piece in
      var line = emptyLine
      line.write(piece + " ", at: start)
      return line
    }
  }
}

extension String {
  /// Cut into lines, between words where there is a blank in reach.
  func broken(to width: Int) -> [String] {
    guard displayWidth > width else { return [self] }
    var lines: [String] = []
    // The blank is the number of letters before the last one of the line.
    var (line, used, blank) = ("", 0, Int?.none)
    for character in self {
      if used + character.displayWidth > width {
        if character == " " { blank = line.count }
        let rest = blank.map { String(line.dropFirst($0 + 1)) } ?? ""
        lines.append((blank.map { String(line.prefix($0)) } ?? line).withoutTrailingSpaces)
        (line, used, blank) = (rest, rest.displayWidth, nil)
      }
      if character == " " {
        if line.isEmpty, !lines.isEmpty { continue }
        blank = line.count
      }
      line.append(character)
      used += character.displayWidth
    }
    return line.isEmpty ? lines : lines + [line]
  }
}
