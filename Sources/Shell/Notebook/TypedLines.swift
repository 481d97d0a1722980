/// The commands of a session as they were typed, counted from 1.
struct TypedLines {
  struct Line {
    let text: String
    /// It was understood: what is not is no part of a script.
    let isCommand: Bool
    /// The numbers of the results that it showed.
    let results: ClosedRange<Int>?
  }

  private(set) var all: [Line] = []

  mutating func add(_ line: Line) { all.append(line) }

  /// Lines as a script that stands alone. A line whose result a later one names (`_3`) becomes a `let`.
  ///
  /// - Parameter leavingOut: verbs of the session that a script has no use for.
  func script(_ numbers: ClosedRange<Int>, leavingOut verbs: [String]) -> (text: String, leftOut: Int) {
    let wanted = numbers.clamped(to: 1...max(1, all.count))
    let chosen = all.isEmpty ? [] : Array(all[(wanted.lowerBound - 1)...(wanted.upperBound - 1)])
    let kept = chosen.filter { line in line.isCommand && !verbs.contains(line.text.firstWord) }
    var text = ""
    for (place, line) in kept.enumerated() {
      let later = kept[(place + 1)...]
      let named = line.results.flatMap { results in
        results.count == 1 && later.contains { $0.text.names(Results.name(results.lowerBound)) }
          ? Results.name(results.lowerBound) : nil
      }
      text += (named.map { "let \($0) = " } ?? "") + line.text + "\n"
    }
    return (text, chosen.count - kept.count)
  }
}

extension String {
  fileprivate var firstWord: String { String(trimmed.prefix { $0 != " " && $0 != ";" && $0 != "?" }) }

  /// Whether a word stands in it as a whole.
  fileprivate func names(_ word: String) -> Bool {
    var from = startIndex
    while let range = self[from...].firstRange(of: word) {
      let before = range.lowerBound > startIndex ? self[index(before: range.lowerBound)] : " "
      let behind = range.upperBound < endIndex ? self[range.upperBound] : " "
      if !before.isPartOfName, !behind.isPartOfName { return true }
      from = range.upperBound
    }
    return false
  }
}

extension Character {
  fileprivate var isPartOfName: Bool { isLetter || isNumber || self == "_" }
}
