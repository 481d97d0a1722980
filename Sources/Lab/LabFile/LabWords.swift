import Base
import Portal

// Values as a lab file writes them.

extension Duration {
  private static let units: [(suffix: String, nanoseconds: Int64)] = [
    ("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000),
    ("h", 3_600_000_000_000), ("d", 86_400_000_000_000),
  ]

  /// `25ms`, `1.5s`, `1h30m`.
  init?(labText text: String) {
    var rest = text[...]
    var total: Int64 = 0
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let number = rest.prefix { $0.isNumber || $0 == "." }
      rest = rest.dropFirst(number.count)
      let unit = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(unit.count)
      guard let scale = Self.units.first(where: { $0.suffix == unit }), let value = Double(number), number.count < 16
      else { return nil }
      let part = (value * Double(scale.nanoseconds)).rounded()
      guard part < 4e18, total <= Int64.max - Int64(part) else { return nil }
      total += Int64(part)
    }
    self = .nanoseconds(total)
  }
}

extension Filter {
  /// `tcp`, `tcp 443`, `udp 8000-8100`, `icmp`: as it is printed.
  package init?(text: String) {
    let words = text.split(separator: " ")
    guard let transport = words.first, words.count <= 2 else { return nil }
    if transport == "icmp" {
      guard words.count == 1 else { return nil }
      self = .icmp
      return
    }
    let ends =
      words.count == 2 ? words[1].split(separator: "-", omittingEmptySubsequences: false).map { UInt16($0) } : []
    guard ends.count <= 2, let first = words.count == 1 ? 0 : ends[0],
      let last = words.count == 1 ? .max : ends.last ?? nil,
      first <= last
    else { return nil }
    switch transport {
    case "tcp": self = .tcp(first...last)
    case "udp": self = .udp(first...last)
    default: return nil
    }
  }
}

extension DirectoryError {
  var labFileKind: LabFileProblem.Kind { if case .reserved = self { .reserved } else { .badValue } }
}

extension UnixTime {
  /// RFC 3339 in UTC and whole seconds: `2026-01-31T12:00:00Z`.
  package init?(date text: String) {
    let parts = text.split { "-T:Z".contains($0) }.map { Int64($0) }
    guard text.utf8.count == 20, text.hasSuffix("Z"), parts.count == 6 else { return nil }
    let numbers = parts.compactMap(\.self)
    // Years beyond reach nanoseconds that 64 bits do not hold.
    guard numbers.count == 6, (1970...2200).contains(numbers[0]), numbers.dropFirst().allSatisfy({ $0 < 100 }) else {
      return nil
    }
    let days = Self.days(year: numbers[0], month: numbers[1], day: numbers[2])
    self.init(seconds: days * 86_400 + numbers[3] * 3600 + numbers[4] * 60 + numbers[5])
    // What is no date reads back as another.
    guard date == text else { return nil }
  }

  /// Days since 1970, in eras of 400 years whose years begin in March.
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let (era, ofEra) = (shifted / 400, shifted % 400)
    let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
  }
}

extension Fact {
  /// Millionths as per cent, without trailing zeros.
  package static func percent(_ partsPerMillion: UInt32) -> String {
    let (whole, rest) = (partsPerMillion / 10_000, partsPerMillion % 10_000)
    guard rest > 0 else { return "\(whole)%" }
    var digits = String(rest + 10_000).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    return "\(whole).\(digits)%"
  }
}
