import Base
import Cipher

/// The gateway has let the client in: everything that a connection to it needs.
package struct FlowCreated: Hashable, Sendable {
  package var resourceID: ResourceID
  package var gatewayID: GatewayID
  package var siteID: SiteID
  package var gatewayPublicKey: PublicKey
  package var gatewayIPv4: IPv4Address
  package var gatewayIPv6: IPv6Address
  package var presharedKey: PresharedKey
  /// The client's own credentials.
  package var clientICECredentials: ICECredentials
  package var gatewayICECredentials: ICECredentials

  package init(
    resourceID: ResourceID, gatewayID: GatewayID, siteID: SiteID, gatewayPublicKey: PublicKey,
    gatewayIPv4: IPv4Address, gatewayIPv6: IPv6Address, presharedKey: PresharedKey,
    clientICECredentials: ICECredentials, gatewayICECredentials: ICECredentials
  ) {
    self.resourceID = resourceID
    self.gatewayID = gatewayID
    self.siteID = siteID
    self.gatewayPublicKey = gatewayPublicKey
    self.gatewayIPv4 = gatewayIPv4
    self.gatewayIPv6 = gatewayIPv6
    self.presharedKey = presharedKey
    self.clientICECredentials = clientICECredentials
    self.gatewayICECredentials = gatewayICECredentials
  }
}

extension FlowCreated: Codable {
  private enum CodingKeys: String, CodingKey {
    case resourceID = "resource_id"
    case gatewayID = "gateway_id"
    case siteID = "gateway_group_id"
    case laterSiteID = "site_id"
    case gatewayPublicKey = "gateway_public_key"
    case gatewayIPv4 = "gateway_ipv4"
    case gatewayIPv6 = "gateway_ipv6"
    case presharedKey = "preshared_key"
    case clientICECredentials = "client_ice_credentials"
    case gatewayICECredentials = "gateway_ice_credentials"
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    resourceID = try container.decode(ResourceID.self, forKey: .resourceID)
    gatewayID = try container.decode(GatewayID.self, forKey: .gatewayID)
    // Later portals say `site_id`.
    let isLater = container.contains(.laterSiteID) && !container.contains(.siteID)
    siteID = try container.decode(SiteID.self, forKey: isLater ? .laterSiteID : .siteID)
    gatewayPublicKey = try container.decode(PublicKey.self, forKey: .gatewayPublicKey)
    gatewayIPv4 = try container.decode(IPv4Address.self, forKey: .gatewayIPv4)
    gatewayIPv6 = try container.decode(IPv6Address.self, forKey: .gatewayIPv6)
    presharedKey = try container.decode(PresharedKey.self, forKey: .presharedKey)
    clientICECredentials = try container.decode(ICECredentials.self, forKey: .clientICECredentials)
    gatewayICECredentials = try container.decode(ICECredentials.self, forKey: .gatewayICECredentials)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(resourceID, forKey: .resourceID)
    try container.encode(gatewayID, forKey: .gatewayID)
    try container.encode(siteID, forKey: .siteID)
    try container.encode(gatewayPublicKey, forKey: .gatewayPublicKey)
    try container.encode(gatewayIPv4, forKey: .gatewayIPv4)
    try container.encode(gatewayIPv6, forKey: .gatewayIPv6)
    try container.encode(presharedKey, forKey: .presharedKey)
    try container.encode(clientICECredentials, forKey: .clientICECredentials)
    try container.encode(gatewayICECredentials, forKey: .gatewayICECredentials)
  }
}
