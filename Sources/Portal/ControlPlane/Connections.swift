import Base

/// Every client's list is looked at again this often, for what time alone changes.
private let recheckInterval: Duration = .seconds(60)

// Sockets that open, join, fall silent and close.

extension ControlPlane {
  mutating func open(_ socket: SocketID, _ login: Login, at now: Instant, into out: inout Outbox<Output>) {
    let session = PortalSession(login, at: now)
    if let refusal = refusal(session.participant, token: session.origin.token, at: now) {
      out.put(.event(.loginRefused(socket, session.participant, refusal)))
      out.put(.close(socket))
      return
    }
    // A participant that roamed leaves a socket behind whose end nobody reports.
    if let old = presence.socket(of: session.participant) {
      let evicted = presence.remove(old)
      if case .relay(let id) = session.participant, evicted?.isJoined == true { relayLeft(id, at: now) }
      out.put(.event(.replaced(old, session.participant, by: socket)))
      sendAway(evicted, from: old, for: session, into: &out)
      out.put(.close(old))
    }
    note(login, at: now)
    presence.add(session, socket)
    watch(session)
    out.put(.event(.connected(socket, session.participant)))
  }

  /// What has another key may be another machine with the same identity, which would come back at once, and evict the
  /// newer one: it is told to stop. A machine that has roamed hears nothing on its old socket.
  private func sendAway(
    _ old: PortalSession?, from socket: SocketID, for new: PortalSession, into out: inout Outbox<Output>
  ) {
    guard !quirks[.evictWithoutWord], let old, old.isJoined, old.publicKey != new.publicKey else { return }
    out.put(
      .text(
        socket, ChannelFrame<ToClient>(topic: old.topic, content: .disconnect(reason: Self.replaced), ref: nil).text))
  }

  /// Why a machine is sent away: another one has its identity.
  package static let replaced = "replaced"

  /// Conditions ask for what was so when the participant connected.
  private mutating func note(_ login: Login, at now: Instant) {
    let (origin, time) = (login.origin, UnixTime(seconds: wall.time(at: now).seconds))
    switch login {
    case .client(let id, let key, _):
      directory.clients.update(id) { client in
        client.seen = origin
        (client.publicKey, client.seenAt) = (key, time)
        client.token = origin.token ?? client.token
      }
    case .gateway(let id, let key, _):
      directory.gateways.update(id) { gateway in
        gateway.seen = origin
        (gateway.publicKey, gateway.seenAt) = (key, time)
      }
    case .relay(let id, _):
      if let location = origin.location { directory.relays.update(id) { $0.location = location } }
    }
  }

  /// Why the participant is not let in, or no longer.
  private func refusal(_ participant: Participant, token: TokenID?, at now: Instant) -> LoginRefusal? {
    var needed = token
    switch participant {
    case .client(let id):
      guard let client = directory.clients[id] else { return .unknownParticipant }
      guard directory.actors[client.actor]?.isDisabled == false else { return .invalidToken }
      needed = token ?? client.token
    case .gateway(let id): guard directory.gateways[id] != nil else { return .unknownParticipant }
    case .relay(let id): guard directory.relays[id] != nil else { return .unknownParticipant }
    }
    if directory.account.isDisabled { return .accountDisabled }
    guard let needed else { return nil }
    return directory.tokens[needed]?.isGood(at: wall.time(at: now)) == true ? nil : .invalidToken
  }

  mutating func closed(_ socket: SocketID, at now: Instant, into out: inout Outbox<Output>) {
    guard let session = presence.remove(socket) else { return }
    out.put(.event(.disconnected(socket, session.participant)))
    if case .relay(let id) = session.participant, session.isJoined { relayLeft(id, at: now) }
  }

  mutating func hangUp(_ socket: SocketID, at now: Instant, into out: inout Outbox<Output>) {
    out.put(.close(socket))
    closed(socket, at: now, into: &out)
  }

  /// Closes the sockets of everybody who would not be let in any more.
  mutating func hangUpOnTheUnwelcome(at now: Instant, into out: inout Outbox<Output>) {
    for (socket, session) in presence.sessions
    where refusal(session.participant, token: session.origin.token, at: now) != nil {
      hangUp(socket, at: now, into: &out)
    }
  }

  mutating func hangUpOnTheSilent(at now: Instant, into out: inout Outbox<Output>) {
    for (socket, session) in presence.sessions {
      let limit = session.lastHeard + session.silenceAllowed
      if limit <= now {
        hangUp(socket, at: now, into: &out)
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
    case .gateway(let id): greet(id, on: socket, at: now, into: &out)
    case .relay(let id):
      send(ToRelay.initial, to: id, into: &out)
      relayJoined(id, at: now, into: &out)
    }
  }

  private mutating func greet(
    _ id: ClientID, on socket: SocketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    guard let client = directory.clients[id] else { return }
    let time = wall.time(at: now)
    var connectable = SortedTable<ResourceID, ClientResource>()
    for resource in directory.resources(of: client.actor) {
      connectable[resource] = directory.connectable(resource, for: id, at: time)
    }
    presence.update(socket) { $0.connectable = connectable }
    let lost = authorizations.live(.client(id)).filter { !connectable.contains($0.resource) }
    end(.notConnectable, lost, at: now, into: &out)
    timers.start(.recheck, at: now + recheckInterval)
    let greeting = ClientInit(
      interface: directory.interface(of: client), resources: connectable.values,
      relays: RelayList(giveRelays(to: socket, at: now)))
    send(.initial(greeting), to: id, into: &out)
  }

  mutating func greet(_ id: GatewayID, on socket: SocketID, at now: Instant, into out: inout Outbox<Output>) {
    guard let gateway = directory.gateways[id] else { return }
    var expiries = SortedTable<AccessPath, UnixTime>()
    for row in authorizations.live(.gateway(id)) {
      expiries[row.access] = max(row.expiresAt, expiries[row.access] ?? row.expiresAt)
    }
    let entries = expiries.map {
      AuthorizationEntry(clientID: $0.key.client, resourceID: $0.key.resource, expiresAt: $0.value)
    }
    let interface = GatewayInterface(ipv4: gateway.tunnel.ipv4, ipv6: gateway.tunnel.ipv6)
    let greeting = GatewayInit(
      interface: interface, relays: RelayList(giveRelays(to: socket, at: now)), accountSlug: directory.account.slug,
      authorizations: entries)
    send(.initial(greeting), to: id, into: &out)
  }

  /// What was granted for a token ends with it, also where its end has come nearer since (§1.6: the token job).
  mutating func endOfExpiredTokens(at now: Instant, into out: inout Outbox<Output>) {
    let time = wall.time(at: now)
    for token in directory.tokens.values where !token.isGood(at: time) {
      end(.tokenDeleted(token.id), authorizations.live(.token(token.id)), at: now, into: &out)
    }
  }

  mutating func recheck(at now: Instant, into out: inout Outbox<Output>) {
    hangUpOnTheUnwelcome(at: now, into: &out)
    endOfExpiredTokens(at: now, into: &out)
    let timed = directory.policies.values.filter(\.dependsOnTime).map(\.resource).sorted()
    for (place, resource) in timed.enumerated() where place == 0 || timed[place - 1] != resource {
      refresh(directory.clients(concernedBy: resource), [resource], at: now, into: &out)
    }
    let isWatched = !presence.joinedClients.isEmpty || authorizations.liveCount > 0
    if isWatched { timers[.recheck] = now + recheckInterval }
  }
}
