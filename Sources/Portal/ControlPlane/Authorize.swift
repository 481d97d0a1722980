import Base
import Cipher

// A new authorization: its row, and the order to its gateway.

extension ControlPlane {
  /// Makes the row, and asks the gateway to let the client in; keeps what the client will be told when it has.
  mutating func authorize(
    _ access: AccessPath, by policy: PolicyID?, until end: UnixTime, asker: SocketID?, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    guard let client = directory.clients[access.client], let gateway = directory.gateways[access.gateway],
      let resource = directory.resources[access.resource],
      let clientKey = presence.joined(.client(access.client))?.key,
      let gatewayKey = presence.joined(.gateway(access.gateway))?.key
    else { return }
    var deadline = now + Unconfirmed.patience
    if !quirks[.rowPerRequest] {
      // A client that repeats itself does not give its gateway more time: else the deadline would never come.
      for case let waiting? in authorizations.live(access).map({ unconfirmed[$0.id] })
      where waiting.answer.gatewayPublicKey == gatewayKey {
        deadline = min(deadline, waiting.deadline)
      }
      for old in authorizations.live(access) { finish(old, .superseded, at: now, into: &out) }
    }
    let basis = Authorization.Basis(
      policy: policy, group: policy.flatMap { directory.policies[$0]?.group }, token: client.token, site: gateway.site)
    let row = authorizations.create(access, on: basis, at: now, until: end)
    out.put(.event(.authorizationCreated(row)))
    let pair = DerivedPair(client, clientKey, gateway, gatewayKey)
    unconfirmed[row.id] = Unconfirmed(
      asker: asker, clientKey: clientKey, answer: pair.answer(resource.id), deadline: deadline)
    let order = pair.order(row, ref: flowRef.text(of: row.id), directory.gatewayView(of: resource))
    send(.authorizeFlow(order), to: gateway.id, into: &out)
  }
}

/// A client, a gateway, and the secrets that follow from them and their keys.
private struct DerivedPair {
  let client: Directory.Client
  let clientKey: PublicKey
  let gateway: Directory.Gateway
  let gatewayKey: PublicKey
  let presharedKey: PresharedKey
  let ice: (client: ICECredentials, gateway: ICECredentials)

  init(
    _ client: Directory.Client, _ clientKey: PublicKey, _ gateway: Directory.Gateway, _ gatewayKey: PublicKey
  ) {
    (self.client, self.clientKey, self.gateway, self.gatewayKey) = (client, clientKey, gateway, gatewayKey)
    let near = DerivationEnd(id: client.id, publicKey: clientKey)
    let far = DerivationEnd(id: gateway.id, publicKey: gatewayKey)
    presharedKey = .derived(client: near, clientBase: client.pskBase, gateway: far, gatewayBase: gateway.pskBase)
    ice = ICECredentials.derived(client: near, gateway: far)
  }

  func answer(_ resource: ResourceID) -> FlowCreated {
    FlowCreated(
      resourceID: resource, gatewayID: gateway.id, siteID: gateway.site, gatewayPublicKey: gatewayKey,
      gatewayIPv4: gateway.tunnel.ipv4, gatewayIPv6: gateway.tunnel.ipv6, presharedKey: presharedKey,
      clientICECredentials: ice.client, gatewayICECredentials: ice.gateway)
  }

  func order(_ row: Authorization, ref: String, _ resource: GatewayResource) -> AuthorizeFlow {
    AuthorizeFlow(
      ref: ref, resource: resource,
      client: AuthorizedClient(
        id: client.id, publicKey: clientKey, presharedKey: presharedKey, ipv4: client.tunnel.ipv4,
        ipv6: client.tunnel.ipv6),
      clientICECredentials: ice.client, gatewayICECredentials: ice.gateway, expiresAt: row.expiresAt)
  }
}
