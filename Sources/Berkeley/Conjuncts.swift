extension BerkeleyFilter {
  /// The parts that `and` joins, each a filter of its own; the filter itself where it is not so made.
  ///
  /// In this language `and` and `or` bind alike, so that a filter with `or` outside of brackets has no such parts.
  package var conjuncts: [BerkeleyFilter] {
    let bytes = Array(text.utf8)
    var parts: [Range<Int>] = []
    var (depth, start) = (0, 0)
    var before: FilterWord?
    for word in FilterWords.words(of: text) {
      switch word.text {
      case "(", "[": depth += 1
      case ")", "]": depth -= 1
      case "or" where depth == 0, "|" where depth == 0: return [self]
      case "and" where depth == 0:
        parts.append(start..<word.range.lowerBound)
        start = word.range.upperBound
      case "&" where depth == 0 && before?.text == "&" && before?.range.upperBound == word.range.lowerBound:
        parts.append(start..<word.range.lowerBound - 1)
        start = word.range.upperBound
      default: break
      }
      before = word
    }
    let texts = (parts + [start..<bytes.count]).map { range in
      String(decoding: bytes[range], as: UTF8.self).split { $0 == " " }.joined(separator: " ")
    }
    // `port 80 and 81` says something else in its parts.
    let filters = texts.compactMap { try? BerkeleyFilter($0) }
    return filters.count == texts.count ? filters : [self]
  }
}
