import Base
import Lab

/// Lab time as a place from left to right, the same for all pictures of a page.
struct TimeScale {
  /// Where the lanes begin, behind their names, and how wide they are, in pixels.
  static let left = 210
  static let span = 900
  static let width = left + span + 20

  private let start: Instant
  private let length: Int64

  init(from start: Instant, to end: Instant) {
    self.start = start
    length = max(1, (end - start).nanoseconds)
  }

  func place(_ t: Instant) -> Int {
    let past = max(0, min(length, (t - start).nanoseconds))
    return Self.left + Int(Double(past) / Double(length) * Double(Self.span))
  }

  /// A bar is seen, however short it is.
  func bar(_ from: Instant, _ to: Instant, at y: Int, _ height: Int, _ look: String) -> [(String, String)] {
    let (a, b) = (place(from), place(to))
    return [
      ("class", look), ("x", "\(a)"), ("y", "\(y)"), ("width", "\(max(2, b - a))"), ("height", "\(height)"),
    ]
  }

  /// About ten round times across the scale.
  var ticks: [Instant] {
    var step: Int64 = 1_000_000
    for next in [2, 5, 10] as [Int64] where length / step > 10 { step = 1_000_000 * next }
    while length / step > 10 {
      // 1, 2, 5 times a power of ten.
      step = String(step).first == "2" ? step / 2 * 5 : step * 2
    }
    var ticks: [Instant] = []
    var t = (start.nanoseconds + step - 1) / step * step
    while t <= start.nanoseconds + length {
      ticks.append(Instant(nanoseconds: t))
      t += step
    }
    return ticks
  }

  func addAxis(height: Int, to page: inout Markup) {
    for tick in ticks {
      page.empty("path", [("class", "life"), ("d", "M\(place(tick)) 18V\(height)")])
      page.element(
        "text", [("class", "dim"), ("x", "\(place(tick))"), ("y", "12"), ("text-anchor", "middle")], tick.text)
    }
  }

  static func open(_ label: String, height: Int, in page: inout Markup) {
    page.open(
      "svg",
      [
        ("xmlns", "http://www.w3.org/2000/svg"), ("class", "fzsh-picture"), ("viewBox", "0 0 \(width) \(height)"),
        ("width", "\(width)"), ("height", "\(height)"), ("role", "group"), ("aria-label", label),
      ])
    page.empty("rect", [("class", "paper"), ("width", "\(width)"), ("height", "\(height)")])
  }

  static func name(_ text: String, at y: Int, _ look: String = "", in page: inout Markup) {
    let words = text.visible.shortened(to: 27)
    page.open("g")
    page.element("title", [], text.visible)
    page.element("text", [("class", look), ("x", "6"), ("y", "\(y)")], words)
    page.close("g")
  }
}
