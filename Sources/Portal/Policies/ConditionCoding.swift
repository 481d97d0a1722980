import Base

// Conditions and time windows as the portal's database and its API spell them: what is written reads back.

extension Condition: Codable {
  private enum CodingKeys: String, CodingKey {
    case property
    case word = "operator"
    case values
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      property: container.decode(String.self, forKey: .property),
      operator: container.decode(String.self, forKey: .word),
      values: container.decode([String].self, forKey: .values))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    let (property, word, values) = spelling
    try container.encode(property, forKey: .property)
    try container.encode(word, forKey: .word)
    try container.encode(values, forKey: .values)
  }

  private var spelling: (property: String, word: String, values: [String]) {
    switch self {
    case .remoteIPLocationRegion(let membership, let regions):
      ("remote_ip_location_region", membership == .isIn ? "is_in" : "is_not_in", regions)
    case .remoteIP(let membership, let networks):
      ("remote_ip", membership == .isIn ? "is_in_cidr" : "is_not_in_cidr", networks.map(\.description))
    case .providerID(let membership, let providers):
      ("provider_id", membership == .isIn ? "is_in" : "is_not_in", providers.map(\.description))
    case .clientVerified(let required): ("client_verified", "is", [required ? "true" : "false"])
    case .currentUTCDatetime(let windows):
      ("current_utc_datetime", "is_in_day_of_week_time_ranges", windows.map(\.description))
    }
  }
}

extension TimeWindow: CustomStringConvertible {
  /// `M/08:00:00-12:00:00,13:00:00-17:30:00/Europe/Berlin`
  package var description: String {
    let isWhole = ranges == [0..<86_400]
    let times = ranges.map { "\(Self.clock($0.lowerBound))-\(Self.clock($0.upperBound))" }
    return "\(day.letter)/\(isWhole ? "true" : times.joined(separator: ","))/\(zone.name)"
  }

  /// A day's end is its last second, as it is read.
  private static func clock(_ second: Int) -> String {
    let second = min(second, 86_399)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
  }
}

extension TimeWindow.Day {
  fileprivate var letter: String {
    switch self {
    case .monday: "M"
    case .tuesday: "T"
    case .wednesday: "W"
    case .thursday: "R"
    case .friday: "F"
    case .saturday: "S"
    case .sunday: "U"
    }
  }
}
