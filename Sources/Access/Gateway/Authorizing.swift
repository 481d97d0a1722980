import Base
import Portal
import Traversal
import Wire

extension AccessGateway {
  mutating func obey(_ message: ToGateway, at now: Instant, into out: inout Outbox<Output>) {
    switch message {
    case .initial(let initial): begin(initial, at: now, into: &out)
    case .authorizeFlow(let flow): authorize(flow, at: now, into: &out)
    case .rejectAccess(let access): reject(access.clientID, [access.resourceID], .rejectAccess, at: now, into: &out)
    case .accessAuthorizationExpiryUpdated(let entry):
      if clients.update(entry.clientID, { $0.setExpiry(of: entry.resourceID, entry.expiresAt) }) == true {
        out.put(.event(.authorizationRefreshed(entry.clientID, entry.resourceID, expiresAt: entry.expiresAt)))
      }
    case .resourceUpdated(let resource): update(resource, into: &out)
    case .iceCandidates(let message):
      let candidates = read(message.candidates, of: .client(message.clientID), into: &out)
      withConnection(to: message.clientID, at: now, into: &out) { $0.add(candidates, at: now, into: &$1) }
    case .invalidateICECandidates(let message):
      let candidates = read(message.candidates, of: .client(message.clientID), into: &out)
      withConnection(to: message.clientID, at: now, into: &out) { $0.remove(candidates, at: now, into: &$1) }
    case .relaysPresence: break  // no path leads over a relay yet
    }
  }

  /// The portal's list is the truth: whoever is not on it has lost its access, also a client that it does not name.
  private mutating func begin(_ initial: GatewayInit, at now: Instant, into out: inout Outbox<Output>) {
    let addresses = tunnelAddresses
    interface = initial.interface
    if tunnelAddresses != addresses { out.put(.interface(TunConfiguration(addresses: tunnelAddresses))) }
    for client in clients.ids {
      let listed = initial.authorizations.filter { $0.clientID == client }
      let gone = clients[client]?.grants.keys.filter { id in !listed.contains { $0.resourceID == id } } ?? []
      reject(client, gone, .initialList, at: now, into: &out)
      for entry in listed {
        _ = clients.update(client) { $0.setExpiry(of: entry.resourceID, entry.expiresAt) }
      }
    }
  }

  private mutating func authorize(_ flow: AuthorizeFlow, at now: Instant, into out: inout Outbox<Output>) {
    upsert(flow, at: now, into: &out)
    let (client, resource) = (flow.client.id, flow.resource.id)
    let renewed = clients.update(client) { $0.grant(flow.resource, until: flow.expiresAt) } ?? false
    out.put(
      .event(
        renewed
          ? .authorizationRefreshed(client, resource, expiresAt: flow.expiresAt)
          : .authorizationAdded(client, resource, expiresAt: flow.expiresAt)))
    drive(.send(.flowAuthorized(FlowAuthorized(ref: flow.ref))), at: now, into: &out)
    let candidates = clients[client]?.connection.localCandidates.map(\.text) ?? []
    let message = CandidatesForClients(clientIDs: [client], candidates: candidates)
    drive(.send(.broadcastICECandidates(message)), at: now, into: &out)
  }

  /// Makes the connection, or keeps it if both ends still mean the same one. What the client may reach stays.
  private mutating func upsert(_ flow: AuthorizeFlow, at now: Instant, into out: inout Outbox<Output>) {
    let identity = ConnectionIdentity(
      remoteKey: flow.client.publicKey, presharedKey: flow.client.presharedKey,
      localCredentials: flow.gatewayICECredentials, remoteCredentials: flow.clientICECredentials)
    let client = flow.client.id
    guard clients[client]?.connection.identity != identity else { return }
    let old = remove(client, into: &out)
    let index = clients.demultiplexer.register(client, key: identity.remoteKey)
    let connection = Connection(identity, role: .controlled, index: index, of: local, at: now)
    var peer = ClientPeer(addresses: [.v4(flow.client.ipv4), .v6(flow.client.ipv6)], connection: connection)
    for grant in old?.grants.values ?? [] { _ = peer.grant(grant.resource, until: grant.expiresAt) }
    clients.put(peer, for: client)
    out.put(.event(.connection(.client(client), .connecting, nil)))
  }

  private mutating func update(_ resource: GatewayResource, into out: inout Outbox<Output>) {
    var known = false
    for client in clients.ids where clients.update(client, { $0.update(resource) }) == true { known = true }
    if known { out.put(.event(.filtersChanged(resource.id, resource.filters))) }
  }

  private mutating func reject(
    _ client: ClientID, _ resources: [ResourceID], _ cause: RemovalCause, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    for resource in resources where clients.update(client, { $0.revoke(resource) }) == true {
      out.put(.event(.authorizationRemoved(client, resource, by: cause)))
    }
    leaveIfUnused(client, at: now, into: &out)
  }

  mutating func expire(_ client: ClientID, at now: Instant, into out: inout Outbox<Output>) {
    let time = local.wall.time(at: now)
    for resource in clients.update(client, { $0.expire(at: time) }) ?? [] {
      out.put(.event(.authorizationExpired(client, resource)))
    }
    leaveIfUnused(client, at: now, into: &out)
  }

  /// With its last access gone, a client gets no more ICMP errors but a goodbye, and is forgotten.
  private mutating func leaveIfUnused(_ client: ClientID, at now: Instant, into out: inout Outbox<Output>) {
    guard clients[client]?.grants.isEmpty == true, let goodbye = PeerControl.goodbye.packet else { return }
    out.put(.event(.goodbye(.client(client), sent: true)))
    let id = out.mint()
    withConnection(to: client, at: now, into: &out) { $0.send(goodbye.bytes, id, at: now, into: &$1) }
    _ = remove(client, into: &out)
    out.put(.event(.connection(.client(client), .closed, nil)))
  }

  /// Forgets the client, and with it what waited for its tunnel.
  mutating func remove(_ client: ClientID, into out: inout Outbox<Output>) -> ClientPeer? {
    let peer = clients.remove(client)
    for id in peer?.connection.unsent ?? [] { out.put(.event(.dropped(id, .connectionGone))) }
    return peer
  }
}
