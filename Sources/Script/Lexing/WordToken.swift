import Base

extension Lexer {
  /// ```
  /// word = { character | "[" … "]" | "{" expression "}" }
  /// ```
  /// A bare word of a command ends at a blank, `;`, a closing bracket that it did not open, and a comma with a
  /// blank or a line's end behind it. Everything else belongs to it: `http://172.20.0.100/?a=b#c`, `**.httpbin`.
  package func word(at offset: Int) -> SourceRange? {
    let start = skipTrivia(offset, newlines: false)
    var open: [UInt8] = []
    var at = start
    while let byte = byte(at), !Self.isBlank(byte), byte != UInt8(ascii: ";") {
      if at == start, "|>\"".utf8.contains(byte) { return nil }
      switch byte {
      case UInt8(ascii: "{"):
        guard let end = braced(at) else { return at > start ? range(start, at) : nil }
        at = end
        continue
      case UInt8(ascii: "["): open.append(UInt8(ascii: "]"))
      case UInt8(ascii: "("): open.append(UInt8(ascii: ")"))
      case UInt8(ascii: "]"), UInt8(ascii: ")"), UInt8(ascii: "}"):
        guard open.popLast() == byte else { return at > start ? range(start, at) : nil }
      case UInt8(ascii: ",") where self.byte(at + 1).map(Self.isBlank) ?? true:
        return at > start ? range(start, at) : nil
      default: break
      }
      at += 1
    }
    return at > start ? range(start, at) : nil
  }

  /// The pieces of a word: text, and the expressions between its braces.
  func pieces(of word: SourceRange) -> [StringPiece] {
    var pieces: [StringPiece] = []
    var textStart = word.lower
    var at = word.lower
    while at < word.upper {
      if source.bytes[at] == UInt8(ascii: "{"), let end = braced(at), end <= word.upper {
        if at > textStart { pieces.append(.text(text(textStart, at))) }
        pieces.append(.expression(range(at + 1, end - 1)))
        at = end
        textStart = end
      } else {
        at += 1
      }
    }
    if word.upper > textStart { pieces.append(.text(text(textStart, word.upper))) }
    return pieces
  }
}
