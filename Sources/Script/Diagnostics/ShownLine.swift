/// A line of source as a diagnostic shows it: of a very long one the surroundings of what is marked.
struct ShownLine {
  /// Bytes shown before and behind the beginning of what is marked. Lines that people write are shorter.
  private static let before = 160
  private static let behind = 320

  let text: String
  /// Columns before what is marked, and of what is marked.
  let before: Int
  let marked: Int

  init(_ source: Source, _ line: Int, around range: SourceRange) {
    let whole = source.lineRange(line)
    let lower = min(range.lower, whole.upper)
    let start = lower - whole.lower > Self.behind ? Self.boundary(lower - Self.before, in: source) : whole.lower
    let end = whole.upper - lower > Self.behind ? Self.boundary(lower + Self.behind, in: source) : whole.upper
    let upper = min(max(range.upper, lower), end)
    let omitted = (start > whole.lower ? "…" : "", end < whole.upper ? "…" : "")
    func shown(_ lower: Int, _ upper: Int) -> String {
      Self.flattened(source.text(SourceRange(source.id, lower, upper)))
    }
    text = omitted.0 + shown(start, end) + omitted.1
    before = omitted.0.count + Self.width(shown(start, lower))
    marked = Self.width(shown(lower, upper))
  }

  /// The first byte of the character that `offset` lies in.
  private static func boundary(_ offset: Int, in source: Source) -> Int {
    var offset = offset
    while offset > 0, source.bytes[offset] & 0xc0 == 0x80 { offset -= 1 }
    return offset
  }

  /// One column per character: tabs become a blank, control characters U+FFFD.
  static func flattened(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0 == "\t" ? " " : $0.value < 0x20 || $0.value == 0x7f ? "\u{fffd}" : $0 }))
  }

  /// Terminal columns: East Asian wide characters and emoji take two.
  private static func width(_ text: String) -> Int {
    text.reduce(0) { sum, character in
      let value = character.unicodeScalars.first?.value ?? 0
      let wide =
        (0x1100...0x115f).contains(value) || (0x2e80...0xa4cf).contains(value) || (0xac00...0xd7a3).contains(value)
        || (0xf900...0xfaff).contains(value) || (0xff00...0xff60).contains(value)
        || (0x1f300...0x1faff).contains(value)
      return sum + (wide ? 2 : 1)
    }
  }
}
