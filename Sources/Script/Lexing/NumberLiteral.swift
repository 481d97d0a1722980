import Base

extension Lexer {
  /// ```
  /// number  = "0x" hexdigits | digits [ "." digits ] [ unit ]      ("_" between digits)
  /// unit    = "ns" | "us" | "µs" | "ms" | "s" | "m" | "h"
  ///         | "B" | "kB" | "KB" | "KiB" | "MB" | "MiB" | "GB" | "GiB" | "%"
  /// ```
  func number(at start: Int) -> Token? {
    guard let first = byte(start), Self.isDigit(first) else { return nil }
    if matches("0x", at: start) || matches("0X", at: start) { return hexadecimal(at: start) }
    let whole = scan(start, while: Self.isDigitOrGap)
    var end = whole
    if byte(whole) == UInt8(ascii: "."), byte(whole + 1).map(Self.isDigit) ?? false {
      end = scan(whole + 1, while: Self.isDigitOrGap)
      if byte(end) == UInt8(ascii: "."), byte(end + 1).map(Self.isDigit) ?? false {
        let upper = scan(end) { Self.isDigit($0) || $0 == UInt8(ascii: ".") }
        return invalid(start, upper, badV4(start, upper))
      }
    }
    let digits = Decimal(
      whole: digits(start, whole), fraction: end > whole ? digits(whole + 1, end) : nil)
    if byte(end) == UInt8(ascii: "%") { return percent(digits, start, end + 1) }
    let unit = scan(end) { Self.isLetter($0) || $0 >= 0x80 }
    return unit > end ? quantity(digits, start, end, scan(unit, while: Self.isNameByte)) : plain(digits, start, end)
  }

  /// Digits without the gaps that make them easier to read.
  private func digits(_ lower: Int, _ upper: Int) -> String {
    let text = text(lower, upper)
    return text.utf8.contains(UInt8(ascii: "_")) ? text.filter { $0 != "_" } : text
  }

  private func hexadecimal(at start: Int) -> Token {
    let end = scan(start + 2, while: Self.isNameByte)
    let digits = text(start + 2, end).filter { $0 != "_" }
    guard !digits.isEmpty, let value = UInt64(digits, radix: 16) else {
      let bad = digits.isEmpty || digits.contains { !$0.isHexDigit }
      return invalid(
        start, end,
        Diagnostic(
          .badNumber,
          bad ? "`\(text(start, end))` is no hexadecimal number" : "`\(text(start, end))` needs more than 64 bits",
          at: range(start, end), label: bad ? "`0x` and the digits 0-9 and a-f" : "write long values as bytes: `x\"…\"`"
        ))
    }
    // A full 64-bit pattern keeps its bits (RFC fields are unsigned; the language's integers are not).
    return Token(kind: .literal(.integer(Int64(bitPattern: value))), range: range(start, end))
  }

  private func plain(_ digits: Decimal, _ start: Int, _ end: Int) -> Token {
    if digits.fraction != nil, let number = Double(digits.text) {
      return Token(kind: .literal(.number(number)), range: range(start, end))
    }
    guard let value = Int64(digits.whole) else { return tooLarge(start, end) }
    return Token(kind: .literal(.integer(value)), range: range(start, end))
  }

  private func percent(_ digits: Decimal, _ start: Int, _ end: Int) -> Token {
    guard let parts = digits.scaled(by: 10_000) else { return tooLarge(start, end) }
    return Token(kind: .literal(.percent(partsPerMillion: parts)), range: range(start, end))
  }

  private func quantity(_ digits: Decimal, _ start: Int, _ unitStart: Int, _ end: Int) -> Token {
    let unit = text(unitStart, end)
    if let nanoseconds = Units.duration(unit) {
      guard let value = digits.scaled(by: nanoseconds) else { return tooLarge(start, end) }
      return Token(kind: .literal(.duration(.nanoseconds(value))), range: range(start, end))
    }
    if let bytes = Units.bytes(unit) {
      guard let value = digits.scaled(by: bytes) else { return tooLarge(start, end) }
      return Token(kind: .literal(.byteCount(value)), range: range(start, end))
    }
    return invalid(
      start, end,
      Diagnostic(
        .unknownUnit, "`\(unit)` is no unit", at: range(unitStart, end), label: Units.advice(unit),
        notes: ["durations: ns us ms s m h", "sizes: B kB KiB MB MiB GB GiB", "shares: %"]))
  }

  private func tooLarge(_ start: Int, _ end: Int) -> Token {
    invalid(
      start, end,
      Diagnostic(
        .badNumber, "`\(text(start, end))` is too large", at: range(start, end),
        label: "the largest integer is 9223372036854775807"))
  }

  static func isDigitOrGap(_ byte: UInt8) -> Bool { isDigit(byte) || byte == UInt8(ascii: "_") }
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
