import Base

/// All authorizations that ever were, and which of them live.
package struct AuthorizationTable: Sendable {
  /// In order of creation; row n stands at n − 1.
  package private(set) var rows: [Authorization] = []
  /// In ascending order.
  private var liveIDs: [AuthorizationID] = []

  /// Complexity: O(live rows).
  package var live: [Authorization] { liveIDs.compactMap { self[$0] } }

  package subscript(id: AuthorizationID) -> Authorization? {
    let i = Int(id.number) - 1
    return rows.indices.contains(i) ? rows[i] : nil
  }

  /// The live rows of one access, oldest first.
  package func live(_ access: AccessPath) -> [Authorization] { live.filter { $0.access == access } }

  mutating func create(_ access: AccessPath, policy: PolicyID, at now: Instant, until end: UnixTime) -> Authorization {
    let row = Authorization(
      id: AuthorizationID(UInt32(rows.count + 1)), client: access.client, gateway: access.gateway,
      resource: access.resource, policy: policy, createdAt: now, expiresAt: end)
    rows.append(row)
    liveIDs.append(row.id)
    return row
  }

  mutating func confirm(_ id: AuthorizationID, at now: Instant) {
    guard self[id] != nil else { return }
    rows[Int(id.number) - 1].confirmedAt = now
  }

  /// - Returns: the rows that ended, oldest first.
  mutating func end(
    _ reason: EndReason, at now: Instant, where isAffected: (Authorization) -> Bool
  ) -> [Authorization] {
    let ending = live.filter(isAffected)
    for row in ending {
      rows[Int(row.id.number) - 1].end = .init(at: now, reason: reason)
      if let i = liveIDs.sortedIndex(of: row.id) { liveIDs.remove(at: i) }
    }
    return ending.compactMap { self[$0.id] }
  }
}

/// Who reaches what by way of whom: what several rows can be about.
package struct AccessPath: Hashable, Comparable, Sendable {
  package var gateway: GatewayID
  package var client: ClientID
  package var resource: ResourceID

  package init(gateway: GatewayID, client: ClientID, resource: ResourceID) {
    self.gateway = gateway
    self.client = client
    self.resource = resource
  }

  package static func < (a: AccessPath, b: AccessPath) -> Bool {
    (a.gateway, a.client, a.resource) < (b.gateway, b.client, b.resource)
  }
}

extension Authorization {
  package var access: AccessPath { AccessPath(gateway: gateway, client: client, resource: resource) }
}
