import Base

/// Every client's list is looked at again this often, for what time alone changes.
private let recheckInterval: Duration = .seconds(60)

// Sockets that open, join, fall silent and close.

extension ControlPlane {
  mutating func open(_ socket: SocketID, _ login: Login, at now: Instant, into out: inout Outbox<Output>) {
    let session = PortalSession(login, at: now)
    guard isWelcome(session.participant, at: now) else {
      out.put(.event(.loginRefused(socket, session.participant)))
      out.put(.close(socket))
      return
    }
    // A participant that roamed leaves a socket behind whose end nobody reports.
    if let old = presence.socket(of: session.participant) {
      _ = presence.remove(old)
      out.put(.event(.replaced(old, session.participant, by: socket)))
      out.put(.close(old))
    }
    presence.add(session, socket)
    watch(session)
    out.put(.event(.connected(socket, session.participant)))
  }

  private func isWelcome(_ participant: Participant, at now: Instant) -> Bool {
    switch participant {
    case .client(let id): directory.clients[id].map { $0.tokenExpiresAt > wall.time(at: now) } ?? false
    case .gateway(let id): directory.gateways[id] != nil
    }
  }

  mutating func closed(_ socket: SocketID, into out: inout Outbox<Output>) {
    guard let session = presence.remove(socket) else { return }
    out.put(.event(.disconnected(socket, session.participant)))
  }

  private mutating func hangUp(_ socket: SocketID, into out: inout Outbox<Output>) {
    out.put(.close(socket))
    closed(socket, into: &out)
  }

  mutating func hangUpOnTheSilent(at now: Instant, into out: inout Outbox<Output>) {
    for (socket, session) in presence.sessions {
      let limit = session.lastHeard + session.silenceAllowed
      if limit <= now {
        hangUp(socket, into: &out)
      } else {
        watch(session)
      }
    }
  }

  private mutating func watch(_ session: PortalSession) {
    let limit = session.lastHeard + session.silenceAllowed
    timers[.silence] = min(limit, timers[.silence] ?? limit)
  }

  /// The joined participant's first message tells it everything.
  mutating func joined(_ socket: SocketID, at now: Instant, into out: inout Outbox<Output>) {
    guard let session = presence[socket] else { return }
    presence.update(socket) { $0.isJoined = true }
    out.put(.event(.joined(session.participant)))
    switch session.participant {
    case .client(let id): greet(id, on: socket, at: now, into: &out)
    case .gateway(let id): greet(id, at: now, into: &out)
    }
  }

  private mutating func greet(
    _ id: ClientID, on socket: SocketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    guard let client = directory.clients[id] else { return }
    let connectable = directory.connectable(for: id, at: wall.time(at: now))
    presence.update(socket) { $0.connectable = connectable }
    end(.notConnectable, at: now, into: &out) { $0.client == id && connectable[$0.resource] == nil }
    timers.start(.recheck, at: now + recheckInterval)
    let greeting = ClientInit(interface: directory.interface(of: client), resources: connectable.values)
    send(.initial(greeting), to: id, into: &out)
  }

  private func greet(_ id: GatewayID, at now: Instant, into out: inout Outbox<Output>) {
    guard let gateway = directory.gateways[id] else { return }
    var expiries = SortedTable<AccessPath, UnixTime>()
    for row in authorizations.live where row.gateway == id {
      expiries[row.access] = max(row.expiresAt, expiries[row.access] ?? row.expiresAt)
    }
    let entries = expiries.map {
      AuthorizationEntry(clientID: $0.key.client, resourceID: $0.key.resource, expiresAt: $0.value)
    }
    let interface = GatewayInterface(ipv4: gateway.tunnel.ipv4, ipv6: gateway.tunnel.ipv6)
    let greeting = GatewayInit(
      interface: interface, accountSlug: directory.account.slug, authorizations: entries)
    send(.initial(greeting), to: id, into: &out)
  }

  mutating func recheck(at now: Instant, into out: inout Outbox<Output>) {
    for (socket, session) in presence.sessions where !isWelcome(session.participant, at: now) {
      hangUp(socket, into: &out)
    }
    refreshClients(at: now, into: &out)
    if !presence.joinedClients.isEmpty { timers[.recheck] = now + recheckInterval }
  }
}
