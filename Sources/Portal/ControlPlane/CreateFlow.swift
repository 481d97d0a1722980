import Base
import Cipher

/// What becomes of an authorization when its gateway confirms it: who asked, and what he will be told.
struct Unconfirmed: Sendable {
  var asker: SocketID
  var answer: FlowCreated
}

// A client asks for access.

extension ControlPlane {
  mutating func receive(
    _ message: FromClient, from client: ClientID, on socket: SocketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    switch message {
    case .createFlow(let request):
      do {
        try createFlow(request, for: client, on: socket, at: now, into: &out)
      } catch {
        send(.flowCreationFailed(error), to: client, into: &out)
      }
    case .broadcastICECandidates(let candidates):
      let message = ToGateway.iceCandidates(.init(clientID: client, candidates: candidates.candidates))
      relay(message, from: client, to: candidates.gatewayIDs, into: &out)
    case .broadcastInvalidatedICECandidates(let candidates):
      let message = ToGateway.invalidateICECandidates(.init(clientID: client, candidates: candidates.candidates))
      relay(message, from: client, to: candidates.gatewayIDs, into: &out)
    }
  }

  private mutating func createFlow(
    _ request: CreateFlow, for client: ClientID, on socket: SocketID, at now: Instant, into out: inout Outbox<Output>
  ) throws(FlowCreationFailed) {
    let id = request.resourceID
    guard presence[socket]?.connectable[id] != nil, let resource = directory.resources[id] else {
      throw FlowCreationFailed(resourceID: id, reason: .notFound)
    }
    let (policy, end) = try grant(client, id, at: now)
    let (gateway, preference) = try chooseGateway(for: resource, preferring: request.connectedGatewayIDs)
    out.put(.event(.gatewayChosen(gateway, client, id, preference)))
    let access = AccessPath(gateway: gateway, client: client, resource: id)
    let row = authorizations.create(access, policy: policy, at: now, until: end)
    scheduleExpiry(of: row)
    out.put(.event(.authorizationCreated(row)))
    authorize(row, resource, asker: socket, into: &out)
  }

  private func grant(
    _ client: ClientID, _ resource: ResourceID, at now: Instant
  ) throws(FlowCreationFailed) -> (PolicyID, UnixTime) {
    switch directory.grant(client, resource, at: wall.time(at: now)) {
    case .granted(let policy, let end): return (policy, end)
    case .forbidden(let violated):
      throw FlowCreationFailed(resourceID: resource, reason: .forbidden, violatedProperties: violated)
    case .none: throw FlowCreationFailed(resourceID: resource, reason: .notFound)
    }
  }

  /// The first that serves of those that the client named, in the client's order; otherwise one by chance.
  private mutating func chooseGateway(
    for resource: Directory.Resource, preferring named: [GatewayID]
  ) throws(FlowCreationFailed) -> (GatewayID, GatewayPreference) {
    let candidates = presence.joinedGateways.filter { id in
      directory.gateways[id].map { resource.sites.contains($0.site) } ?? false
    }
    if let connected = named.first(where: { candidates.sortedIndex(of: $0) != nil }) { return (connected, .connected) }
    guard !candidates.isEmpty else { throw FlowCreationFailed(resourceID: resource.id, reason: .offline) }
    return (candidates[Int(chance.below(UInt32(candidates.count)))], .chance(of: candidates.count))
  }

  /// Orders the gateway to let the client in, and keeps what the client will be told when it has.
  private mutating func authorize(
    _ row: Authorization, _ resource: Directory.Resource, asker: SocketID, into out: inout Outbox<Output>
  ) {
    guard let client = directory.clients[row.client], let clientKey = presence[asker]?.publicKey,
      let gateway = directory.gateways[row.gateway],
      let gatewayKey = presence.joined(.gateway(row.gateway))?.key
    else { return }
    let near = DerivationEnd(id: client.id, publicKey: clientKey)
    let far = DerivationEnd(id: gateway.id, publicKey: gatewayKey)
    let psk = PresharedKey.derived(client: near, clientBase: client.pskBase, gateway: far, gatewayBase: gateway.pskBase)
    let ice = ICECredentials.derived(client: near, gateway: far)
    let answer = FlowCreated(
      resourceID: resource.id, gatewayID: gateway.id, siteID: gateway.site, gatewayPublicKey: gatewayKey,
      gatewayIPv4: gateway.tunnel.ipv4, gatewayIPv6: gateway.tunnel.ipv6, presharedKey: psk,
      clientICECredentials: ice.client, gatewayICECredentials: ice.gateway)
    unconfirmed[row.id] = Unconfirmed(asker: asker, answer: answer)
    let order = AuthorizeFlow(
      ref: flowRef.text(of: row.id), resource: directory.gatewayView(of: resource),
      client: AuthorizedClient(
        id: client.id, publicKey: clientKey, presharedKey: psk, ipv4: client.tunnel.ipv4, ipv6: client.tunnel.ipv6),
      clientICECredentials: ice.client, gatewayICECredentials: ice.gateway, expiresAt: row.expiresAt)
    send(.authorizeFlow(order), to: gateway.id, into: &out)
  }

  private func relay(
    _ message: ToGateway, from client: ClientID, to gateways: [GatewayID], into out: inout Outbox<Output>
  ) {
    for gateway in gateways {
      if presence.joined(.gateway(gateway)) == nil {
        out.put(.event(.ignored(.client(client), .notOnline(.gateway(gateway)))))
      }
      send(message, to: gateway, into: &out)
    }
  }
}
