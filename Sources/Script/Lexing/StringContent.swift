import Base

/// A part of a string: text with its escapes undone, or the range of an expression between braces.
package enum StringPiece: Hashable, Sendable {
  case text(String)
  case expression(SourceRange)
}

/// What stands between the quotes of a string that was read as a token.
struct StringContent {
  private(set) var pieces: [StringPiece] = []
  /// The first escape that is none.
  private(set) var badEscape: SourceRange?

  init(_ lexer: Lexer, _ string: SourceRange) {
    var text: [UInt8] = []
    let close = string.upper - 1
    var at = string.lower + 1
    while at < close {
      switch lexer.source.bytes[at] {
      case UInt8(ascii: "\\"):
        let escape = lexer.escape(at)
        if escape.bytes == nil, badEscape == nil { badEscape = lexer.range(at, escape.end) }
        text += escape.bytes ?? []
        at = escape.end
      case UInt8(ascii: "{"):
        let end = lexer.braced(at) ?? close
        take(&text)
        pieces.append(.expression(lexer.range(at + 1, end - 1)))
        at = end
      case let byte:
        text.append(byte)
        at += 1
      }
    }
    if !text.isEmpty || pieces.isEmpty { pieces.append(.text(String(decoding: text, as: UTF8.self))) }
  }

  private mutating func take(_ text: inout [UInt8]) {
    if !text.isEmpty { pieces.append(.text(String(decoding: text, as: UTF8.self))) }
    text = []
  }
}

extension Lexer {
  /// The bytes of `x"…"`.
  func bytes(_ token: SourceRange) -> [UInt8] { Hex.bytes(text(token.lower + 2, token.upper - 1)) ?? [] }

  func badBytes(_ token: SourceRange) -> Diagnostic {
    let digits = token.lower + 2..<token.upper - 1
    let wrong = source.bytes[digits].firstIndex { Hex.value(of: $0) == nil && !Self.isBlank($0) }
    return Diagnostic(
      .badBytes, "`x\"…\"` holds pairs of hexadecimal digits", at: wrong.map { range($0, $0 + 1) } ?? token,
      label: wrong == nil ? "an odd number of digits" : "not a hexadecimal digit")
  }

  func badEscape(_ token: SourceRange) -> Diagnostic {
    let escape = StringContent(self, token).badEscape ?? token
    return Diagnostic(
      .badEscape, "`\(source.text(escape))` is no escape", at: escape, label: "a backslash itself is `\\\\`",
      notes: [#"escapes: \n \t \r \0 \\ \" \{ \} \u{1F600}"#, "bytes are written `x\"de ad\"`"])
  }

  /// The first label is the opening quote, with the `x` before it.
  func unclosedString(_ token: SourceRange) -> Diagnostic {
    let opened = token.lower + (byte(token.lower) == UInt8(ascii: "\"") ? 1 : 2)
    return Diagnostic(
      .unclosedString, "this string is not closed", at: range(token.lower, opened), label: "opened here",
      notes: ["a string ends on the line on which it began; a line break in it is `\\n`"])
  }

  func unclosedBrace(_ token: SourceRange) -> Diagnostic {
    Diagnostic(
      .unclosedString, "this `{` in a string is not closed", at: range(token.lower, token.lower + 1),
      label: "opened here", notes: ["`{name}` inserts a value; a brace itself is `\\{`"])
  }
}
