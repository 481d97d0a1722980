import Base

// How authorizations end, and what their gateways are told.

extension ControlPlane {
  /// Ends rows and tells each gateway that the access is over.
  ///
  /// An access is one: with any of its rows the others go. Where the portal re-authorizes (a quirk), what is left of it
  /// counts instead: a new expiry, or nothing.
  mutating func end(_ reason: EndReason, _ rows: [Authorization], at now: Instant, into out: inout Outbox<Output>) {
    let dying = quirks[.reauthorizeInPortal] ? rows : rows.flatMap { authorizations.live($0.access) }
    var latest = SortedTable<AccessPath, Authorization>()
    for row in dying {
      guard let row = finish(row, reason, at: now, into: &out) else { continue }
      if latest[row.access].map({ $0.expiresAt < row.expiresAt }) ?? true { latest[row.access] = row }
    }
    for row in latest.values { settle(row, reason, at: now, into: &out) }
  }

  /// Ends one row; nobody is told.
  @discardableResult
  mutating func finish(
    _ row: Authorization, _ reason: EndReason, at now: Instant, into out: inout Outbox<Output>
  ) -> Authorization? {
    guard let ended = authorizations.end(row.id, reason, at: now) else { return nil }
    unconfirmed[row.id] = nil
    out.put(.event(.authorizationEnded(ended)))
    return ended
  }

  /// What remains after the last of the ended rows of one access.
  private mutating func settle(
    _ ended: Authorization, _ reason: EndReason, at now: Instant, into out: inout Outbox<Output>
  ) {
    // An offline gateway learns it all from its next `init`.
    guard presence.joined(.gateway(ended.gateway)) != nil else { return }
    let access = ended.access
    // A gateway must forget a resource whose address is another now, whatever else grants access to it.
    if quirks[.reauthorizeInPortal], reason != .resourceChanged,
      let end = authorizations.live(access).map(\.expiresAt).max() ?? reauthorized(ended, at: now, into: &out)
    {
      tellExpiry(of: access, end, into: &out)
    } else {
      send(.rejectAccess(.init(clientID: access.client, resourceID: access.resource)), to: access.gateway, into: &out)
    }
  }

  func tellExpiry(of access: AccessPath, _ end: UnixTime, into out: inout Outbox<Output>) {
    let entry = AuthorizationEntry(clientID: access.client, resourceID: access.resource, expiresAt: end)
    send(.accessAuthorizationExpiryUpdated(entry), to: access.gateway, into: &out)
  }

  /// A new row in the place of one that ended, when another policy grants the same by way of the same site.
  ///
  /// - Returns: its end, never later than that of the old one.
  private mutating func reauthorized(
    _ ended: Authorization, at now: Instant, into out: inout Outbox<Output>
  ) -> UnixTime? {
    let time = wall.time(at: now)
    guard let site = directory.gateways[ended.gateway]?.site,
      directory.resources[ended.resource]?.sites.contains(site) ?? false,
      directory.tokens[ended.basis.token]?.isGood(at: time) == true,
      case .granted(let policy, let end) = directory.grant(ended.client, ended.resource, at: time),
      ended.expiresAt > time
    else { return nil }
    var basis = ended.basis
    (basis.policy, basis.group) = (policy, directory.policies[policy]?.group)
    let row = authorizations.create(ended.access, on: basis, at: now, until: min(end, ended.expiresAt))
    out.put(.event(.authorizationCreated(row)))
    return row.expiresAt
  }

  /// When rows that end at `time` are cleared away.
  func expiryInstant(_ time: UnixTime) -> Instant {
    let hour = wall.instant(of: time)
    guard quirks[.expireByTheMinute] else { return hour }
    let minute: Int64 = 60_000_000_000
    return Instant(nanoseconds: (hour.nanoseconds + minute - 1).floored(by: minute) * minute)
  }

  /// Gateways know the hour themselves and are told nothing.
  mutating func expire(at now: Instant, into out: inout Outbox<Output>) {
    for row in authorizations.due(at: wall.time(at: now)) { finish(row, .expired, at: now, into: &out) }
  }

  /// Another hour than everybody thought: what has ended by it ends now, and clients are told at once of what conditions
  /// of time give or take.
  mutating func set(_ wall: WallClock, at now: Instant, into out: inout Outbox<Output>) {
    self.wall = wall
    expire(at: now, into: &out)
    if timers[.recheck] != nil { recheck(at: now, into: &out) }
  }

  /// A gateway that does not answer has the access taken away again, and the client need not wait for it.
  mutating func endUnanswered(at now: Instant, into out: inout Outbox<Output>) {
    while let (id, waiting) = unconfirmed.popDue(at: now) {
      guard let row = authorizations[id], row.isLive else { continue }
      end(.unanswered, [row], at: now, into: &out)
      let failure = FlowCreationFailed(resourceID: row.resource, reason: .offline)
      if waiting.asker != nil { send(.flowCreationFailed(failure), to: row.client, into: &out) }
    }
  }
}
