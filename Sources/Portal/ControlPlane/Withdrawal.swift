import Base

// How authorizations end, and what their gateways are told.

extension ControlPlane {
  /// Ends rows and tells each gateway what is left of the access: a new expiry, or nothing.
  mutating func end(
    _ reason: EndReason, at now: Instant, into out: inout Outbox<Output>, where isAffected: (Authorization) -> Bool
  ) {
    let ended = authorizations.end(reason, at: now, where: isAffected)
    var latest = SortedTable<AccessPath, Authorization>()
    for row in ended {
      unconfirmed[row.id] = nil
      out.put(.event(.authorizationEnded(row)))
      if latest[row.access].map({ $0.expiresAt < row.expiresAt }) ?? true { latest[row.access] = row }
    }
    for row in latest.values { settle(row, reason, at: now, into: &out) }
  }

  /// What remains after the last of the ended rows of one access.
  private mutating func settle(
    _ ended: Authorization, _ reason: EndReason, at now: Instant, into out: inout Outbox<Output>
  ) {
    // An offline gateway learns it all from its next `init`.
    guard presence.joined(.gateway(ended.gateway)) != nil else { return }
    let access = ended.access
    if !reason.changesAddress,
      let end = authorizations.live(access).map(\.expiresAt).max() ?? reauthorized(ended, at: now, into: &out)
    {
      let entry = AuthorizationEntry(clientID: access.client, resourceID: access.resource, expiresAt: end)
      send(.accessAuthorizationExpiryUpdated(entry), to: access.gateway, into: &out)
    } else {
      send(.rejectAccess(.init(clientID: access.client, resourceID: access.resource)), to: access.gateway, into: &out)
    }
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
      case .granted(let policy, let end) = directory.grant(ended.client, ended.resource, at: time),
      ended.expiresAt > time
    else { return nil }
    let row = authorizations.create(ended.access, policy: policy, at: now, until: min(end, ended.expiresAt))
    scheduleExpiry(of: row)
    out.put(.event(.authorizationCreated(row)))
    return row.expiresAt
  }

  mutating func scheduleExpiry(of row: Authorization) {
    let end = wall.instant(of: row.expiresAt)
    timers[.expiry] = min(end, timers[.expiry] ?? end)
  }

  /// Gateways know the hour themselves and are told nothing.
  mutating func expire(at now: Instant, into out: inout Outbox<Output>) {
    let time = wall.time(at: now)
    for row in authorizations.end(.expired, at: now, where: { $0.expiresAt <= time }) {
      unconfirmed[row.id] = nil
      out.put(.event(.authorizationEnded(row)))
    }
    for row in authorizations.live { scheduleExpiry(of: row) }
  }
}

extension EndReason {
  /// A gateway must forget a resource whose address is another now, whatever else grants access to it.
  fileprivate var changesAddress: Bool { self == .resourceChanged }
}
