import Base
import Portal

/// What must hold for a policy to grant anything, written as on the wire: a property, an operator and values, such as
/// `remote_ip is_in_cidr 203.0.113.0/24`. Providers go by names.
package struct AccessCondition: Hashable, Sendable {
  package let property: Property
  package let word: String
  package let values: [String]

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

  package init(_ text: String) throws(AccessConditionProblem) {
    let words = text.split(separator: " ", maxSplits: 2).map(String.init)
    guard let first = words.first, let property = Property(rawValue: first) else {
      throw AccessConditionProblem(
        word: words.first ?? "", message: "`\(words.first ?? "")` is not a property of conditions",
        known: Property.allCases.map(\.rawValue))
    }
    guard words.count > 1, property.operators.contains(words[1]) else {
      let word = words.count > 1 ? words[1] : ""
      throw AccessConditionProblem(
        word: word, message: "`\(first)` has no operator `\(word)`", known: property.operators,
        example: property.example)
    }
    (self.property, word) = (property, words[1])
    values = words.count > 2 ? Self.values(words[2], property) : []
    do throws(ConditionError) { _ = try condition { _ in nil } } catch {
      throw AccessConditionProblem(
        word: words.count > 2 ? words[2] : "", message: error.description, example: property.example)
    }
  }

  /// Values stand between spaces, or commas where a value has none itself.
  private static func values(_ text: String, _ property: Property) -> [String] {
    text.split { $0 == " " || (property != .time && $0 == ",") }.map(String.init)
  }

  /// - Parameter provider: of a name; nil stands for any.
  package func condition(_ provider: (String) -> ProviderID?) throws(ConditionError) -> Condition {
    guard !values.isEmpty else { throw .value("") }
    guard property == .provider else {
      if property == .clientVerified, !["true", "false"].contains(values.joined()) { throw .value(values[0]) }
      return try Condition(property: property.rawValue, operator: word, values: values)
    }
    return .providerID(word == "is_in" ? .isIn : .isNotIn, values.compactMap(provider))
  }
}

/// Why a condition cannot be read.
package struct AccessConditionProblem: Error, Hashable, Sendable {
  package let word: String
  package let message: String
  /// What could stand there.
  package var known: [String]?
  package var example = ""
}

extension AccessCondition: CustomStringConvertible {
  package var description: String {
    "\(property.rawValue) \(word) " + values.joined(separator: property == .time ? " " : ",")
  }
}
