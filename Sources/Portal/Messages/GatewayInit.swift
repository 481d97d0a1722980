import Base

/// Everything that a gateway needs to begin, or to begin again.
package struct GatewayInit: Hashable, Sendable {
  package var interface: GatewayInterface
  package var config: GatewayConfig
  package var relays: RelayList
  package var accountSlug: String?
  package var authorizations: [AuthorizationEntry]

  package init(
    interface: GatewayInterface, config: GatewayConfig = GatewayConfig(), relays: RelayList = RelayList(),
    accountSlug: String? = nil, authorizations: [AuthorizationEntry] = []
  ) {
    self.interface = interface
    self.config = config
    self.relays = relays
    self.accountSlug = accountSlug
    self.authorizations = authorizations
  }
}

extension GatewayInit: Codable {
  private enum CodingKeys: String, CodingKey {
    case interface, config, relays, authorizations
    case accountSlug = "account_slug"
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    interface = try container.decode(GatewayInterface.self, forKey: .interface)
    config = try container.decode(GatewayConfig.self, forKey: .config)
    relays = try container.decodeIfPresent(RelayList.self, forKey: .relays) ?? RelayList()
    accountSlug = try container.decodeIfPresent(String.self, forKey: .accountSlug)
    authorizations = try container.decodeIfPresent([AuthorizationEntry].self, forKey: .authorizations) ?? []
  }
}

/// The gateway's tunnel addresses.
package struct GatewayInterface: Hashable, Sendable, Codable {
  package var ipv4: IPv4Address
  package var ipv6: IPv6Address

  package init(ipv4: IPv4Address, ipv6: IPv6Address) {
    self.ipv4 = ipv4
    self.ipv6 = ipv6
  }
}

/// Nobody reads it, and the decoders of real gateways fail without it.
package struct GatewayConfig: Hashable, Sendable, Codable {
  package var ipv4MasqueradeEnabled = true
  package var ipv6MasqueradeEnabled = true

  package init() {}

  private enum CodingKeys: String, CodingKey {
    case ipv4MasqueradeEnabled = "ipv4_masquerade_enabled"
    case ipv6MasqueradeEnabled = "ipv6_masquerade_enabled"
  }
}

/// A client's access to one resource and its end: in a gateway's `init`, and as `access_authorization_expiry_updated`.
package struct AuthorizationEntry: Hashable, Sendable, Codable {
  package var clientID: ClientID
  package var resourceID: ResourceID
  package var expiresAt: UnixTime

  package init(clientID: ClientID, resourceID: ResourceID, expiresAt: UnixTime) {
    self.clientID = clientID
    self.resourceID = resourceID
    self.expiresAt = expiresAt
  }

  private enum CodingKeys: String, CodingKey {
    case clientID = "client_id"
    case resourceID = "resource_id"
    case expiresAt = "expires_at"
  }
}
