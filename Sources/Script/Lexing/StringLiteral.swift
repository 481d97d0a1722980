import Base

extension Lexer {
  /// ```
  /// string = '"' { character | escape | "{" expression "}" } '"'
  /// escape = "\n" | "\t" | "\r" | "\0" | "\\" | '\"' | "\{" | "\}" | "\u{" hexdigits "}"
  /// bytes  = 'x"' { hexdigit hexdigit } '"'                       (blanks between pairs)
  /// ```
  func quoted(at start: Int) -> Token? {
    if matches("x\"", at: start) { return byteString(at: start) }
    return byte(start) == UInt8(ascii: "\"") ? string(at: start) : nil
  }

  private func byteString(at start: Int) -> Token {
    let end = scan(start + 2) { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\n") }
    guard byte(end) == UInt8(ascii: "\"") else { return unclosed(start, start + 2, end) }
    guard let bytes = Hex.bytes(text(start + 2, end)) else {
      let wrong = source.bytes[start + 2..<end].firstIndex { Hex.value(of: $0) == nil && !Self.isBlank($0) }
      return invalid(
        start, end + 1,
        Diagnostic(
          .badBytes, "`x\"…\"` holds pairs of hexadecimal digits",
          at: wrong.map { range($0, $0 + 1) } ?? range(start, end + 1),
          label: wrong == nil ? "an odd number of digits" : "not a hexadecimal digit"))
    }
    return Token(kind: .literal(.bytes(bytes)), range: range(start, end + 1))
  }

  private func string(at start: Int) -> Token {
    var pieces: [StringPiece] = []
    var text: [UInt8] = []
    var problem: Diagnostic?
    var at = start + 1
    while let byte = byte(at), byte != UInt8(ascii: "\"") {
      switch byte {
      case UInt8(ascii: "\n"): return unclosed(start, start + 1, at)
      case UInt8(ascii: "\\"):
        let (bytes, end) = escape(at, &problem)
        text += bytes
        at = end
      case UInt8(ascii: "{"):
        guard let end = braced(at) else { return unclosedBrace(at) }
        if !text.isEmpty { pieces.append(.text(String(decoding: text, as: UTF8.self))) }
        text = []
        pieces.append(.expression(range(at + 1, end - 1)))
        at = end
      default:
        text.append(byte)
        at += 1
      }
    }
    guard at < limit else { return unclosed(start, start + 1, at) }
    if !text.isEmpty || pieces.isEmpty { pieces.append(.text(String(decoding: text, as: UTF8.self))) }
    return Token(kind: .string(pieces), range: range(start, at + 1), problem: problem)
  }

  /// The end of `{ … }` on the same line, with strings and braces inside it.
  func braced(_ open: Int) -> Int? {
    var depth = 0
    var inString = false
    var at = open
    while let byte = byte(at), byte != UInt8(ascii: "\n") {
      if byte == UInt8(ascii: "\\") {
        at += 1
      } else if byte == UInt8(ascii: "\"") {
        inString.toggle()
      } else if !inString, byte == UInt8(ascii: "{") {
        depth += 1
      } else if !inString, byte == UInt8(ascii: "}") {
        depth -= 1
        if depth == 0 { return at + 1 }
      }
      at += 1
    }
    return nil
  }

  private func escape(_ at: Int, _ problem: inout Diagnostic?) -> ([UInt8], Int) {
    switch byte(at + 1) {
    case UInt8(ascii: "n"): return ([0x0a], at + 2)
    case UInt8(ascii: "t"): return ([0x09], at + 2)
    case UInt8(ascii: "r"): return ([0x0d], at + 2)
    case UInt8(ascii: "0"): return ([0], at + 2)
    case .some(let byte) where "\\\"{}".utf8.contains(byte): return ([byte], at + 2)
    case UInt8(ascii: "u"):
      let end = scan(at + 3) { Hex.value(of: $0) != nil }
      if byte(at + 2) == UInt8(ascii: "{"), byte(end) == UInt8(ascii: "}"),
        let number = UInt32(text(at + 3, end), radix: 16), let scalar = Unicode.Scalar(number)
      {
        return (Array(String(Character(scalar)).utf8), end + 1)
      }
    default: break
    }
    let end = min(at + 2, limit)
    problem =
      problem
      ?? Diagnostic(
        .badEscape, "`\(text(at, end))` is no escape", at: range(at, end), label: "a backslash itself is `\\\\`",
        notes: [#"escapes: \n \t \r \0 \\ \" \{ \} \u{1F600}"#, "bytes are written `x\"de ad\"`"])
    return ([], end)
  }

  /// The first label is the opening quote.
  private func unclosed(_ start: Int, _ opened: Int, _ end: Int) -> Token {
    invalid(
      start, end,
      Diagnostic(
        .unclosedString, "this string is not closed", at: range(start, opened), label: "opened here",
        notes: ["a string ends on the line on which it began; a line break in it is `\\n`"]))
  }

  private func unclosedBrace(_ open: Int) -> Token {
    let end = scan(open) { $0 != UInt8(ascii: "\n") }
    return invalid(
      open, end,
      Diagnostic(
        .unclosedString, "this `{` in a string is not closed", at: range(open, open + 1), label: "opened here",
        notes: ["`{name}` inserts a value; a brace itself is `\\{`"]))
  }
}
