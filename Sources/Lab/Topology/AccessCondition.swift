import Base

/// What must hold for a policy to grant anything, written as on the wire: a property, an operator and values, such as
/// `remote_ip is_in_cidr 203.0.113.0/24`.
package enum AccessCondition: Hashable, Sendable {
  /// ISO 3166 country codes.
  case region(isIn: Bool, [String])
  case remoteIP(isIn: Bool, [IPPrefix])
  case provider(isIn: Bool, [String])
  /// False always holds.
  case clientVerified(Bool)
  case time([WeeklyTime])

  package enum Property: String, CaseIterable, Sendable {
    case region = "remote_ip_location_region"
    case remoteIP = "remote_ip"
    case provider = "provider_id"
    case clientVerified = "client_verified"
    case time = "current_utc_datetime"

    package var operators: [String] {
      switch self {
      case .region, .provider: ["is_in", "is_not_in"]
      case .remoteIP: ["is_in_cidr", "is_not_in_cidr"]
      case .clientVerified: ["is"]
      case .time: ["is_in_day_of_week_time_ranges"]
      }
    }

    package var example: String {
      switch self {
      case .region: "remote_ip_location_region is_in DE,FR"
      case .remoteIP: "remote_ip is_in_cidr 203.0.113.0/24"
      case .provider: "provider_id is_in google"
      case .clientVerified: "client_verified is true"
      case .time: "current_utc_datetime is_in_day_of_week_time_ranges M/09:00-17:00/UTC"
      }
    }
  }
}

/// Hours of one day of the week: `M/09:00-12:00,13:00-17:00/UTC`, `U/true/UTC` for a whole day.
package struct WeeklyTime: Hashable, Sendable {
  /// Monday to Sunday, as the portal writes them.
  package static let days = ["M", "T", "W", "R", "F", "S", "U"]

  package var day: String
  /// Seconds of the day, in order.
  package var ranges: [Range<Int>]
  package var zone: String
}

/// Why a condition cannot be read.
package struct AccessConditionProblem: Error, Hashable, Sendable {
  package let word: String
  package let message: String
  /// What could stand there.
  package var known: [String]?
  package var example = ""
}

extension AccessCondition {
  package init(_ text: String) throws(AccessConditionProblem) {
    let words = text.split(separator: " ", maxSplits: 2).map(String.init)
    let properties = Property.allCases.map(\.rawValue)
    guard let first = words.first, let property = Property(rawValue: first) else {
      throw AccessConditionProblem(
        word: words.first ?? "", message: "`\(words.first ?? "")` is not a property of conditions", known: properties)
    }
    guard words.count > 1, property.operators.contains(words[1]) else {
      let word = words.count > 1 ? words[1] : ""
      throw AccessConditionProblem(
        word: word, message: "`\(first)` has no operator `\(word)`", known: property.operators,
        example: property.example)
    }
    let values = words.count > 2 ? Self.values(words[2], property) : []
    guard !values.isEmpty, let condition = Self.condition(property, words[1], values) else {
      throw AccessConditionProblem(
        word: words.count > 2 ? words[2] : "", message: "`\(words.dropFirst(2).first ?? "")` is nothing for `\(first)`",
        example: property.example)
    }
    self = condition
  }

  /// Values stand between spaces, or commas where a value has none itself.
  private static func values(_ text: String, _ property: Property) -> [String] {
    text.split { $0 == " " || (property != .time && $0 == ",") }.map(String.init)
  }

  private static func condition(_ property: Property, _ word: String, _ values: [String]) -> AccessCondition? {
    let isIn = !word.contains("not")
    switch property {
    case .region:
      let codes = values.compactMap(region)
      return codes.count == values.count ? .region(isIn: isIn, codes) : nil
    case .remoteIP:
      let networks = values.compactMap { IPPrefix($0) ?? IPAddress($0).map { IPPrefix(host: $0) } }
      return networks.count == values.count ? .remoteIP(isIn: isIn, networks) : nil
    case .provider: return .provider(isIn: isIn, values)
    case .clientVerified:
      guard values.count == 1, ["true", "false"].contains(values[0]) else { return nil }
      return .clientVerified(values[0] == "true")
    case .time:
      let times = values.compactMap { WeeklyTime($0) }
      return times.count == values.count ? .time(times) : nil
    }
  }

  package static func region(_ text: String) -> String? {
    text.count == 2 && text.allSatisfy { $0.isASCII && $0.isUppercase } ? text : nil
  }
}

extension AccessCondition: CustomStringConvertible {
  package var description: String {
    switch self {
    case .region(let isIn, let codes): "remote_ip_location_region \(isIn ? "is_in" : "is_not_in") \(list(codes))"
    case .remoteIP(let isIn, let networks):
      "remote_ip \(isIn ? "is_in_cidr" : "is_not_in_cidr") \(list(networks.map(\.description)))"
    case .provider(let isIn, let names): "provider_id \(isIn ? "is_in" : "is_not_in") \(list(names))"
    case .clientVerified(let isVerified): "client_verified is \(isVerified)"
    case .time(let times):
      "current_utc_datetime is_in_day_of_week_time_ranges " + times.map(\.description).joined(separator: " ")
    }
  }

  private func list(_ words: [String]) -> String { words.joined(separator: ",") }
}

extension WeeklyTime: CustomStringConvertible {
  static let day = 86_400

  /// Time zones are those of fixed offset zero: the lab's calendar knows no other.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 2).map(String.init)
    guard parts.count == 3, Self.days.contains(parts[0]), ["UTC", "Etc/UTC"].contains(parts[2]) else { return nil }
    let ranges = parts[1] == "true" ? [0..<Self.day] : parts[1].split(separator: ",").compactMap { Self.range($0) }
    guard parts[1] == "true" || ranges.count == parts[1].split(separator: ",").count, !ranges.isEmpty else { return nil }
    self.init(day: parts[0], ranges: ranges.sorted { $0.lowerBound < $1.lowerBound }, zone: parts[2])
  }

  private static func range(_ text: Substring) -> Range<Int>? {
    let ends = text.split(separator: "-").compactMap { second($0) }
    return ends.count == 2 && ends[0] < ends[1] ? ends[0]..<ends[1] : nil
  }

  /// `HH:MM` or `HH:MM:SS`.
  private static func second(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":").map { $0.count == 2 ? Int($0) : nil }
    guard (2...3).contains(parts.count), let hour = parts[0], let minute = parts[1] else { return nil }
    guard let second = parts.count == 3 ? parts[2] : 0 else { return nil }
    guard (0..<24).contains(hour), (0..<60).contains(minute), (0..<60).contains(second) else { return nil }
    return hour * 3600 + minute * 60 + second
  }

  package var description: String {
    let isWholeDay = ranges == [0..<Self.day]
    let hours = isWholeDay ? "true" : ranges.map { "\(Self.clock($0.lowerBound))-\(Self.clock($0.upperBound))" }
      .joined(separator: ",")
    return "\(day)/\(hours)/\(zone)"
  }

  private static func clock(_ second: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let rest = second % 60 == 0 ? "" : ":" + two(second % 60)
    return "\(two(second / 3600)):\(two(second / 60 % 60))\(rest)"
  }
}
