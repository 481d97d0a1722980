import Base

/// One condition of a policy: a property, an operator and its values.
package enum Condition: Hashable, Sendable {
  /// `remote_ip_location_region`: ISO country codes. An unknown region is in none.
  case remoteIPLocationRegion(Membership, [String])
  /// `remote_ip`: addresses and networks. An unknown address is in none.
  case remoteIP(Membership, [IPPrefix])
  /// `provider_id`: by whom the token's owner was recognised; service accounts by nobody.
  case providerID(Membership, [ProviderID])
  /// `client_verified`: false asks for nothing.
  case clientVerified(Bool)
  /// `current_utc_datetime`: one of these, and until its end.
  case currentUTCDatetime([TimeWindow])

  /// `is_in` and `is_not_in`; `is_in_cidr` and `is_not_in_cidr`.
  package enum Membership: Hashable, Sendable {
    case isIn, isNotIn

    fileprivate func holds(_ contains: Bool) -> Bool { (self == .isIn) == contains }
  }

  /// Whether the condition holds, and until when if time alone ends it.
  enum Verdict: Hashable, Sendable {
    case holds(until: UnixTime?)
    case violated
  }

  var property: FlowCreationFailed.ViolatedProperty {
    switch self {
    case .remoteIPLocationRegion: .remoteIPLocationRegion
    case .remoteIP: .remoteIP
    case .providerID: .providerID
    case .clientVerified: .clientVerified
    case .currentUTCDatetime: .currentUTCDatetime
    }
  }

  func verdict(_ asker: Asker) -> Verdict {
    switch self {
    case .remoteIPLocationRegion(let membership, let regions):
      Self.verdict(membership.holds(asker.region.map(regions.contains) ?? false))
    case .remoteIP(let membership, let networks):
      Self.verdict(membership.holds(asker.remoteIP.map { ip in networks.contains { $0.contains(ip) } } ?? false))
    case .providerID(let membership, let providers):
      Self.verdict(membership.holds(asker.provider.map(providers.contains) ?? false))
    case .clientVerified(let required): Self.verdict(!required || asker.isVerified)
    case .currentUTCDatetime(let windows):
      windows.compactMap { $0.end(at: asker.time) }.max().map { .holds(until: $0) } ?? .violated
    }
  }

  private static func verdict(_ holds: Bool) -> Verdict { holds ? .holds(until: nil) : .violated }
}

/// What conditions look at: as it was when the client connected, and the time.
struct Asker: Sendable {
  var time: UnixTime
  var remoteIP: IPAddress?
  var region: String?
  var provider: ProviderID?
  var isVerified: Bool
}

extension Condition {
  /// Reads a condition as the portal's database and its API spell it.
  ///
  /// - Parameter property: `remote_ip`; `operator`: `is_in_cidr`; `values`: `["10.0.0.0/8"]`.
  package init(property: String, operator word: String, values: [String]) throws(ConditionError) {
    switch (property, word) {
    case ("remote_ip_location_region", "is_in"), ("remote_ip_location_region", "is_not_in"):
      let regions = try Self.read(values) { $0.utf8.count == 2 ? $0.uppercased() : nil }
      self = .remoteIPLocationRegion(Self.membership(word), regions)
    case ("remote_ip", "is_in_cidr"), ("remote_ip", "is_not_in_cidr"):
      let networks = try Self.read(values) { IPPrefix($0) ?? IPAddress($0).map { IPPrefix(host: $0) } }
      self = .remoteIP(Self.membership(word), networks)
    case ("provider_id", "is_in"), ("provider_id", "is_not_in"):
      self = .providerID(Self.membership(word), try Self.read(values) { ProviderID($0) })
    case ("client_verified", "is"): self = .clientVerified(values == ["true"])
    case ("current_utc_datetime", "is_in_day_of_week_time_ranges"):
      var windows: [TimeWindow] = []
      for value in values { windows.append(try TimeWindow(value)) }
      self = .currentUTCDatetime(windows)
    default: throw .unknown(property: property, operator: word)
    }
  }

  private static func membership(_ word: String) -> Membership { word.contains("not") ? .isNotIn : .isIn }

  private static func read<Value>(_ values: [String], _ value: (String) -> Value?) throws(ConditionError) -> [Value] {
    var read: [Value] = []
    for text in values {
      guard let value = value(text) else { throw .value(text) }
      read.append(value)
    }
    return read
  }
}

/// Why a text is no condition.
package enum ConditionError: Error, Hashable, Sendable {
  case unknown(property: String, operator: String)
  case value(String)
  /// A day is one of `M T W R F S U`.
  case day(String)
  /// `HH:MM[:SS]-HH:MM[:SS]`, the first before the second.
  case timeRange(String)
  /// None of those that we know.
  case timeZone(String)
}

extension ConditionError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unknown(let property, let word): "no condition asks whether \(property) \(word)"
    case .value(let text): "\"\(text)\" is no value of this condition"
    case .day(let text): "\"\(text)\" is no day: M T W R F S U"
    case .timeRange(let text): "\"\(text)\" is no time range: 08:00-17:30"
    case .timeZone(let text): "\"\(text)\" is no time zone that is known here"
    }
  }
}
