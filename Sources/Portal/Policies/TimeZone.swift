import Base

/// A time zone by its IANA name, from a short table of our own, or a fixed offset: `UTC`, `+05:30`.
///
/// The table holds today's rules and no history: summer time as the EU (Directive 2000/84/EC) and the USA (Energy Policy
/// Act of 2005) have it, and offsets that never change. Names that it lacks are refused where they are entered.
package struct TimeZone: Hashable, Sendable {
  package let name: String
  private let standard: Int
  private let summer: Summer

  private enum Summer: Sendable {
    case never
    /// From the last Sunday of March to the last of October, at 01:00 UTC everywhere.
    case european
    /// From the second Sunday of March to the first of November, at 02:00 by the clock.
    case american
  }

  package init?(_ name: String) {
    if let row = Self.table.first(where: { $0.0 == name }) {
      self.init(name, row.1 * 60, row.2)
    } else if let offset = Self.offset(name) {
      self.init(name, offset, .never)
    } else {
      return nil
    }
  }

  private init(_ name: String, _ standard: Int, _ summer: Summer) {
    self.name = name
    self.standard = standard
    self.summer = summer
  }

  package static var names: [String] { table.map(\.0) }

  /// Names and minutes east of Greenwich in winter.
  private static let table: [(String, Int, Summer)] = [
    ("UTC", 0, .never), ("Etc/UTC", 0, .never), ("GMT", 0, .never),
    ("Europe/London", 0, .european), ("Europe/Dublin", 0, .european), ("Europe/Lisbon", 0, .european),
    ("Europe/Berlin", 60, .european), ("Europe/Paris", 60, .european), ("Europe/Madrid", 60, .european),
    ("Europe/Rome", 60, .european), ("Europe/Amsterdam", 60, .european), ("Europe/Vienna", 60, .european),
    ("Europe/Zurich", 60, .european), ("Europe/Stockholm", 60, .european), ("Europe/Warsaw", 60, .european),
    ("Europe/Helsinki", 120, .european), ("Europe/Athens", 120, .european), ("Europe/Kyiv", 120, .european),
    ("Europe/Istanbul", 180, .never), ("Europe/Moscow", 180, .never),
    ("America/New_York", -300, .american), ("America/Toronto", -300, .american), ("America/Chicago", -360, .american),
    ("America/Denver", -420, .american), ("America/Phoenix", -420, .never), ("America/Los_Angeles", -480, .american),
    ("America/Anchorage", -540, .american), ("America/Mexico_City", -360, .never), ("America/Sao_Paulo", -180, .never),
    ("Pacific/Honolulu", -600, .never), ("Africa/Lagos", 60, .never), ("Africa/Johannesburg", 120, .never),
    ("Africa/Nairobi", 180, .never), ("Asia/Dubai", 240, .never), ("Asia/Karachi", 300, .never),
    ("Asia/Kolkata", 330, .never), ("Asia/Bangkok", 420, .never), ("Asia/Singapore", 480, .never),
    ("Asia/Shanghai", 480, .never), ("Asia/Hong_Kong", 480, .never), ("Asia/Tokyo", 540, .never),
    ("Asia/Seoul", 540, .never), ("Australia/Perth", 480, .never), ("Australia/Brisbane", 600, .never),
  ]

  /// `+05:30`, at most 14 hours either way.
  private static func offset(_ text: String) -> Int? {
    let utf8 = Array(text.utf8)
    guard utf8.count == 6, utf8[0] == UInt8(ascii: "+") || utf8[0] == UInt8(ascii: "-"), utf8[3] == UInt8(ascii: ":"),
      [1, 2, 4, 5].allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(utf8[$0]) }),
      let hours = Int(text.dropFirst().prefix(2)), let minutes = Int(text.suffix(2)), hours <= 14, minutes < 60
    else { return nil }
    return (utf8[0] == UInt8(ascii: "-") ? -1 : 1) * (hours * 3600 + minutes * 60)
  }

  /// Seconds east of Greenwich at a moment.
  package func offset(at time: UnixTime) -> Int {
    let seconds = time.flooredSeconds
    let isSummer: Bool =
      switch summer {
      case .never: false
      case .european:
        seconds >= Self.sunday(month: 3, ordinal: nil, seconds) + 3600
          && seconds < Self.sunday(month: 10, ordinal: nil, seconds) + 3600
      case .american:
        seconds >= Self.sunday(month: 3, ordinal: 2, seconds) + 7200 - Int64(standard)
          // The clock that shows 02:00 in November is the summer one.
          && seconds < Self.sunday(month: 11, ordinal: 1, seconds) + 3600 - Int64(standard)
      }
    return standard + (isSummer ? 3600 : 0)
  }

  /// Midnight UTC of a Sunday in the year of `seconds`: the first, the second, or the last of a month (nil).
  private static func sunday(month: Int, ordinal: Int?, _ seconds: Int64) -> Int64 {
    let year = Int(UnixTime(seconds: seconds).date.prefix(4)) ?? 1970
    func midnight(_ day: Int) -> Int64 { days(year, month, day) * 86_400 }
    let first = ordinal.map { ($0 - 1) * 7 + 1 } ?? 25
    // March and October have 31 days: their last Sunday is the first from the 25th on.
    let start = midnight(first)
    let weekday = (start / 86_400 + 4) - (start / 86_400 + 4).floored(by: 7) * 7
    return start + (7 - weekday) % 7 * 86_400
  }

  /// Days from 1970 of a Gregorian date, counted from 1 March so that leap days come last.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
    let y = month <= 2 ? year - 1 : year
    let march = (month + 9) % 12
    let ofYear = (153 * march + 2) / 5 + day - 1
    let era = y.quotientAndRemainder(dividingBy: 400)
    let ofEra = era.remainder * 365 + era.remainder / 4 - era.remainder / 100 + ofYear
    return Int64(era.quotient * 146_097 + ofEra - 719_468)
  }
}

extension TimeZone {
  package static func == (a: TimeZone, b: TimeZone) -> Bool { a.name == b.name }
  package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
