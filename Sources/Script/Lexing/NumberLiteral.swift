import Base

extension Lexer {
  /// ```
  /// number  = "0x" hexdigits | digits [ "." digits ] [ unit ]      ("_" between digits)
  /// unit    = "ns" | "us" | "µs" | "ms" | "s" | "m" | "h"
  ///         | "B" | "kB" | "KB" | "KiB" | "MB" | "MiB" | "GB" | "GiB" | "%"
  /// ```
  func number(at start: Int) -> LiteralReading? {
    guard let first = byte(start), Self.isDigit(first) else { return nil }
    if first == UInt8(ascii: "0"), let mark = byte(start + 1), mark | 0x20 == UInt8(ascii: "x") {
      return hexadecimal(at: start)
    }
    let whole = scan(start, while: Self.isDigitOrGap)
    let end = endOfDigits(whole)
    if end > whole, byte(end) == UInt8(ascii: "."), byte(end + 1).map(Self.isDigit) ?? false {
      return misread(.v4Address, start, scan(end) { Self.isDigit($0) || $0 == UInt8(ascii: ".") })
    }
    if byte(end) == UInt8(ascii: "%") { return percent(start, whole, end) }
    let unit = scan(end) { Self.isLetter($0) || $0 >= 0x80 }
    if unit > end { return quantity(start, whole, end, scan(unit, while: Self.isNameByte)) }
    return end > whole ? fraction(start, whole, end) : integer(start, end)
  }

  /// Behind the fraction, where one follows the whole digits; else where those end.
  private func endOfDigits(_ whole: Int) -> Int {
    guard byte(whole) == UInt8(ascii: "."), byte(whole + 1).map(Self.isDigit) ?? false else { return whole }
    return scan(whole + 1, while: Self.isDigitOrGap)
  }

  func integer(_ start: Int, _ end: Int) -> LiteralReading {
    var value: Int64 = 0
    for at in start..<end where source.bytes[at] != UInt8(ascii: "_") {
      let (product, isTooLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, isOver) = product.addingReportingOverflow(Int64(source.bytes[at] - UInt8(ascii: "0")))
      guard !isTooLarge, !isOver else { return misread(.number, start, end) }
      value = sum
    }
    return read(.integer(value), start, end)
  }

  private func fraction(_ start: Int, _ whole: Int, _ end: Int) -> LiteralReading {
    let digits = decimal(start, whole, end)
    if let number = Double(digits.text) { return read(.number(number), start, end) }
    guard let value = Int64(digits.whole) else { return misread(.number, start, end) }
    return read(.integer(value), start, end)
  }

  private func decimal(_ start: Int, _ whole: Int, _ end: Int) -> Decimal {
    Decimal(whole: digits(start, whole), fraction: end > whole ? digits(whole + 1, end) : nil)
  }

  /// Digits without the gaps that make them easier to read.
  private func digits(_ lower: Int, _ upper: Int) -> String {
    let text = text(lower, upper)
    return text.utf8.contains(UInt8(ascii: "_")) ? text.filter { $0 != "_" } : text
  }

  private func hexadecimal(at start: Int) -> LiteralReading {
    let end = scan(start + 2, while: Self.isNameByte)
    let digits = digits(start + 2, end)
    guard !digits.isEmpty, let value = UInt64(digits, radix: 16) else { return misread(.hexadecimal, start, end) }
    // A full 64-bit pattern keeps its bits (RFC fields are unsigned; the language's integers are not).
    return read(.integer(Int64(bitPattern: value)), start, end)
  }

  private func percent(_ start: Int, _ whole: Int, _ end: Int) -> LiteralReading {
    guard let parts = decimal(start, whole, end).scaled(by: 10_000) else { return misread(.number, start, end + 1) }
    return read(.percent(partsPerMillion: parts), start, end + 1)
  }

  private func quantity(_ start: Int, _ whole: Int, _ unitStart: Int, _ end: Int) -> LiteralReading {
    let digits = decimal(start, whole, unitStart)
    let unit = text(unitStart, end)
    if let nanoseconds = Units.duration(unit) {
      guard let value = digits.scaled(by: nanoseconds) else { return misread(.number, start, end) }
      return read(.duration(.nanoseconds(value)), start, end)
    }
    if let bytes = Units.bytes(unit) {
      guard let value = digits.scaled(by: bytes) else { return misread(.number, start, end) }
      return read(.byteCount(value), start, end)
    }
    return misread(.unit, start, end)
  }

  static func isDigitOrGap(_ byte: UInt8) -> Bool { isDigit(byte) || byte == UInt8(ascii: "_") }
}

extension Lexer {
  func badHexadecimal(_ token: SourceRange) -> Diagnostic {
    let digits = digits(token.lower + 2, token.upper)
    let bad = digits.isEmpty || digits.contains { !$0.isHexDigit }
    return Diagnostic(
      .badNumber,
      bad ? "`\(source.text(token))` is no hexadecimal number" : "`\(source.text(token))` needs more than 64 bits",
      at: token, label: bad ? "`0x` and the digits 0-9 and a-f" : "write long values as bytes: `x\"…\"`")
  }

  func unknownUnit(_ token: SourceRange) -> Diagnostic {
    let start = endOfDigits(scan(token.lower, while: Self.isDigitOrGap))
    let unit = text(start, token.upper)
    return Diagnostic(
      .unknownUnit, "`\(unit)` is no unit", at: range(start, token.upper), label: Units.advice(unit),
      notes: ["durations: ns us ms s m h", "sizes: B kB KiB MB MiB GB GiB", "shares: %"])
  }

  func tooLarge(_ token: SourceRange) -> Diagnostic {
    Diagnostic(
      .badNumber, "`\(source.text(token))` is too large", at: token,
      label: "the largest integer is 9223372036854775807")
  }
}

/// Digits before and behind the point, kept as written so that scaling is exact.
struct Decimal {
  var whole: String
  var fraction: String?

  var text: String { fraction.map { "\(whole).\($0)" } ?? whole }

  /// The number times `factor`, rounded towards zero; nil beyond 64 bits.
  func scaled(by factor: Int64) -> Int64? {
    guard let integer = Int64(whole) else { return nil }
    var (total, overflow) = integer.multipliedReportingOverflow(by: factor)
    var unit = factor
    for digit in (fraction ?? "").utf8 where !overflow {
      unit /= 10
      (total, overflow) = total.addingReportingOverflow(unit * Int64(digit - 0x30))
    }
    return overflow ? nil : total
  }
}
