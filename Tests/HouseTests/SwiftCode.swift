/// Swift source without its comments and the contents of its strings; every byte else stays where it was.
///
/// Code inside `\( … )` stays, since it runs. Extended delimiters (`#"…"#`) and several lines are understood.
func codeOnly(_ text: String) -> String {
  var blanking = Blanking(input: Array(text.utf8))
  blanking.code(untilParenthesis: false)
  return String(decoding: blanking.output, as: UTF8.self)
}

private struct Blanking {
  let input: [UInt8]
  var at = 0
  var output: [UInt8] = []

  init(input: [UInt8]) {
    self.input = input
    output.reserveCapacity(input.count)
  }

  private func sees(_ word: String, ahead: Int = 0) -> Bool {
    let from = at + ahead
    return from + word.utf8.count <= input.count && word.utf8.elementsEqual(input[from..<from + word.utf8.count])
  }

  /// Whether a byte may begin something other than plain code; the others need no closer look.
  private static let mayBegin: [Bool] = (0..<256).map { "/\"#`()".utf8.contains(UInt8($0)) }

  private mutating func keep(_ count: Int = 1) {
    output += input[at..<min(at + count, input.count)]
    at += count
  }

  private mutating func blank(_ count: Int = 1) {
    for byte in input[at..<min(at + count, input.count)] { output.append(byte == 10 ? 10 : 32) }
    at += count
  }

  /// Copies code; inside an interpolation up to and with the parenthesis that closes it.
  mutating func code(untilParenthesis: Bool) {
    var depth = 0
    while at < input.count {
      guard Blanking.mayBegin[Int(input[at])] else {
        keep()
        continue
      }
      let hashes = input[at...].prefix { $0 == UInt8(ascii: "#") }.count
      if sees("//") {
        while at < input.count, input[at] != 10 { blank() }
      } else if sees("/*") {
        blockComment()
      } else if sees("\"", ahead: hashes) {
        string(hashes: hashes)
      } else if sees("`") {
        rawIdentifier()
      } else {
        if sees("(") { depth += 1 }
        if sees(")") { depth -= 1 }
        keep()
        if untilParenthesis, depth < 0 { return }
      }
    }
  }

  private mutating func blockComment() {
    var depth = 0
    repeat {
      if sees("/*") {
        depth += 1
        blank(2)
      } else if sees("*/") {
        depth -= 1
        blank(2)
      } else {
        blank()
      }
    } while depth > 0 && at < input.count
  }

  private mutating func rawIdentifier() {
    keep()
    while at < input.count, !sees("`"), !sees("\n") { blank() }
    keep()
  }

  private mutating func string(hashes: Int) {
    let delimiter = String(repeating: "#", count: hashes)
    let quotes = sees("\"\"\"", ahead: hashes) ? "\"\"\"" : "\""
    keep(hashes + quotes.utf8.count)
    while at < input.count {
      if sees(quotes + delimiter) { return keep(hashes + quotes.utf8.count) }
      if sees("\\" + delimiter + "(") {
        blank(1 + hashes)
        keep()
        code(untilParenthesis: true)
      } else if sees("\\" + delimiter) {
        blank(2 + hashes)
      } else if quotes == "\"", sees("\n") {
        return
      } else {
        blank()
      }
    }
  }
}

/// A word, a number or one character of punctuation.
struct Token {
  var text: String
  var line: Int
  /// No space stands between this token and the one before.
  var isGlued: Bool
  var isFirstOnLine: Bool

  var isWord: Bool { text.utf8.first.map(Token.isWordByte) ?? false }
  /// Named as types are: a capital first.
  var isTypeName: Bool { text.utf8.first.map { (65...90).contains($0) } ?? false }

  static func isWordByte(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 95 || byte >= 128
  }
}

func tokens(_ code: String) -> [Token] {
  let bytes = Array(code.utf8)
  var found: [Token] = []
  var at = 0
  var line = 1
  var isGlued = false
  var isFirst = true
  while at < bytes.count {
    if bytes[at] == 10 || bytes[at] == 32 || bytes[at] == 9 {
      if bytes[at] == 10 { (line, isFirst) = (line + 1, true) }
      isGlued = false
      at += 1
      continue
    }
    let length = max(1, bytes[at...].prefix(while: Token.isWordByte).count)
    found.append(
      Token(
        text: String(decoding: bytes[at..<at + length], as: UTF8.self), line: line, isGlued: isGlued,
        isFirstOnLine: isFirst))
    (at, isGlued, isFirst) = (at + length, true, false)
  }
  return found
}
