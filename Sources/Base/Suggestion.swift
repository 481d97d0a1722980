/// What was probably meant, by edit distance.
package enum Suggestion {
  /// The nearest candidate within a third of the word's length (at least 1, for words of two letters on).
  /// Letter case does not count; of equally near ones the first is taken.
  package static func nearest(to word: String, in candidates: some Sequence<String>) -> String? {
    let wanted = Array(word.lowercased().unicodeScalars)
    guard (2...64).contains(wanted.count) else { return nil }
    let threshold = max(1, wanted.count / 3)
    var best: (text: String, distance: Int)?
    for candidate in candidates where candidate != word {
      guard abs(candidate.unicodeScalars.count - wanted.count) <= threshold else { continue }
      let scalars = Array(candidate.lowercased().unicodeScalars)
      let distance = distance(wanted, scalars)
      if distance <= threshold, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.text
  }

  /// What may have been meant, the likeliest first: the nearest candidate, then those of which the word is a part or the
  /// beginning (`tun` of `tun.out`), and those with which it begins (`dropped` with `drop`).
  package static func likely(for word: String, in candidates: [String], atMost count: Int = 4) -> [String] {
    let wanted = word.lowercased()
    guard wanted.utf8.count >= 2 else { return [] }
    let related = candidates.filter { candidate in
      let name = candidate.lowercased()
      return name.hasPrefix(wanted) || name.utf8.count > 2 && wanted.hasPrefix(name)
        || name.split(whereSeparator: { $0 == "." || $0 == "-" }).contains { $0 == wanted }
    }
    let nearest = nearest(to: word, in: candidates).map { [$0] } ?? []
    return Array((nearest + related.filter { !nearest.contains($0) }).prefix(count))
  }

  /// "did you mean `a`, `b` or `c`?"; nil where nobody can say.
  package static func question(_ names: [String]) -> String? {
    guard let last = names.last else { return nil }
    let others = names.dropLast().map { "`\($0)`" }.joined(separator: ", ")
    return "did you mean \(others)\(others.isEmpty ? "" : " or ")`\(last)`?"
  }

  /// Damerau-Levenshtein (optimal string alignment): insertions, deletions, substitutions, swaps of neighbours.
  package static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    if a.isEmpty || b.isEmpty { return a.count + b.count }
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in 1...a.count {
      var row = [i]
      for j in 1...b.count {
        var least = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { least = min(least, beforeLast[j - 2] + 1) }
        row.append(least)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
