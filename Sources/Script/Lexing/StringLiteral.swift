import Base

extension Lexer {
  /// ```
  /// string = '"' { character | escape | "{" expression "}" } '"'
  /// escape = "\n" | "\t" | "\r" | "\0" | "\\" | '\"' | "\{" | "\}" | "\u{" hexdigits "}"
  /// bytes  = 'x"' { hexdigit hexdigit } '"'                       (blanks between pairs)
  /// ```
  func quoted(at start: Int) -> Token? {
    switch byte(start) {
    case UInt8(ascii: "\""): string(at: start)
    case UInt8(ascii: "x") where byte(start + 1) == UInt8(ascii: "\""): byteString(at: start)
    default: nil
    }
  }

  private func byteString(at start: Int) -> Token {
    let end = scan(start + 2) { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\n") }
    guard byte(end) == UInt8(ascii: "\"") else { return faulty(.unclosedString, start, end) }
    guard Hex.bytes(text(start + 2, end)) != nil else { return faulty(.bytes, start, end + 1) }
    return Token(.bytes, range(start, end + 1))
  }

  private func string(at start: Int) -> Token {
    var fault: TokenFault?
    var at = start + 1
    while let byte = byte(at), byte != UInt8(ascii: "\"") {
      switch byte {
      case UInt8(ascii: "\n"): return faulty(.unclosedString, start, at)
      case UInt8(ascii: "\\"):
        let escape = escape(at)
        if escape.bytes == nil { fault = .escape }
        at = escape.end
      case UInt8(ascii: "{"):
        guard let end = braced(at) else { return faulty(.unclosedBrace, at, scan(at) { $0 != UInt8(ascii: "\n") }) }
        at = end
      default: at += 1
      }
    }
    guard at < limit else { return faulty(.unclosedString, start, at) }
    return Token(.string, range(start, at + 1), fault: fault)
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

  /// What a backslash and what follows it stand for, and where that ends; no bytes where it is no escape.
  func escape(_ at: Int) -> (bytes: [UInt8]?, end: Int) {
    switch byte(at + 1) {
    case UInt8(ascii: "n"): return ([0x0a], at + 2)
    case UInt8(ascii: "t"): return ([0x09], at + 2)
    case UInt8(ascii: "r"): return ([0x0d], at + 2)
    case UInt8(ascii: "0"): return ([0], at + 2)
    case .some(let byte) where "\\\"{}".utf8.contains(byte): return ([byte], at + 2)
    case UInt8(ascii: "u"):
      let end = scan(at + 3, while: Self.isHexDigit)
      if byte(at + 2) == UInt8(ascii: "{"), byte(end) == UInt8(ascii: "}"),
        let number = UInt32(text(at + 3, end), radix: 16), let scalar = Unicode.Scalar(number)
      {
        return (Array(String(Character(scalar)).utf8), end + 1)
      }
    default: break
    }
    return (nil, min(at + 2, limit))
  }
}
