/// How long a tick of a capture's clock is: if_tsresol (draft-ietf-opsawg-pcapng, section 4.2).
///
/// ```
/// | 0 | n: 10 to the power of -n seconds |
/// | 1 | n: 2 to the power of -n seconds  |
/// ```
package struct TimeResolution: Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// What counts where a file says nothing.
  package static let microseconds = TimeResolution(rawValue: 6)
  package static let nanoseconds = TimeResolution(rawValue: 9)

  /// Rounded down; nil beyond 64 bits.
  func nanoseconds(_ ticks: UInt64) -> UInt64? {
    let exponent = Int(rawValue & 0x7f)
    if rawValue & 0x80 != 0 { return Self.scaled(ticks, downBy: exponent) }
    if exponent <= 9 {
      let (product, overflow) = ticks.multipliedReportingOverflow(by: Self.power(9 - exponent))
      return overflow ? nil : product
    }
    // 10 to the power of 20 has more than 64 bits.
    return exponent - 9 > 19 ? 0 : ticks / Self.power(exponent - 9)
  }

  /// `ticks` · 10⁹ / 2 to the power of `bits`.
  private static func scaled(_ ticks: UInt64, downBy bits: Int) -> UInt64? {
    let (high, low) = ticks.multipliedFullWidth(by: 1_000_000_000)
    if bits >= 64 { return high >> UInt64(bits - 64) }
    guard bits > 0 else { return high == 0 ? low : nil }
    return high >> UInt64(bits) == 0 ? high << UInt64(64 - bits) | low >> UInt64(bits) : nil
  }

  private static func power(_ exponent: Int) -> UInt64 { (0..<exponent).reduce(1) { power, _ in power &* 10 } }
}
