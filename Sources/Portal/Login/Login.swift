import Base
import Cipher

/// Who opened a socket, with which WireGuard key, and from where: a participant that the directory knows.
package enum Login: Hashable, Sendable {
  case client(ClientID, PublicKey, Origin = Origin())
  case gateway(GatewayID, PublicKey, Origin = Origin())
  case relay(RelayID, Origin = Origin())

  package var participant: Participant {
    switch self {
    case .client(let id, _, _): .client(id)
    case .gateway(let id, _, _): .gateway(id)
    case .relay(let id, _): .relay(id)
    }
  }

  package var origin: Origin {
    switch self {
    case .client(_, _, let origin), .gateway(_, _, let origin), .relay(_, let origin): origin
    }
  }

  package var publicKey: PublicKey? {
    switch self {
    case .client(_, let key, _), .gateway(_, let key, _): key
    case .relay: nil
    }
  }
}

/// The far end of a socket.
package enum Participant: Hashable, Comparable, Sendable {
  case client(ClientID)
  case gateway(GatewayID)
  case relay(RelayID)
}

// The door: who stands before it, by URL and headers, and who that is in the directory.

extension ControlPlane {
  /// Lets a participant in by its token, and makes or renews its row. Its socket is then `opened` with the answer.
  ///
  /// - Parameter origin: the remote address and what is known of it; version and token are filled in.
  package mutating func admit(
    _ request: LoginRequest, from origin: Origin, at now: Instant
  ) throws(LoginRefusal) -> Login {
    guard let text = request.token, !text.isEmpty else { throw .missingToken }
    guard let token = tokenMint.token(text, request.role.tokenKind, in: directory), token.isGood(at: wall.time(at: now))
    else { throw .invalidToken }
    guard !directory.account.isDisabled else { throw .accountDisabled }
    var origin = origin
    origin.version = request.version
    origin.token = token.id
    do {
      switch token.owner {
      case .actor(let actor, _): return try admit(client: request, of: actor, token.id, origin)
      case .site(let site): return try admit(gateway: request, of: site, origin)
      case .relays: return .relay(try directory.upsertRelay(request, chance: &identities), origin)
      case .browser, .apiClient, .email: throw LoginRefusal.invalidToken
      }
    } catch let refusal as LoginRefusal {
      throw refusal
    } catch {
      throw .invalid([.init("name", "\(error)")])
    }
  }

  private mutating func admit(
    client request: LoginRequest, of actor: ActorID, _ token: TokenID, _ origin: Origin
  ) throws -> Login {
    guard directory.actors[actor]?.isDisabled == false else { throw LoginRefusal.invalidToken }
    guard let key = request.publicKey else { throw LoginRefusal.invalid([.init("public_key", "is missing")]) }
    return .client(try directory.upsertClient(request, of: actor, token, chance: &identities), key, origin)
  }

  private mutating func admit(gateway request: LoginRequest, of site: SiteID, _ origin: Origin) throws -> Login {
    guard let key = request.publicKey else { throw LoginRefusal.invalid([.init("public_key", "is missing")]) }
    return .gateway(try directory.upsertGateway(request, of: site, chance: &identities), key, origin)
  }
}

extension LoginRequest.Role {
  fileprivate var tokenKind: Directory.Token.Kind {
    switch self {
    case .client: .client
    case .gateway: .gatewayGroup
    case .relay: .relayGroup
    }
  }
}

// (actor, external id) is a client, (site, external id) a gateway, its addresses and port a relay. Tunnel addresses stay.

extension Directory {
  fileprivate mutating func upsertClient(
    _ request: LoginRequest, of actor: ActorID, _ token: TokenID, chance: inout Chance
  ) throws -> ClientID {
    let name = request.name ?? ""
    try Self.check(name: name)
    let known = clients(of: actor).first { clients[$0]?.externalID == request.externalID }
    let id = known ?? ClientID(drawnFrom: &chance)
    if known == nil {
      try addClient(
        id, name: name, actor: actor, token: token, pskBase: chance.bytes(32), externalID: request.externalID)
    }
    clients.update(id) { row in
      row.name = name
      if request.hardware.contradicts(row.hardware) { row.isVerified = false }
      row.hardware = request.hardware
    }
    return id
  }

  fileprivate mutating func upsertGateway(
    _ request: LoginRequest, of site: SiteID, chance: inout Chance
  ) throws -> GatewayID {
    let name = request.name ?? ""
    try Self.check(name: name)
    let known = gateways(in: site).first { gateways[$0]?.externalID == request.externalID }
    let id = known ?? GatewayID(drawnFrom: &chance)
    if known == nil {
      try addGateway(id, name: name, site: site, pskBase: chance.bytes(32), externalID: request.externalID)
    }
    gateways.update(id) { $0.name = name }
    return id
  }

  fileprivate mutating func upsertRelay(_ request: LoginRequest, chance: inout Chance) throws -> RelayID {
    let known = relays.values.first {
      $0.ipv4 == request.ipv4 && $0.ipv6 == request.ipv6 && $0.port == request.port
    }
    let id = known?.id ?? RelayID(drawnFrom: &chance)
    try put(
      Relay(
        id: id, name: request.name ?? known?.name ?? "\(id)", ipv4: request.ipv4, ipv6: request.ipv6,
        port: request.port, location: known?.location))
    return id
  }
}
