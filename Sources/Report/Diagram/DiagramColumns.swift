/// Where the nodes of a diagram in characters stand.
struct DiagramColumns {
  /// Nodes stand no further apart for the sake of a label than this.
  private static let widestLabel = 56
  /// Two lifelines, and the shortest arrow.
  private static let leastGap = 5
  /// Blanks beside a caption, two dashes and a point on either side.
  static let aroundCaption = 8
  /// Time and number.
  static let gutter = 18
  /// Text below an arrow has this much room, however far to the right the arrow stands; and never less than the least.
  static let (goodRoom, leastRoom) = (36, 16)

  let nodes: [String]
  /// The column of each node's lifeline.
  let places: [Int]
  let width: Int

  init(_ diagram: SequenceDiagram, within width: Int) {
    nodes = diagram.nodes
    self.width = width
    let first = Self.gutter + (nodes.first?.displayWidth ?? 0) / 2 + 2
    let last = (nodes.last?.displayWidth ?? 0) / 2 + 1
    let room = max(0, width - first - last)
    var places = [first]
    for gap in Self.gaps(diagram, within: room) { places.append((places.last ?? 0) + gap) }
    self.places = places
  }

  /// The distances between neighbours: as wide as their labels are, or each the narrower for it by the same share.
  private static func gaps(_ diagram: SequenceDiagram, within room: Int) -> [Int] {
    let names = diagram.nodes
    let beside = zip(names, names.dropFirst()).map { ($0.displayWidth + $1.displayWidth) / 2 + 2 }
    var gaps = beside.map { max(12, $0 + 1) }
    for case .arrow(let arrow) in diagram.steps {
      guard let a = names.firstIndex(of: arrow.from), let b = names.firstIndex(of: arrow.to), a != b else { continue }
      widen(&gaps, min(a, b)..<max(a, b), for: min(arrow.caption.displayWidth, widestLabel) + aroundCaption + 2)
    }
    let wanted = gaps.reduce(0, +)
    guard wanted > room else { return gaps }
    // Names beside each other, as long as there is room for that.
    let least = beside.reduce(0, +) <= room ? beside : beside.map { _ in leastGap }
    let (spare, missing) = (max(0, room - least.reduce(0, +)), max(1, wanted - least.reduce(0, +)))
    return zip(gaps, least).map { gap, least in least + max(0, gap - least) * spare / missing }
  }

  private static func widen(_ gaps: inout [Int], _ span: Range<Int>, for width: Int) {
    let missing = width - gaps[span].reduce(0, +)
    guard missing > 0 else { return }
    for i in span { gaps[i] += (missing + span.count - 1) / span.count }
  }

  /// The names; those that would touch the one before them stand a line lower.
  var headers: [String] {
    var lines = [CellLine()]
    for (node, place) in zip(nodes, places) {
      let start = max(0, place - node.displayWidth / 2)
      let free = lines.firstIndex { $0.isEmpty || $0.count + 2 <= start }
      if free == nil { lines.append(CellLine()) }
      lines[free ?? lines.count - 1].write(node, at: start)
    }
    return lines.map(\.text)
  }

  var lifelines: String { emptyLine.text }

  var emptyLine: CellLine {
    var line = CellLine()
    for place in places.prefix(nodes.count) { line.write("|", at: place) }
    return line
  }
}

/// A line of terminal cells that can be written to in any order.
struct CellLine {
  private var cells: [String] = []

  var text: String { cells.joined() }
  var count: Int { cells.count }
  var isEmpty: Bool { cells.isEmpty }

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
