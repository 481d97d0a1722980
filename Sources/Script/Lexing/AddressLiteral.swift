import Base

extension Lexer {
  /// ```
  /// address  = IPv4 | IPv6
  /// prefix   = address "/" digits            (no blanks)
  /// endpoint = IPv4 ":" digits | "[" IPv6 "]" ":" digits
  /// ```
  func address(at start: Int) -> Token? {
    guard let first = byte(start) else { return nil }
    if first == UInt8(ascii: "[") { return bracketedEndpoint(at: start) }
    return v6(at: start) ?? (Self.isDigit(first) ? v4(at: start) : nil)
  }

  private func bracketedEndpoint(at start: Int) -> Token? {
    let inner = scanV6(start + 1)
    guard byte(inner) == UInt8(ascii: "]"), byte(inner + 1) == UInt8(ascii: ":"),
      let address = IPv6Address(text(start + 1, inner)), byte(inner + 2).map(Self.isDigit) ?? false
    else { return nil }
    return endpoint(.v6(address), from: start, port: inner + 2)
  }

  /// At least two colons, and nothing but hexadecimal groups up to the end of the name.
  private func v6(at start: Int) -> Token? {
    var end = scanV6(start)
    guard end > start + 1, (start..<end).contains(where: { source.bytes[$0] == UInt8(ascii: ":") }) else { return nil }
    // `::1..::9` is a range.
    if let dots = (start..<end).first(where: { matches("..", at: $0) }) { end = dots }
    while end > start, source.bytes[end - 1] == UInt8(ascii: ".") { end -= 1 }
    let colons = source.bytes[start..<end].count { $0 == UInt8(ascii: ":") }
    guard colons >= 2, !(byte(end).map(Self.isLetter) ?? false) else { return nil }
    guard let address = IPv6Address(text(start, end)) else {
      // `a: ::` and the like are no addresses; a run that begins with a digit was meant as one.
      guard Self.isDigit(source.bytes[start]) else { return nil }
      return invalid(
        start, end,
        Diagnostic(
          .badAddress, "`\(text(start, end))` is no IPv6 address", at: range(start, end),
          label: "groups of at most four hexadecimal digits, `::` at most once"))
    }
    return prefix(.v6(address), from: start, to: end)
  }

  /// Digits with three dots are an address, whatever the numbers are.
  private func v4(at start: Int) -> Token? {
    guard let end = dottedDigits(at: start) else { return nil }
    guard source.bytes[start..<end].count(where: { $0 == UInt8(ascii: ".") }) > 1 else { return nil }
    guard let address = IPv4Address(text(start, end)) else { return invalid(start, end, badV4(start, end)) }
    if byte(end) == UInt8(ascii: ":"), byte(end + 1).map(Self.isDigit) ?? false {
      return endpoint(.v4(address), from: start, port: end + 1)
    }
    return prefix(.v4(address), from: start, to: end)
  }

  /// `digits ("." digits)+`; a dot that no digit follows belongs to something else.
  func dottedDigits(at start: Int) -> Int? {
    var end = scan(start, while: Self.isDigit)
    guard end > start else { return nil }
    while byte(end) == UInt8(ascii: "."), byte(end + 1).map(Self.isDigit) ?? false {
      end = scan(end + 1, while: Self.isDigit)
    }
    return end
  }

  /// Points at the part that is wrong.
  func badV4(_ start: Int, _ end: Int) -> Diagnostic {
    var at = start
    let parts = text(start, end).split(separator: ".")
    guard parts.count == 4 else {
      return Diagnostic(
        .badAddress, "an IPv4 address has four numbers, this one has \(parts.count)", at: range(start, end),
        label: "four numbers from 0 to 255, as in `172.20.0.100`")
    }
    for part in parts {
      defer { at += part.utf8.count + 1 }
      if UInt8(part) == nil {
        return Diagnostic(
          .badAddress, "`\(part)` is too large for an IPv4 address", at: range(at, at + part.utf8.count),
          label: "each of the four numbers is 0-255")
      }
      if part.utf8.count > 1, part.hasPrefix("0") {
        return Diagnostic(
          .badAddress, "a number of an IPv4 address has no leading zeros", at: range(at, at + part.utf8.count),
          label: "write `\(UInt8(part) ?? 0)`; other tools read `\(part)` as octal")
      }
    }
    return Diagnostic(.badAddress, "`\(text(start, end))` is no IPv4 address", at: range(start, end))
  }

  private func prefix(_ address: IPAddress, from start: Int, to end: Int) -> Token {
    guard byte(end) == UInt8(ascii: "/"), byte(end + 1).map(Self.isDigit) ?? false else {
      return Token(kind: .literal(.address(address)), range: range(start, end))
    }
    let upper = scan(end + 1, while: Self.isDigit)
    guard let length = Int(text(end + 1, upper)), let prefix = IPPrefix(address, length: length) else {
      let width = IPPrefix.width(of: address.family)
      return invalid(
        start, upper,
        Diagnostic(
          .literalOutOfRange, "`/\(text(end + 1, upper))` is too long for a prefix", at: range(end + 1, upper),
          label: "the length of an IPv\(address.family.rawValue) prefix is 0-\(width)"))
    }
    return Token(kind: .literal(.prefix(prefix)), range: range(start, upper))
  }

  private func endpoint(_ address: IPAddress, from start: Int, port: Int) -> Token {
    let end = scan(port, while: Self.isDigit)
    guard let number = UInt16(text(port, end)) else {
      return invalid(
        start, end,
        Diagnostic(
          .literalOutOfRange, "`\(text(port, end))` is too large for a port", at: range(port, end),
          label: "a port is 0-65535"))
    }
    return Token(kind: .literal(.endpoint(Endpoint(address, number))), range: range(start, end))
  }

  func invalid(_ start: Int, _ end: Int, _ problem: Diagnostic) -> Token {
    Token(kind: .invalid, range: range(start, end), problem: problem)
  }

  /// No address is longer than 45 characters (RFC 4291 §2.2): a longer run need not be looked at to its end.
  private func scanV6(_ start: Int) -> Int {
    var end = start
    while end - start < 64, let byte = byte(end), Self.isV6Byte(byte) { end += 1 }
    return end
  }

  private static func isV6Byte(_ byte: UInt8) -> Bool {
    Hex.value(of: byte) != nil || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
  }
}
