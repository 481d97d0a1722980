import Base

/// Reads tokens from bytes, at whatever offset the parser stands. Never fails: a bad token carries its diagnostic.
///
/// There are two ways to read the same bytes: `token` for expressions, `word` for the arguments of a command.
/// Trivia (blanks, comments, continued lines) is what lies between tokens and is not kept.
package struct Lexer: Sendable {
  package let source: Source
  /// Reading stops here: an interpolated expression ends before its brace.
  package var limit: Int

  package init(_ source: Source, limit: Int? = nil) {
    self.source = source
    self.limit = min(limit ?? source.bytes.count, source.bytes.count)
  }

  func byte(_ offset: Int) -> UInt8? { offset < limit ? source.bytes[offset] : nil }
  @inline(__always)
  func range(_ lower: Int, _ upper: Int) -> SourceRange { SourceRange(source.id, lower, upper) }
  func text(_ lower: Int, _ upper: Int) -> String { source.text(range(lower, upper)) }

  @inline(__always)
  func scan(_ offset: Int, while condition: (UInt8) -> Bool) -> Int {
    var end = offset
    while let byte = byte(end), condition(byte) { end += 1 }
    return end
  }

  func matches(_ text: StaticString, at offset: Int) -> Bool {
    guard offset + text.utf8CodeUnitCount <= limit else { return false }
    return text.withUTF8Buffer { $0.enumerated().allSatisfy { source.bytes[offset + $0.offset] == $0.element } }
  }

  /// The token at or behind `offset`. Without `skippingNewlines` a line break is a token.
  package func token(at offset: Int, skippingNewlines: Bool) -> Token {
    var value: Literal?
    return token(at: offset, skippingNewlines: skippingNewlines, &value)
  }

  /// - Parameter value: becomes what a literal stands for; nil where it is faulty. Of other tokens it is left alone.
  func token(at offset: Int, skippingNewlines: Bool, _ value: inout Literal?) -> Token {
    let start = skipTrivia(offset, newlines: skippingNewlines)
    var token = read(at: start, &value)
    token.followsBlank = start > offset || start == 0 || Self.isBlank(source.bytes[start - 1])
    return token
  }

  private func read(at start: Int, _ value: inout Literal?) -> Token {
    guard let first = byte(start) else { return Token(.end, range(limit, limit)) }
    // The first byte says which kinds of token are possible.
    switch first {
    case UInt8(ascii: "\n"): return Token(.newline, range(start, start + 1))
    case _ where Self.isDigit(first):
      let reading = digits(at: start) ?? address(at: start) ?? number(at: start)
      return reading?.kept(in: &value) ?? unexpected(at: start)
    case _ where Self.isLetter(first):
      if mayBeV6(at: start), let address = address(at: start) { return address.kept(in: &value) }
      return quoted(at: start) ?? identifier(at: start) ?? unexpected(at: start)
    case UInt8(ascii: ":"), UInt8(ascii: "["):
      return address(at: start)?.kept(in: &value) ?? symbol(at: start) ?? unexpected(at: start)
    case UInt8(ascii: "\""): return quoted(at: start) ?? unexpected(at: start)
    case UInt8(ascii: "#"): return numbered(at: start)?.kept(in: &value) ?? unexpected(at: start)
    default: return symbol(at: start) ?? unexpected(at: start)
    }
  }

  /// Where text that is not read as tokens ends: before a line's end, and before a `;`, a comment or a closing bracket outside
  /// strings and brackets of its own.
  func endOfText(_ start: Int) -> Int {
    var at = start
    var depth = 0
    while let byte = byte(at), byte != UInt8(ascii: "\n") {
      switch byte {
      case UInt8(ascii: "\""): at = Comments.behindString(at, source) - 1
      case UInt8(ascii: "{"), UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ";") where depth == 0: return at
      case UInt8(ascii: "#") where Self.isBlank(source.bytes[at - 1]) && comment(at) != nil: return at
      default: break
      }
      if depth < 0 { return at }
      at += 1
    }
    return min(at, limit)
  }

  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0d || byte == 0x0a }
  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5a).contains(byte & 0xdf) || byte == UInt8(ascii: "_") }
  static func isHexDigit(_ byte: UInt8) -> Bool { isDigit(byte) || (0x61...0x66).contains(byte | 0x20) }
  @inline(__always)
  static func isNameByte(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }
}
