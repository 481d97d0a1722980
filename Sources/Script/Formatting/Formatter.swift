/// Lays a script out in the one way: two blanks for each open bracket, one blank between words, one empty line at most;
/// `dst=a, sport=b` in a call, `{53, 80}` as a set, `{ ping a }` as a block, `a; b`, `x == y`.
///
/// Nothing but white space changes, and around `/` never whether there is some: to this language `10.0.0.0/24` and
/// `10.0.0.0 / 24` are different things. Pasted dumps and addresses with `://` stay as they are.
package struct Formatter {
  private static let indent = "  "

  private var result: [String] = []
  private var brackets: [LaidLine.Bracket] = []
  private var isContinued = false
  /// Inside a pasted dump, whose columns are somebody else's.
  private var isVerbatim = false

  private init() {}

  /// - Returns: the text laid out, ending in one line break; an empty text stays empty.
  package static func formatted(_ text: String) -> String {
    var formatter = Formatter()
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) { formatter.take(line) }
    while formatter.result.last == "" { formatter.result.removeLast() }
    return formatter.result.map { $0 + "\n" }.joined()
  }

  private mutating func take(_ line: Substring) {
    if isVerbatim {
      isVerbatim = line.first { !$0.isBlank } != "}"
      if isVerbatim { return result.append(String(line)) }
    }
    let laid = LaidLine(line, in: brackets, continues: isContinued)
    guard !laid.text.isEmpty else {
      if let last = result.last, !last.isEmpty { result.append("") }
      return
    }
    let level = max(0, brackets.count - laid.closesFirst) + (isContinued ? 2 : 0)
    result.append(String(repeating: Self.indent, count: level) + laid.text)
    brackets = laid.brackets
    isContinued = laid.isContinued
    isVerbatim = laid.opensDump
  }
}

extension Character {
  var isBlank: Bool { self == " " || self == "\t" || self == "\r" }
}
