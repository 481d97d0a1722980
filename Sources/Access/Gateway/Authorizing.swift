import Base
import HostStack
import Portal
import Traversal
import Wire

extension AccessGateway {
  mutating func obey(_ message: ToGateway, at now: Instant, into out: inout Outbox<Output>) {
    switch message {
    case .initial(let initial): begin(initial, at: now, into: &out)
    case .authorizeFlow(let flow): authorize(flow, at: now, into: &out)
    case .rejectAccess(let access):
      guard knows(access.clientID, access.resourceID, into: &out) else { return }
      reject(access.clientID, [access.resourceID], .rejectAccess, at: now, into: &out)
    case .accessAuthorizationExpiryUpdated(let entry):
      if knows(entry.clientID, entry.resourceID, into: &out) { prolong(entry, into: &out) }
    case .resourceUpdated(let resource): update(resource, into: &out)
    case .iceCandidates(let message):
      let candidates = read(message.candidates, .received, of: .client(message.clientID), into: &out)
      withConnection(to: message.clientID, at: now, into: &out) { $0.add(candidates, at: now, into: &$1) }
    case .invalidateICECandidates(let message):
      let candidates = read(message.candidates, .withdrawn, of: .client(message.clientID), into: &out)
      withConnection(to: message.clientID, at: now, into: &out) { $0.remove(candidates, at: now, into: &$1) }
    case .relaysPresence(let presence): obey(presence, at: now, into: &out)
    }
  }

  private func knows(_ client: ClientID, _ resource: ResourceID, into out: inout Outbox<Output>) -> Bool {
    let peer = clients[client]
    if peer?.granted[resource] != nil { return true }
    out.put(.event(.orderIgnored(client, resource, peer == nil ? .unknownClient : .unknownResource)))
    return false
  }

  /// The portal's list is the truth: whoever is not on it has lost its access, also a client that it does not name.
  private mutating func begin(_ initial: GatewayInit, at now: Instant, into out: inout Outbox<Output>) {
    let addresses = tunnelAddresses
    interface = initial.interface
    if tunnelAddresses != addresses {
      out.put(.interface(TunConfiguration(addresses: tunnelAddresses, routes: AddressPlan.peers)))
      driveNames(.addresses(tunnelAddresses), at: now, into: &out)
    }
    begin(relays: initial.relays.relays, at: now, into: &out)
    announceAll(at: now, into: &out)
    var listed = SortedTable<ClientID, SortedTable<ResourceID, AuthorizationEntry>>()
    for entry in initial.authorizations {
      if !listed.contains(entry.clientID) { listed[entry.clientID] = SortedTable() }
      listed.update(entry.clientID) { $0[entry.resourceID] = entry }
    }
    for client in clients.ids where !quirks[.initIgnoresUnlisted] || listed.contains(client) {
      let entries = listed[client] ?? SortedTable()
      let gone = clients[client]?.grants.keys.filter { !entries.contains($0) } ?? []
      reject(client, gone, .initialList, at: now, into: &out)
      for entry in entries.values { prolong(entry, into: &out) }
    }
  }

  /// Sets when an access ends.
  private mutating func prolong(_ entry: AuthorizationEntry, into out: inout Outbox<Output>) {
    guard clients.update(entry.clientID, { $0.setExpiry(of: entry.resourceID, entry.expiresAt) }) == true else {
      return
    }
    out.put(.event(.authorizationRefreshed(entry.clientID, entry.resourceID, expiresAt: entry.expiresAt)))
  }

  private mutating func authorize(_ flow: AuthorizeFlow, at now: Instant, into out: inout Outbox<Output>) {
    let isNew = upsert(flow, at: now, into: &out)
    let (client, resource, quirks) = (flow.client.id, flow.resource.id, quirks)
    let change = clients.update(client) { $0.grant(flow.resource, until: flow.expiresAt, quirks, at: now) }
    let expiry = clients[client]?.granted[resource]?.expiresAt
    out.put(
      .event(
        change == .added
          ? .authorizationAdded(client, resource, expiresAt: expiry)
          : .authorizationRefreshed(client, resource, expiresAt: expiry)))
    drive(.send(.flowAuthorized(FlowAuthorized(ref: flow.ref))), at: now, into: &out)
    if isNew {
      seed(connectionTo: client, at: now, into: &out)
    } else {
      reuse(connectionTo: client, at: now, into: &out)
    }
  }

  mutating func broadcast(
    _ news: CandidateNews, to client: ClientID, at now: Instant, into out: inout Outbox<Output>
  ) {
    if !news.withdrawn.isEmpty {
      let message = CandidatesForClients(clientIDs: [client], candidates: news.withdrawn.map(\.text))
      drive(.send(.broadcastInvalidatedICECandidates(message)), at: now, into: &out)
    }
    if !news.found.isEmpty {
      let message = CandidatesForClients(clientIDs: [client], candidates: news.found.map(\.text))
      drive(.send(.broadcastICECandidates(message)), at: now, into: &out)
    }
  }

  /// Makes the connection, or keeps it if both ends still mean the same one. What the client may reach stays, and so do
  /// its translations: it may have changed its network, and not its mind.
  ///
  /// - Returns: whether it is another one.
  private mutating func upsert(
    _ flow: AuthorizeFlow, at now: Instant, into out: inout Outbox<Output>
  ) -> Bool {
    let identity = ConnectionIdentity(
      remoteKey: flow.client.publicKey, presharedKey: flow.client.presharedKey,
      localCredentials: flow.gatewayICECredentials, remoteCredentials: flow.clientICECredentials)
    let client = flow.client.id
    let addresses: [IPAddress] = [.v4(flow.client.ipv4), .v6(flow.client.ipv6)]
    for address in addresses { displace(from: address, by: client, at: now, into: &out) }
    clients.move(client, to: addresses)
    if let known = clients[client]?.connection, known.identity == identity, known.state != .failed { return false }
    let (local, quirks) = (local, quirks)
    let old = clients.connect(client, identity, at: addresses) {
      Connection(identity, role: .controlled, number: $0, of: local, quirks, at: now)
    }
    for id in old?.unsent ?? [] { out.put(.event(.dropped(id, .connectionGone))) }
    out.put(.event(.connection(.client(client), .connecting, nil)))
    return true
  }

  /// The portal has given the address to another client: whoever had it is gone, or does not know it yet. Two clients
  /// with one address would get each other's packets.
  private mutating func displace(
    from address: IPAddress, by client: ClientID, at now: Instant, into out: inout Outbox<Output>
  ) {
    guard let other = clients.client(at: address), other != client else { return }
    reject(other, clients[other]?.grants.keys ?? [], .addressTaken, at: now, into: &out)
  }

  private mutating func update(_ resource: GatewayResource, into out: inout Outbox<Output>) {
    var known = false
    let quirks = quirks
    for client in clients.ids where clients[client]?.granted[resource.id] != nil {
      if clients.update(client, { $0.update(resource, quirks) }) == true { known = true }
    }
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

  /// Takes away what has run out, if anything has: at its very second, and before any packet of that second.
  mutating func expire(_ client: ClientID, at now: Instant, into out: inout Outbox<Output>) {
    let time = clients.wall.time(at: now)
    guard let next = clients.read(client, { $0.granted.nextEnd }) ?? nil, next <= time else { return }
    for resource in clients.update(client, { $0.expire(at: time) }) ?? [] {
      out.put(.event(.authorizationExpired(client, resource)))
    }
    leaveIfUnused(client, at: now, into: &out)
  }
}
