import Base
import Lab

/// Where the nodes of a picture stand, in pixels, and how a step is drawn between them.
struct PictureColumns {
  /// The first step's upper edge, and what each step takes.
  static let top = 52
  static let row = 30
  /// A letter of 12 pixels in a font of even width, rounded up.
  static let letter = 7.3
  /// A label may not push two nodes further apart than so many letters; what is longer is cut, its title is not.
  static let widestLabel = 56
  static let widestNote = 72
  private static let gutter = 150

  let nodes: [String]
  /// The middle of each node's lifeline.
  let places: [Int]
  let width: Int

  init(_ diagram: SequenceDiagram) {
    nodes = diagram.nodes
    let names = nodes.map { Self.pixels($0.displayWidth) + 24 }
    var gaps = zip(names, names.dropFirst()).map { max(110, ($0 + $1) / 2 + 16) }
    for case .arrow(let arrow) in diagram.steps {
      guard let a = diagram.nodes.firstIndex(of: arrow.from), let b = diagram.nodes.firstIndex(of: arrow.to), a != b
      else { continue }
      let span = min(a, b)..<max(a, b)
      let missing = Self.pixels(min(arrow.caption.displayWidth, Self.widestLabel)) + 30 - gaps[span].reduce(0, +)
      if missing > 0 { for i in span { gaps[i] += (missing + span.count - 1) / span.count } }
    }
    var places = [Self.gutter + (names.first ?? 0) / 2]
    for gap in gaps { places.append((places.last ?? 0) + gap) }
    self.places = places
    width = Self.width(of: diagram, places, names)
  }

  /// Room for the last name, for notes at their nodes and for titles.
  private static func width(of diagram: SequenceDiagram, _ places: [Int], _ names: [Int]) -> Int {
    var width = (places.last ?? 0) + (names.last ?? 0) / 2
    for step in diagram.steps {
      switch step {
      case .note(let note):
        let place = diagram.nodes.firstIndex(of: note.node).map { places[$0] } ?? 0
        width = max(width, place + 24 + pixels(min(note.text.displayWidth, widestNote)))
      case .title(let text): width = max(width, 30 + pixels(min(text.displayWidth, 2 * widestNote)))
      case .arrow: break
      }
    }
    return width + 16
  }

  static func pixels(_ letters: Int) -> Int { Int(Double(letters) * letter) + 1 }

  func height(of diagram: SequenceDiagram) -> Int { Self.top + diagram.steps.count * Self.row + 44 }

  func attributes(of diagram: SequenceDiagram, _ frame: PictureFrame) -> [(String, String)] {
    let height = height(of: diagram)
    return [
      ("xmlns", "http://www.w3.org/2000/svg"), ("class", "fzsh-picture"), ("viewBox", "0 0 \(width) \(height)"),
      ("width", "\(width)"), ("height", "\(height)"), ("role", frame == .alone ? "img" : "group"),
      ("aria-labelledby", "fzsh-title fzsh-desc"),
    ]
  }

  func addLifelines(_ diagram: SequenceDiagram, to page: inout Markup) {
    addNames(at: 12, to: &page)
    let end = Self.top + diagram.steps.count * Self.row + 8
    for place in places.prefix(nodes.count) {
      page.empty("path", [("class", "life"), ("d", "M\(place) 38V\(end)")])
    }
  }

  func addNames(at y: Int, to page: inout Markup) {
    for (name, place) in zip(nodes, places) {
      let width = Self.pixels(name.displayWidth) + 20
      page.empty(
        "rect",
        [
          ("class", "box"), ("x", "\(place - width / 2)"), ("y", "\(y)"), ("width", "\(width)"), ("height", "26"),
          ("rx", "4"),
        ])
      page.element(
        "text", [("class", "name"), ("x", "\(place)"), ("y", "\(y + 17)"), ("text-anchor", "middle")], name.visible)
    }
  }

  func add(_ step: SequenceDiagram.Step, at y: Int, _ frame: PictureFrame, to page: inout Markup) {
    switch step {
    case .title(let text):
      page.empty(
        "rect",
        [("class", "band"), ("x", "0"), ("y", "\(y + 3)"), ("width", "\(width)"), ("height", "\(Self.row - 6)")])
      let words = "> \(text.visible)".shortened(to: 2 * Self.widestNote)
      page.element("text", [("class", "name"), ("x", "12"), ("y", "\(y + 19)")], words)
    case .arrow(let arrow):
      group(arrow.n, arrow.words, frame, to: &page) { page in
        addTime(arrow.t, arrow.n, at: y, to: &page)
        draw(arrow, at: y, to: &page)
      }
    case .note(let note):
      group(note.n, "\(note.t.text) #\(note.n) \(note.node): \(note.text)", frame, to: &page) { page in
        addTime(note.t, note.n, at: y, to: &page)
        draw(note, at: y, to: &page)
      }
    }
  }

  private func group(
    _ n: EventNumber, _ words: String, _ frame: PictureFrame, to page: inout Markup, _ body: (inout Markup) -> Void
  ) {
    let isLink = frame == .page
    if isLink { page.open("a", [("href", "#e\(n)")]) } else { page.open("g", [("id", "n\(n)")]) }
    page.element("title", [], words.visible)
    body(&page)
    page.close(isLink ? "a" : "g")
  }

  private func addTime(_ t: Instant, _ n: EventNumber, at y: Int, to page: inout Markup) {
    page.element("text", [("class", "dim"), ("x", "76"), ("y", "\(y + 19)"), ("text-anchor", "end")], t.text)
    page.element("text", [("class", "dim"), ("x", "86"), ("y", "\(y + 19)")], "#\(n)")
  }
}
