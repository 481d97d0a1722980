extension UnixTime {
  /// RFC 3339 with as many digits of the second as there are: `2026-01-01T00:00:00.25Z`.
  package var date: String {
    let (second, nanoseconds) = Self.floored(nanoseconds, 1_000_000_000)
    let (day, rest) = Self.floored(second, 86_400)
    let (year, month, dayOfMonth) = Self.civil(day)
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    var fraction = String("\(nanoseconds + 1_000_000_000)".dropFirst())
    while fraction.last == "0" { fraction.removeLast() }
    return "\(year)-\(two(month))-\(two(dayOfMonth))T\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))"
      + (fraction.isEmpty ? "" : ".\(fraction)") + "Z"
  }

  private static func floored(_ number: Int64, _ divisor: Int64) -> (quotient: Int64, rest: Int64) {
    let rest = number % divisor
    return rest < 0 ? (number / divisor - 1, rest + divisor) : (number / divisor, rest)
  }

  /// Year, month and day of the Gregorian calendar, from days since 1970: counted in eras of 400 years (146,097 days)
  /// whose years begin in March, so that a leap day is the last of its year. 64 bits of nanoseconds reach from 1677 to
  /// 2262.
  private static func civil(_ day: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let (era, ofEra) = floored(day + 719_468, 146_097)
    let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let march = (5 * ofYear + 2) / 153
    let month = march < 10 ? march + 3 : march - 9
    return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, ofYear - (153 * march + 2) / 5 + 1)
  }
}
