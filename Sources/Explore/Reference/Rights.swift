import Base

/// Who may reach what, as the documents say it: resources, policies, groups, tokens. Knows no portal and no machine.
struct Rights: Equatable, Sendable {
  var resources = SortedTable<String, Holding>()
  var policies: [Clause] = []
  /// Actors by group; everybody is a member of `everyone` without being listed.
  var groups = SortedTable<String, [String]>()
  var clients = SortedTable<String, Device>()
  var disabledActors: [String] = []
  var isAccountDisabled = false
  static let everyone = "Everyone"

  /// What a resource is: where it leads, by which site, and what it lets through.
  struct Holding: Hashable, Sendable {
    var target: Target
    var sites: [String]
    var filters: [Opening] = []
  }

  enum Target: Hashable, Sendable {
    case network(IPPrefix)
    case name(String, families: [IPFamily])
    case internet
  }

  /// A kind of traffic that filters let through; without any, everything passes.
  enum Opening: Hashable, Sendable {
    case tcp(ClosedRange<UInt16>)
    case udp(ClosedRange<UInt16>)
    case icmp
  }

  /// A policy.
  struct Clause: Hashable, Sendable {
    var group: String
    var resource: String
    var isEnabled = true
    var end: Instant?
    var conditions: [Term] = []
  }

  /// A policy's condition.
  enum Term: Hashable, Sendable {
    case verified
    case regions([String])
    /// Since the lab's beginning; a time of day in UTC.
    case window(ClosedRange<Duration>)
    /// Any other: nobody foretells what it says.
    case unclear
  }

  /// A client, as far as rights depend on it.
  struct Device: Hashable, Sendable {
    var actor: String
    var region: String?
    var isVerified: Bool
    /// nil: deleted.
    var tokenEnd: Instant?
    /// The client's own switch.
    var usesInternet: Bool
  }
}

extension Rights {
  /// Whether the portal lets the client in at all.
  func admits(_ client: String, at time: Instant) -> Bool {
    guard let device = clients[client], !isAccountDisabled, !disabledActors.contains(device.actor) else { return false }
    return device.tokenEnd.map { $0 > time } ?? false
  }

  /// Whether some policy grants the resource to the client.
  ///
  /// - Parameter whenever: also at other times and under other conditions.
  func grants(_ resource: String, to client: String, at time: Instant, whenever: Bool = false) -> Bool {
    guard let device = clients[client] else { return false }
    return policies.contains { clause in
      clause.resource == resource && clause.isEnabled && isMember(device.actor, of: clause.group)
        && (whenever || clause.holds(for: device, at: time))
    }
  }

  private func isMember(_ actor: String, of group: String) -> Bool {
    group == Self.everyone || groups[group]?.contains(actor) ?? false
  }

  /// The resources that a client has, and may use as its own switches say.
  func held(by client: String, at time: Instant, whenever: Bool = false) -> [(name: String, holding: Holding)] {
    guard whenever || admits(client, at: time), let device = clients[client] else { return [] }
    return resources.compactMap { name, holding in
      if case .internet = holding.target, !device.usesInternet { return nil }
      return grants(name, to: client, at: time, whenever: whenever) ? (name, holding) : nil
    }
  }
}

extension Rights.Clause {
  fileprivate func holds(for device: Rights.Device, at time: Instant) -> Bool {
    if let end, end <= time { return false }
    return conditions.allSatisfy { term in
      switch term {
      case .verified: device.isVerified
      case .regions(let regions): device.region.map(regions.contains) ?? false
      case .window(let span): span.contains(time - .zero) && time - .zero < span.upperBound
      case .unclear: true
      }
    }
  }

  var isTimed: Bool {
    end != nil || conditions.contains { if case .window = $0 { true } else { false } }
  }

  /// When it ends by itself.
  var hour: Instant? {
    let ends = conditions.compactMap { term -> Instant? in
      if case .window(let span) = term { .zero + span.upperBound } else { nil }
    }
    return (ends + (end.map { [$0] } ?? [])).min()
  }
}

extension Rights.Holding {
  /// Whether the filters let such traffic through.
  func lets(_ traffic: Probe.Traffic) -> Bool {
    filters.isEmpty
      || filters.contains { opening in
        switch (opening, traffic) {
        case (.tcp(let ports), .tcp(let port)), (.udp(let ports), .udp(let port)): ports.contains(port)
        case (.icmp, .echo): true
        default: false
        }
      }
  }
}
