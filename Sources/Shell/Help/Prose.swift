extension String {
  /// Lines that a terminal of the usual width does not break inside a word. A line that is indented is left alone.
  func wrapped(to width: Int = 88) -> String {
    split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.hasPrefix("  ") || line.count <= width ? String(line) : Self.broken(line, width)
    }.joined(separator: "\n")
  }

  private static func broken(_ line: Substring, _ width: Int) -> String {
    var (text, column) = ("", 0)
    for word in line.split(separator: " ") {
      if column > 0, column + 1 + word.count > width {
        (text, column) = (text + "\n" + word, word.count)
      } else {
        text += (column == 0 ? "" : " ") + word
        column += (column == 0 ? 0 : 1) + word.count
      }
    }
    return text
  }
}
