/// Finds the comments of a source, for a formatter: the parser never needs them.
enum Comments {
  static func of(_ source: Source) -> [SourceRange] {
    guard source.mayHaveComments else { return [] }
    let lexer = Lexer(source)
    var comments: [SourceRange] = []
    var at = 0
    while at < source.bytes.count {
      switch source.bytes[at] {
      case UInt8(ascii: "\""): at = behindString(at, source)
      case UInt8(ascii: "#"):
        // Inside a word (`http://host/#top`) it is no comment.
        let startsWord =
          at == 0 || Lexer.isBlank(source.bytes[at - 1]) || ";{}()[],".utf8.contains(source.bytes[at - 1])
        guard startsWord, let end = lexer.comment(at) else {
          at += 1
          continue
        }
        comments.append(SourceRange(source.id, at, end))
        at = end
      default: at += 1
      }
    }
    return comments
  }

  /// Behind the closing quote, or at the end of the line where there is none.
  static func behindString(_ open: Int, _ source: Source) -> Int {
    var at = open + 1
    while at < source.bytes.count, source.bytes[at] != UInt8(ascii: "\n") {
      if source.bytes[at] == UInt8(ascii: "\"") { return at + 1 }
      at += source.bytes[at] == UInt8(ascii: "\\") ? 2 : 1
    }
    return at
  }
}
