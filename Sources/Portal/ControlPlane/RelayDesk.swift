import Base
import Cipher

/// Which relays are there, and which have just left.
struct RelayDesk: Sendable {
  /// Joined relays and what each made up when it started.
  var online = SortedTable<RelayID, String>()
  /// Relays that left a moment ago, and when that will be told.
  var leaving = SortedTable<RelayID, Instant>()
  /// For the choice among relays.
  var chance: Chance

  init(chance: Chance) { self.chance = chance }

  /// §5.9: a relay that is back within this time, with the same secret, has never been away.
  static let debounce: Duration = .seconds(3)

  var nextLeave: Instant? { leaving.values.min() }
}

/// Numbers of relay credentials.
enum RelayCredentials {
  /// §7.4: a gateway's credentials end in a far future that does not move (2100-01-01), so that a reconnect keeps them.
  static let farFuture = UnixTime(seconds: 4_102_444_800)
  /// What the original gives a gateway, from each connect on.
  static let gatewaysShare: Duration = .seconds(90 * 86_400)
}

// Relays come and go, and participants are told.

extension ControlPlane {
  /// The relays that one participant shall use from now on, with its credentials at each. One of its relays whose leave
  /// nobody has been told of may be back with all that it lent: it keeps its place.
  ///
  /// - Parameter kept: relays that it uses already, or again.
  mutating func giveRelays(to socket: SocketID, keeping kept: [RelayID] = [], at now: Instant) -> [Relay] {
    guard let session = presence[socket] else { return [] }
    let online = relays.online.keys.compactMap { directory.relays[$0] }
    let drawn = RelayChoice.choose(
      among: online, from: session.origin.location, quirks: quirks, chance: &relays.chance)
    let leaving = session.relays.filter { relays.leaving.contains($0.key) }
    let places = max(0, RelayChoice.count - leaving.count)
    let chosen = Array(
      (online.filter { kept.contains($0.id) } + drawn.filter { !kept.contains($0.id) }).prefix(places))
    var given = SortedTable<RelayID, String>()
    for (id, secret) in leaving { given[id] = secret }
    for relay in chosen { given[relay.id] = relays.online[relay.id] }
    presence.update(socket) { $0.relays = given }
    return chosen.compactMap { entry($0, for: session, at: now) }
  }

  private func entry(_ relay: Directory.Relay, for session: PortalSession, at now: Instant) -> Relay? {
    guard let secret = relays.online[relay.id], let key = session.publicKey else { return nil }
    let end = credentialsEnd(session, at: now)
    let credentials = TURNCredentials(expiresAt: end, stampSecret: secret, publicKey: key)
    func address(_ ip: IPAddress) -> Relay.Address {
      Relay.Address(
        endpoint: Endpoint(ip, relay.port), username: credentials.username, password: credentials.password,
        expiresAt: end)
    }
    return Relay(
      id: relay.id, ipv4: relay.ipv4.map { address(.v4($0)) }, ipv6: relay.ipv6.map { address(.v6($0)) })
  }

  private func credentialsEnd(_ session: PortalSession, at now: Instant) -> UnixTime {
    switch session.participant {
    case .client(let id):
      directory.clients[id].flatMap { directory.tokens[$0.token]?.expiresAt } ?? RelayCredentials.farFuture
    case .gateway, .relay:
      quirks[.relayCredentialsChange]
        ? wall.time(at: now) + RelayCredentials.gatewaysShare : RelayCredentials.farFuture
    }
  }

  mutating func relayJoined(_ id: RelayID, at now: Instant, into out: inout Outbox<Output>) {
    guard let secret = presence.session(of: .relay(id))?.stampSecret else { return }
    relays.online[id] = secret
    relays.leaving[id] = nil
    for (socket, session) in presence.sessions where session.isJoined && session.publicKey != nil {
      if let known = session.relays[id] {
        // The same secret: its allocations are still there. Another: they are gone, and the credentials with them.
        if known != secret { announce(gone: [id], back: [id], to: socket, at: now, into: &out) }
      } else if session.relays.count < RelayChoice.count {
        // The original tells only those that have none: who got one back, of a family it has not, stays without.
        announce(gone: [], to: socket, at: now, into: &out)
      }
    }
    if quirks[.joinFlushesLeaves] { announce(leaves: relays.leaving.keys, at: now, into: &out) }
  }

  mutating func relayLeft(_ id: RelayID, at now: Instant) {
    relays.online[id] = nil
    relays.leaving[id] = now + RelayDesk.debounce
  }

  /// Tells everybody who was given a relay that has been gone for long enough.
  mutating func announceLeaves(at now: Instant, into out: inout Outbox<Output>) {
    announce(leaves: relays.leaving.filter { $0.value <= now }.map(\.key), at: now, into: &out)
  }

  private mutating func announce(leaves gone: [RelayID], at now: Instant, into out: inout Outbox<Output>) {
    guard !gone.isEmpty else { return }
    for id in gone { relays.leaving[id] = nil }
    for (socket, session) in presence.sessions {
      let lost = gone.filter { session.relays.contains($0) }
      if !lost.isEmpty { announce(gone: lost, to: socket, at: now, into: &out) }
    }
  }

  private mutating func announce(
    gone: [RelayID], back: [RelayID] = [], to socket: SocketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    guard let session = presence[socket] else { return }
    let kept = session.relays.keys.filter { !gone.contains($0) && relays.online.contains($0) } + back
    let connected = giveRelays(to: socket, keeping: kept, at: now)
    let presence = RelaysPresence(disconnectedIDs: gone, connected: RelayList(connected))
    switch session.participant {
    case .client(let id): send(.relaysPresence(presence), to: id, into: &out)
    case .gateway(let id): send(.relaysPresence(presence), to: id, into: &out)
    case .relay: break
    }
  }
}
