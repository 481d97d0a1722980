import Base

extension Lexer {
  /// ```
  /// address  = IPv4 | IPv6
  /// prefix   = address "/" digits            (no blanks)
  /// endpoint = IPv4 ":" digits | "[" IPv6 "]" ":" digits
  /// ```
  func address(at start: Int) -> LiteralReading? {
    guard let first = byte(start) else { return nil }
    if first == UInt8(ascii: "[") { return bracketedEndpoint(at: start) }
    let run = AddressRun(self, start)
    if run.hasColon, let address = v6(at: start, run.end) { return address }
    return run.mayHoldDot && Self.isDigit(first) ? v4(at: start) : nil
  }

  /// The number or the IPv4 address that digits and dots are, as most literals; nil where what follows may make something
  /// else of them.
  func digits(at start: Int) -> LiteralReading? {
    guard let run = dottedDigits(at: start) else { return nil }
    let next = byte(run.end)
    if let next, next == UInt8(ascii: ".") || next == UInt8(ascii: ":") || Self.isHexDigit(next) { return nil }
    if run.dots > 1 { return v4(start, run) }
    return run.dots > 0 || next.map(Self.isInNumber) ?? false ? nil : integer(start, run.end)
  }

  private static func isInNumber(_ byte: UInt8) -> Bool {
    isNameByte(byte) || byte == UInt8(ascii: "%") || byte >= 0x80
  }

  /// A letter begins an address only where at most four hexadecimal digits end in a colon (RFC 4291 §2.2).
  func mayBeV6(at start: Int) -> Bool {
    var end = start
    while end - start < 4, let byte = byte(end), Self.isHexDigit(byte) { end += 1 }
    return byte(end) == UInt8(ascii: ":")
  }

  private func bracketedEndpoint(at start: Int) -> LiteralReading? {
    let inner = AddressRun(self, start + 1).end
    guard byte(inner) == UInt8(ascii: "]"), byte(inner + 1) == UInt8(ascii: ":"),
      let address = IPv6Address(text(start + 1, inner)), byte(inner + 2).map(Self.isDigit) ?? false
    else { return nil }
    return endpoint(.v6(address), from: start, port: inner + 2)
  }

  /// At least two colons, and nothing but hexadecimal groups up to the end of the name.
  private func v6(at start: Int, _ runEnd: Int) -> LiteralReading? {
    var end = runEnd
    guard end > start + 1 else { return nil }
    // `::1..::9` is a range.
    if let dots = (start..<end).first(where: { matches("..", at: $0) }) { end = dots }
    while end > start, source.bytes[end - 1] == UInt8(ascii: ".") { end -= 1 }
    let colons = source.bytes[start..<end].count { $0 == UInt8(ascii: ":") }
    guard colons >= 2, !(byte(end).map(Self.isLetter) ?? false) else { return nil }
    guard let address = IPv6Address(text(start, end)) else {
      // `a: ::` and the like are no addresses; a run that begins with a digit was meant as one.
      return Self.isDigit(source.bytes[start]) ? misread(.v6Address, start, end) : nil
    }
    return prefix(.v6(address), from: start, to: end)
  }

  func badV6(_ token: SourceRange) -> Diagnostic {
    Diagnostic(
      .badAddress, "`\(source.text(token))` is no IPv6 address", at: token,
      label: "groups of at most four hexadecimal digits, `::` at most once")
  }

  /// Digits with three dots are an address, whatever the numbers are.
  private func v4(at start: Int) -> LiteralReading? {
    guard let run = dottedDigits(at: start), run.dots > 1 else { return nil }
    return v4(start, run)
  }

  private func v4(_ start: Int, _ run: DottedDigits) -> LiteralReading {
    let end = run.end
    guard let address = run.address else { return misread(.v4Address, start, end) }
    if byte(end) == UInt8(ascii: ":"), byte(end + 1).map(Self.isDigit) ?? false {
      return endpoint(.v4(address), from: start, port: end + 1)
    }
    return prefix(.v4(address), from: start, to: end)
  }

  /// `digits ("." digits)+`; a dot that no digit follows belongs to something else.
  func dottedDigits(at start: Int) -> DottedDigits? {
    var reading = IPv4Reading()
    var end = start
    source.bytes.withUnsafeBytes { bytes in
      while end < limit {
        let byte = bytes[end]
        guard
          Self.isDigit(byte)
            || byte == UInt8(ascii: ".") && end > start && end + 1 < limit && Self.isDigit(bytes[end + 1])
        else { break }
        reading.take(byte)
        end += 1
      }
    }
    return end > start ? DottedDigits(end: end, dots: reading.dots, address: reading.address) : nil
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

  private func prefix(_ address: IPAddress, from start: Int, to end: Int) -> LiteralReading {
    guard byte(end) == UInt8(ascii: "/"), byte(end + 1).map(Self.isDigit) ?? false else {
      return read(.address(address), start, end)
    }
    let upper = scan(end + 1, while: Self.isDigit)
    guard let length = Int(text(end + 1, upper)), let prefix = IPPrefix(address, length: length) else {
      return misread(.prefixLength, start, upper)
    }
    return read(.prefix(prefix), start, upper)
  }

  func badPrefixLength(_ token: SourceRange) -> Diagnostic {
    let start = start(ofLast: UInt8(ascii: "/"), in: token)
    let family: IPFamily = source.bytes[token.lower..<start].contains(UInt8(ascii: ":")) ? .v6 : .v4
    return Diagnostic(
      .literalOutOfRange, "`/\(text(start, token.upper))` is too long for a prefix", at: range(start, token.upper),
      label: "the length of an IPv\(family.rawValue) prefix is 0-\(IPPrefix.width(of: family))")
  }

  private func endpoint(_ address: IPAddress, from start: Int, port: Int) -> LiteralReading {
    let end = scan(port, while: Self.isDigit)
    guard let number = UInt16(text(port, end)) else { return misread(.port, start, end) }
    return read(.endpoint(Endpoint(address, number)), start, end)
  }

  func badPort(_ token: SourceRange) -> Diagnostic {
    let start = start(ofLast: UInt8(ascii: ":"), in: token)
    return Diagnostic(
      .literalOutOfRange, "`\(text(start, token.upper))` is too large for a port", at: range(start, token.upper),
      label: "a port is 0-65535")
  }

  /// Behind the last such byte of a token.
  private func start(ofLast separator: UInt8, in token: SourceRange) -> Int {
    (source.bytes[token.lower..<token.upper].lastIndex(of: separator) ?? token.lower) + 1
  }
}

/// Digits with dots between them: a number, or an address.
struct DottedDigits {
  let end: Int
  let dots: Int
  /// Nil where they are no IPv4 address.
  let address: IPv4Address?
}

/// The bytes that an address may be made of, and what is among them.
///
/// No address is longer than 45 characters (RFC 4291 §2.2): a longer run need not be looked at to its end.
private struct AddressRun {
  private(set) var end: Int
  private(set) var hasColon = false
  private(set) var mayHoldDot = false

  private static let greatestLength = 64

  init(_ lexer: Lexer, _ start: Int) {
    end = start
    while let byte = lexer.byte(end) {
      if byte == UInt8(ascii: ":") {
        hasColon = true
      } else if byte == UInt8(ascii: ".") {
        mayHoldDot = true
      } else if !Lexer.isHexDigit(byte) {
        return
      }
      end += 1
      guard end - start < Self.greatestLength else {
        mayHoldDot = true
        return
      }
    }
  }
}
