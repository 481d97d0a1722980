/// Lays a script out in the one way: two blanks for each open bracket, one blank between words, one empty line at most.
///
/// Nothing but white space changes, and never whether there is some between two words: to this language `10.0.0.0/24` and
/// `10.0.0.0 / 24` are different things. Pasted dumps stay as they are.
package struct Formatter {
  private static let indent = "  "

  private var result: [String] = []
  private var depth = 0
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
    let laid = LaidLine(line)
    guard !laid.text.isEmpty else {
      if let last = result.last, !last.isEmpty { result.append("") }
      return
    }
    let level = max(0, depth - laid.closesFirst) + (isContinued ? 2 : 0)
    result.append(String(repeating: Self.indent, count: level) + laid.text)
    depth = max(0, depth + laid.opened)
    isContinued = laid.isContinued
    isVerbatim = laid.opensDump
  }
}

/// One line with its blanks put right, and what it does to the lines behind it.
private struct LaidLine {
  private(set) var text = ""
  /// Brackets that it opens and does not close, less those that it closes and did not open.
  private(set) var opened = 0
  /// Brackets at its beginning that close what earlier lines have opened.
  private(set) var closesFirst = 0
  private(set) var isContinued = false
  private(set) var opensDump = false

  init(_ line: Substring) {
    var rest = line.drop(while: \.isBlank)
    closesFirst = rest.prefix { "})]".contains($0) }.count
    while let first = rest.first {
      if first.isBlank {
        rest = rest.drop(while: \.isBlank)
        if let next = rest.first, wantsBlank(before: next, rest) { text += " " }
      } else if first == "\"" {
        take(&rest, Self.stringLength(rest))
      } else if startsComment(rest) {
        addComment(rest)
        rest = rest.suffix(0)
      } else {
        if first == ",", text.last == " " { text.removeLast() }
        opened += "{([".contains(first) ? 1 : "})]".contains(first) ? -1 : 0
        take(&rest, 1)
      }
    }
    while text.last == " " { text.removeLast() }
    isContinued = text.hasSuffix("\\")
    opensDump = text.hasSuffix("packet {")
  }

  private mutating func take(_ rest: inout Substring, _ count: Int) {
    text += rest.prefix(count)
    rest = rest.dropFirst(count)
  }

  private func wantsBlank(before next: Character, _ rest: Substring) -> Bool {
    guard let last = text.last, last != " " else { return false }
    return last != "(" && next != ")" && next != ","
  }

  /// `#` begins a comment where a word may begin, unless a digit makes it an event.
  private func startsComment(_ rest: Substring) -> Bool {
    guard rest.first == "#" else { return false }
    let next = rest.dropFirst().first
    guard next.map({ !("0"..."9").contains($0) }) ?? true else { return false }
    return text.last.map { $0.isBlank || ";{}()[],".contains($0) } ?? true
  }

  /// A comment of its own stands as it is; one behind a command two blanks away.
  private mutating func addComment(_ rest: Substring) {
    while text.last == " " { text.removeLast() }
    if !text.isEmpty { text += "  " }
    text += rest
    while text.last?.isBlank == true { text.removeLast() }
  }

  /// With both quotes; the rest of the line where the second is missing.
  private static func stringLength(_ rest: Substring) -> Int {
    var length = 1
    var isEscaped = false
    for character in rest.dropFirst() {
      length += 1
      if isEscaped {
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        break
      }
    }
    return length
  }
}

extension Character {
  fileprivate var isBlank: Bool { self == " " || self == "\t" || self == "\r" }
}
