import Base

// The account, its actors and their tokens.

extension ControlPlane {
  mutating func operate(
    onPeople action: OperatorAction, at now: Instant, into out: inout Outbox<Output>
  ) throws(DirectoryError) {
    switch action {
    case .putActor(let actor): try put(actor, at: now, into: &out)
    case .deleteActor(let id):
      let clients = directory.clients(of: id)
      try directory.deleteActor(id)
      for client in clients { farewell(client, .clientDeleted, at: now, into: &out) }
    case .addIdentity(let identity): try directory.add(identity)
    case .putToken(let token):
      try directory.put(token)
      hangUpOnTheUnwelcome(at: now, into: &out)
      endOfExpiredTokens(at: now, into: &out)
    case .deleteToken(let id): try deleteToken(id, at: now, into: &out)
    case .putAccount(let account): put(account, at: now, into: &out)
    default: break
    }
  }

  /// Whoever is disabled is thrown out; a new actor is in the managed groups, but has no client yet.
  private mutating func put(
    _ actor: Directory.Actor, at now: Instant, into out: inout Outbox<Output>
  ) throws(DirectoryError) {
    try directory.put(actor)
    guard actor.isDisabled else { return }
    hangUpOnTheUnwelcome(at: now, into: &out)
    let rows = directory.clients(of: actor.id).flatMap { authorizations.live(.client($0)) }
    end(.actorDisabled(actor.id), rows, at: now, into: &out)
  }

  /// Relays are told. Clients and gateways are not: their next connect is answered 401.
  private mutating func deleteToken(
    _ id: TokenID, at now: Instant, into out: inout Outbox<Output>
  ) throws(DirectoryError) {
    try directory.deleteToken(id)
    for session in presence.sessions.values where session.origin.token == id {
      if case .relay = session.participant { dismiss(session.participant, at: now, into: &out) }
    }
    hangUpOnTheUnwelcome(at: now, into: &out)
    end(.tokenDeleted(id), authorizations.live(.token(id)), at: now, into: &out)
  }

  private mutating func put(_ account: Directory.Account, at now: Instant, into out: inout Outbox<Output>) {
    let old = directory.account
    directory.account = account
    if (old.searchDomain, old.upstreamDNS) != (account.searchDomain, account.upstreamDNS) {
      for id in presence.joinedClients {
        if let client = directory.clients[id] {
          send(.configChanged(directory.interface(of: client)), to: id, into: &out)
        }
      }
    }
    if old.slug != account.slug {
      for id in presence.joinedGateways {
        if let (socket, _) = presence.joined(.gateway(id)) { greet(id, on: socket, at: now, into: &out) }
      }
    }
    guard account.isDisabled, !old.isDisabled else { return }
    end(.accountDisabled, authorizations.live, at: now, into: &out)
    hangUpOnTheUnwelcome(at: now, into: &out)
  }
}
