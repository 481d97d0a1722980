import Base

/// ```
/// cidr      id address name address_description gateway_groups filters
/// dns       id address name address_description gateway_groups filters ip_stack
/// internet  id gateway_groups can_be_disabled
/// ```
extension ClientResource: Codable {
  private enum CodingKeys: String, CodingKey {
    case type, id, address, name, filters
    case addressDescription = "address_description"
    case sites = "gateway_groups"
    case laterSites = "sites"
    case stack = "ip_stack"
    case canBeDisabled = "can_be_disabled"
  }
  private enum Kind: String, WireWord {
    case cidr, dns, internet
    static var wireName: String { "type of resource" }
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let kind = try container.decode(Kind.self, forKey: .type)
    id = try container.decode(ResourceID.self, forKey: .id)
    // Later portals say `sites`.
    let sitesKey: CodingKeys = container.contains(.sites) || !container.contains(.laterSites) ? .sites : .laterSites
    sites = try container.decode([SiteReference].self, forKey: sitesKey)
    filters = try container.decodeIfPresent([Filter].self, forKey: .filters) ?? []
    addressDescription = try container.decodeIfPresent(String.self, forKey: .addressDescription)
    switch kind {
    case .internet:
      name = Self.internetName
      target = .internet
      return
    case .cidr:
      target = .cidr(try container.decode(IPPrefix.self, forKey: .address))
    case .dns:
      let pattern = try container.decode(String.self, forKey: .address)
      target = .dns(pattern: pattern, stack: try container.decodeIfPresent(IPStack.self, forKey: .stack) ?? .dual)
    }
    name = try container.decode(String.self, forKey: .name)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(sites, forKey: .sites)
    switch target {
    case .internet:
      try container.encode(Kind.internet, forKey: .type)
      try container.encode(true, forKey: .canBeDisabled)
      return
    case .cidr(let network):
      try container.encode(Kind.cidr, forKey: .type)
      try container.encode(network, forKey: .address)
    case .dns(let pattern, let stack):
      try container.encode(Kind.dns, forKey: .type)
      try container.encode(pattern, forKey: .address)
      try container.encode(stack, forKey: .stack)
    }
    try container.encode(name, forKey: .name)
    try container.encode(addressDescription, forKey: .addressDescription)
    try container.encode(filters, forKey: .filters)
  }
}
