import Base

/// The client's tunnel addresses and how it resolves names: `interface` of `init` and of `config_changed`.
package struct ClientInterface: Hashable, Sendable {
  package var ipv4: IPv4Address
  package var ipv6: IPv6Address
  package var upstreamDNS: [UpstreamDNS]
  package var searchDomain: String?

  package init(
    ipv4: IPv4Address, ipv6: IPv6Address, upstreamDNS: [UpstreamDNS] = [], searchDomain: String? = nil
  ) {
    self.ipv4 = ipv4
    self.ipv6 = ipv6
    self.upstreamDNS = upstreamDNS
    self.searchDomain = searchDomain
  }
}

extension ClientInterface: Codable {
  private enum CodingKeys: String, CodingKey {
    case ipv4, ipv6
    case upstreamDNS = "upstream_dns"
    case searchDomain = "search_domain"
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    ipv4 = try container.decode(IPv4Address.self, forKey: .ipv4)
    ipv6 = try container.decode(IPv6Address.self, forKey: .ipv6)
    upstreamDNS = try container.decodeIfPresent([UpstreamDNS].self, forKey: .upstreamDNS) ?? []
    searchDomain = try container.decodeIfPresent(String.self, forKey: .searchDomain)
  }
}

/// A DNS server that the account prescribes. `ip_port` is the only protocol there is.
package struct UpstreamDNS: Hashable, Sendable {
  package var address: Endpoint

  package init(_ address: Endpoint) { self.address = address }
}

extension UpstreamDNS: Codable {
  private enum CodingKeys: String, CodingKey {
    case transport = "protocol"
    case address
  }
  private enum Transport: String, WireWord {
    case ipPort = "ip_port"
    static var wireName: String { "protocol of a DNS server" }
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    _ = try container.decode(Transport.self, forKey: .transport)
    address = try container.decode(Endpoint.self, forKey: .address)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Transport.ipPort, forKey: .transport)
    try container.encode(address, forKey: .address)
  }
}
