/// Finds where a filter goes wrong: libpcap says that it does, and not where.
enum SyntaxPlace {
  /// What can finish a filter that is right so far. One of these makes a whole of any beginning that has one.
  private static let endings = [
    "", " icmp", " 10", " 10.0.0.1", " fe80::1", " 1-2", " host 10.0.0.1", " port 1", " 1 = 1", " = 1", "] = 1",
    " 0] = 1", ":1] = 1", " \\tcp", " 255.0.0.0", " mask 255.0.0.0",
  ]
  /// Beyond this many words the whole filter is marked: each word costs some dozens of compilations.
  private static let mostWords = 64

  /// The first word that nothing can follow to make a filter; empty at the end if more words were needed.
  static func find(in text: String) -> Range<Int> {
    let bytes = Array(text.utf8)
    let words = FilterWords.words(of: text)
    guard words.count <= mostWords else { return 0..<bytes.count }
    var depth = 0
    for word in words {
      if word.text == "(" { depth += 1 } else if word.text == ")" { depth -= 1 }
      let beginning = String(decoding: bytes[..<word.range.upperBound], as: UTF8.self)
      if depth < 0 || !canGoOn(beginning, depth) { return word.range }
    }
    return bytes.count..<bytes.count
  }

  private static func canGoOn(_ beginning: String, _ depth: Int) -> Bool {
    let closing = String(repeating: ")", count: depth)
    return endings.contains { !Compilation(beginning + $0 + closing).isSyntaxError }
  }

  /// The last word that libpcap's message quotes; all of the filter if there is none.
  static func named(by message: String, in text: String) -> Range<Int> {
    let quoted = message.split { " '\"".contains($0) }
    return FilterWords.words(of: text).last { word in quoted.contains { $0 == word.text } }?.range
      ?? 0..<text.utf8.count
  }
}
