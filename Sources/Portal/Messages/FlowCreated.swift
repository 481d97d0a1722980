import Base
import Cipher

/// The gateway has let the client in: everything that a connection to it needs.
package struct FlowCreated: Hashable, Sendable, Codable {
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

  private enum CodingKeys: String, CodingKey {
    case resourceID = "resource_id"
    case gatewayID = "gateway_id"
    case siteID = "gateway_group_id"
    case gatewayPublicKey = "gateway_public_key"
    case gatewayIPv4 = "gateway_ipv4"
    case gatewayIPv6 = "gateway_ipv6"
    case presharedKey = "preshared_key"
    case clientICECredentials = "client_ice_credentials"
    case gatewayICECredentials = "gateway_ice_credentials"
  }
}
