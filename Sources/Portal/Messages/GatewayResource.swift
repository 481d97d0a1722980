import Base

/// A resource as a gateway is told of it: no sites, no description, and no way around an unknown type.
package struct GatewayResource: Hashable, Sendable {
  package var id: ResourceID
  package var target: Target
  package var filters: [Filter]

  package enum Target: Hashable, Sendable {
    case cidr(IPPrefix, name: String)
    case dns(pattern: String, name: String)
    case internet
  }

  package init(id: ResourceID, target: Target, filters: [Filter] = []) {
    self.id = id
    self.target = target
    self.filters = filters
  }
}

/// ```
/// cidr      id address name filters
/// dns       id address name filters
/// internet  id
/// ```
extension GatewayResource: Codable {
  private enum CodingKeys: String, CodingKey { case type, id, address, name, filters }
  private enum Kind: String, WireWord {
    case cidr, dns, internet
    static var wireName: String { "type of resource" }
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let kind = try container.decode(Kind.self, forKey: .type)
    id = try container.decode(ResourceID.self, forKey: .id)
    switch kind {
    case .internet:
      target = .internet
      filters = []
      return
    case .cidr:
      let network = try container.decode(IPPrefix.self, forKey: .address)
      target = .cidr(network, name: try container.decode(String.self, forKey: .name))
    case .dns:
      let pattern = try container.decode(String.self, forKey: .address)
      target = .dns(pattern: pattern, name: try container.decode(String.self, forKey: .name))
    }
    filters = try container.decode([Filter].self, forKey: .filters)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    switch target {
    case .internet:
      try container.encode(Kind.internet, forKey: .type)
      return
    case .cidr(let network, let name):
      try container.encode(Kind.cidr, forKey: .type)
      try container.encode(network, forKey: .address)
      try container.encode(name, forKey: .name)
    case .dns(let pattern, let name):
      try container.encode(Kind.dns, forKey: .type)
      try container.encode(pattern, forKey: .address)
      try container.encode(name, forKey: .name)
    }
    try container.encode(filters, forKey: .filters)
  }
}
