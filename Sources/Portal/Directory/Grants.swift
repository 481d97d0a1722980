import Base

// What may be reached, and by whom.

extension Directory {
  /// What a group may reach, and under which conditions: all of them.
  package struct Policy: Hashable, Codable, Sendable {
    package var id: PolicyID
    package var group: GroupID
    package var resource: ResourceID
    package var isEnabled: Bool
    package var conditions: [Condition]
    /// When the grant ends by itself: our own, the original knows conditions only.
    package var expiresAt: UnixTime?

    package init(
      id: PolicyID, group: GroupID, resource: ResourceID, isEnabled: Bool = true, conditions: [Condition] = [],
      expiresAt: UnixTime? = nil
    ) {
      self.id = id
      self.group = group
      self.resource = resource
      self.isEnabled = isEnabled
      self.conditions = conditions
      self.expiresAt = expiresAt
    }

    /// Whether time alone can change what it grants.
    var dependsOnTime: Bool {
      expiresAt != nil || conditions.contains { if case .currentUTCDatetime = $0 { true } else { false } }
    }
  }

  /// Something to be reached behind the gateways of its sites.
  package struct Resource: Hashable, Codable, Sendable {
    package var id: ResourceID
    package var name: String
    package var target: Target
    package var addressDescription: String?
    package var sites: [SiteID]
    package var filters: [Filter]

    package enum Target: Hashable, Codable, Sendable {
      case cidr(IPPrefix)
      case ip(IPAddress)
      case dns(pattern: String, stack: IPStack)
      case internet
    }

    package init(
      id: ResourceID, name: String, target: Target, addressDescription: String? = nil, sites: [SiteID],
      filters: [Filter] = []
    ) {
      self.id = id
      self.name = name
      self.target = target
      self.addressDescription = addressDescription
      self.sites = sites
      self.filters = filters
    }
  }
}
