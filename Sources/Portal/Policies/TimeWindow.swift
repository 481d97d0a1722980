import Base

/// When on one day of the week access is granted: `<day>/<ranges>/<time zone>`, `M/08:00-12:00,13:00-17:30/Europe/Berlin`.
///
/// Ranges that touch or overlap are one. `true` in the place of ranges is the whole day.
package struct TimeWindow: Hashable, Sendable {
  package let day: Day
  /// Seconds of the local day, in ascending order; an end is not inside.
  package let ranges: [Range<Int>]
  package let zone: TimeZone

  package enum Day: Int, Hashable, Sendable, CaseIterable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    /// `M T W R F S U`
    package init?(letter: some StringProtocol) {
      guard letter.utf8.count == 1, let at = Array("MTWRFSU".utf8).firstIndex(of: letter.utf8.first ?? 0) else {
        return nil
      }
      self.init(rawValue: at)
    }
  }

  package init(day: Day, ranges: [Range<Int>], zone: TimeZone) {
    self.day = day
    self.zone = zone
    self.ranges = Self.merged(ranges)
  }

  package init(_ text: String) throws(ConditionError) {
    let parts = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { throw .value(text) }
    guard let day = Day(letter: parts[0]) else { throw .day(String(parts[0])) }
    guard let zone = TimeZone(String(parts[2])) else { throw .timeZone(String(parts[2])) }
    var ranges: [Range<Int>] = []
    if parts[1] == "true" {
      ranges = [0..<86_400]
    } else {
      for part in parts[1].split(separator: ",", omittingEmptySubsequences: false) {
        guard let range = Self.range(part) else { throw .timeRange(String(part)) }
        ranges.append(range)
      }
    }
    self.init(day: day, ranges: ranges, zone: zone)
  }

  /// When the range that `time` lies in ends; nil if it lies in none.
  package func end(at time: UnixTime) -> UnixTime? {
    let offset = zone.offset(at: time)
    let local = time.flooredSeconds + Int64(offset)
    let (days, second) = (local.floored(by: 86_400), Int(local - local.floored(by: 86_400) * 86_400))
    // 1970-01-01 was a Thursday.
    guard Int((days + 3) - (days + 3).floored(by: 7) * 7) == day.rawValue else { return nil }
    guard let range = ranges.first(where: { $0.contains(second) }) else { return nil }
    return UnixTime(seconds: days * 86_400 + Int64(range.upperBound) - Int64(offset))
  }

  private static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var merged: [Range<Int>] = []
    for range in ranges.sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }) {
      if let last = merged.last, range.lowerBound <= last.upperBound {
        merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    return merged
  }

  private static func range(_ text: Substring) -> Range<Int>? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(second)
    guard ends.count == 2, let start = ends[0], let end = ends[1], start < end else { return nil }
    // The last second of a day is the day's end.
    return start..<(end == 86_399 ? 86_400 : end)
  }

  private static func second(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), parts.allSatisfy({ $0.utf8.count == 2 }) else { return nil }
    let numbers = parts.compactMap { UInt8($0) }.map(Int.init)
    guard numbers.count == parts.count, numbers[0] < 24, numbers[1] < 60, numbers.last ?? 0 < 60 else { return nil }
    return numbers[0] * 3600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)
  }
}

extension UnixTime {
  var flooredSeconds: Int64 { nanoseconds.floored(by: 1_000_000_000) }
}

extension Int64 {
  func floored(by divisor: Int64) -> Int64 { (self - (self % divisor + divisor) % divisor) / divisor }
}
