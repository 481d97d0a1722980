import Base
import Cipher

/// The portal's order to a gateway to let a client in.
package struct AuthorizeFlow: Hashable, Sendable, Codable {
  /// Opaque; `flow_authorized` echoes it.
  package var ref: String
  package var resource: GatewayResource
  package var client: AuthorizedClient
  package var clientICECredentials: ICECredentials
  /// The gateway's own credentials.
  package var gatewayICECredentials: ICECredentials
  package var expiresAt: UnixTime?

  package init(
    ref: String, resource: GatewayResource, client: AuthorizedClient, clientICECredentials: ICECredentials,
    gatewayICECredentials: ICECredentials, expiresAt: UnixTime?
  ) {
    self.ref = ref
    self.resource = resource
    self.client = client
    self.clientICECredentials = clientICECredentials
    self.gatewayICECredentials = gatewayICECredentials
    self.expiresAt = expiresAt
  }

  private enum CodingKeys: String, CodingKey {
    case ref, resource, client
    case clientICECredentials = "client_ice_credentials"
    case gatewayICECredentials = "gateway_ice_credentials"
    case expiresAt = "expires_at"
  }
}

/// The client as its gateway must know it.
package struct AuthorizedClient: Hashable, Sendable, Codable {
  package var id: ClientID
  package var publicKey: PublicKey
  package var presharedKey: PresharedKey
  package var ipv4: IPv4Address
  package var ipv6: IPv6Address

  package init(
    id: ClientID, publicKey: PublicKey, presharedKey: PresharedKey, ipv4: IPv4Address, ipv6: IPv6Address
  ) {
    self.id = id
    self.publicKey = publicKey
    self.presharedKey = presharedKey
    self.ipv4 = ipv4
    self.ipv6 = ipv6
  }

  private enum CodingKeys: String, CodingKey {
    case id, ipv4, ipv6
    case publicKey = "public_key"
    case presharedKey = "preshared_key"
  }
}
