extension Lexer {
  /// Past blanks, comments and continued lines.
  @inline(__always)
  package func skipTrivia(_ offset: Int, newlines: Bool) -> Int {
    // A letter, a digit and most symbols stand behind all of it in ASCII, and none before most tokens.
    if let next = byte(offset), next > UInt8(ascii: "#"), next != UInt8(ascii: "\\") { return offset }
    return behindTrivia(offset, newlines: newlines)
  }

  private func behindTrivia(_ offset: Int, newlines: Bool) -> Int {
    var at = offset
    while let byte = byte(at) {
      if byte == UInt8(ascii: "\n") {
        guard newlines else { return at }
        at += 1
      } else if Self.isBlank(byte) {
        at += 1
      } else if let end = continuation(at) {
        at = end
      } else if let end = comment(at) {
        at = end
      } else {
        return at
      }
    }
    return at
  }

  /// `\` at the end of a line joins it with the next.
  private func continuation(_ offset: Int) -> Int? {
    guard byte(offset) == UInt8(ascii: "\\") else { return nil }
    let end = scan(offset + 1) { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
    return byte(end) == UInt8(ascii: "\n") ? end + 1 : end == limit && end == offset + 1 ? end : nil
  }

  /// The end of a comment: `#` up to the line break, unless a digit makes it an event number.
  package func comment(_ offset: Int) -> Int? {
    guard byte(offset) == UInt8(ascii: "#"), !(byte(offset + 1).map(Self.isDigit) ?? false) else { return nil }
    return scan(offset) { $0 != UInt8(ascii: "\n") }
  }
}
