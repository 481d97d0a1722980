import Base

/// A resource as a client is told of it.
package struct ClientResource: Hashable, Sendable {
  package var id: ResourceID
  package var name: String
  package var target: Target
  package var addressDescription: String?
  package var sites: [SiteReference]
  package var filters: [Filter]

  package enum Target: Hashable, Sendable {
    case cidr(IPPrefix)
    case dns(pattern: String, stack: IPStack)
    case internet
  }

  package init(
    id: ResourceID, name: String, target: Target, addressDescription: String? = nil, sites: [SiteReference],
    filters: [Filter] = []
  ) {
    self.id = id
    self.name = name
    self.target = target
    self.addressDescription = addressDescription
    self.sites = sites
    self.filters = filters
  }

  /// The wire carries no name for the Internet.
  package static let internetName = "Internet Resource"
}

/// Which address families a name resolves to.
package enum IPStack: String, Hashable, Sendable, WireWord {
  case dual
  case ipv4Only = "ipv4_only"
  case ipv6Only = "ipv6_only"

  package static var wireName: String { "IP stack" }
}

/// A site as a resource names it.
package struct SiteReference: Hashable, Sendable, Codable {
  package var id: SiteID
  package var name: String

  package init(id: SiteID, name: String) {
    self.id = id
    self.name = name
  }
}
