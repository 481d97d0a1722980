import Base

/// The authorizations that live, found by whatever they stand on, and the latest of those that ended.
///
/// Complexity: O(log rows) to create, confirm, end and find the next to expire; look-ups cost that and what they give.
package struct AuthorizationTable: Sendable {
  private var living = SortedTree<AuthorizationID, Authorization>()
  private var ended = SortedTree<AuthorizationID, Authorization>()
  private var scopes = SortedTree<ScopeEntry, Void>()
  private var paths = SortedTree<PathEntry, Void>()
  private var expiries = SortedTree<ExpiryEntry, Void>()
  /// The highest that a row ever had.
  var lastNumber: UInt32 = 0

  /// Ended rows that are kept; beyond these the oldest are forgotten, so that no loop of requests can fill the table.
  package static let keptEnded = 4096

  private struct ScopeEntry: Comparable, Sendable {
    let kind: UInt8
    let high: UInt64
    let low: UInt64
    let id: AuthorizationID

    init(scope: AuthorizationScope, id: AuthorizationID) {
      (kind, high, low) = scope.order
      self.id = id
    }

    static func < (a: Self, b: Self) -> Bool {
      if a.low != b.low { return a.low < b.low }
      if a.high != b.high { return a.high < b.high }
      return a.kind == b.kind ? a.id < b.id : a.kind < b.kind
    }

    func concerns(_ other: Self) -> Bool { kind == other.kind && high == other.high && low == other.low }
  }
  private struct PathEntry: Comparable, Sendable {
    let access: AccessPath
    let id: AuthorizationID
    static func < (a: Self, b: Self) -> Bool { a.access == b.access ? a.id < b.id : a.access < b.access }
  }
  private struct ExpiryEntry: Comparable, Sendable {
    let at: UnixTime
    let id: AuthorizationID
    static func < (a: Self, b: Self) -> Bool { a.at == b.at ? a.id < b.id : a.at < b.at }
  }

  package var liveCount: Int { living.count }
  /// All living rows, oldest first. Complexity: O(live rows).
  package var live: [Authorization] { living.values }
  /// Living rows and the ended ones that are still kept, oldest first. Complexity: O(rows × log rows).
  package var rows: [Authorization] { (living.values + ended.values).sorted { $0.id < $1.id } }

  package subscript(id: AuthorizationID) -> Authorization? { living[id] ?? ended[id] }

  /// The living rows of one access, oldest first.
  package func live(_ access: AccessPath) -> [Authorization] {
    var rows: [Authorization] = []
    paths.scan(from: PathEntry(access: access, id: AuthorizationID(0))) { entry, _ in
      guard entry.access == access else { return false }
      if let row = living[entry.id] { rows.append(row) }
      return true
    }
    return rows
  }

  /// The living rows that stand on something, oldest first.
  package func live(_ scope: AuthorizationScope) -> [Authorization] {
    var rows: [Authorization] = []
    let first = ScopeEntry(scope: scope, id: AuthorizationID(0))
    scopes.scan(from: first) { entry, _ in
      guard entry.concerns(first) else { return false }
      if let row = living[entry.id] { rows.append(row) }
      return true
    }
    return rows
  }

  /// Whether a client has any access by way of a gateway, confirmed or not.
  package func connects(_ client: ClientID, _ gateway: GatewayID) -> Bool {
    let first = AccessPath(gateway: gateway, client: client, resource: ResourceID(high: 0, low: 0))
    var found = false
    paths.scan(from: PathEntry(access: first, id: AuthorizationID(0))) { entry, _ in
      found = entry.access.gateway == gateway && entry.access.client == client
      return false
    }
    return found
  }

  package var nextExpiry: UnixTime? { expiries.firstKey?.at }

  /// The living rows whose hour has come, earliest first.
  func due(at time: UnixTime) -> [Authorization] {
    var rows: [Authorization] = []
    expiries.scan(from: nil) { entry, _ in
      guard entry.at <= time else { return false }
      if let row = living[entry.id] { rows.append(row) }
      return true
    }
    return rows
  }
}

extension AuthorizationTable {
  mutating func create(
    _ access: AccessPath, on basis: Authorization.Basis, at now: Instant, until end: UnixTime
  ) -> Authorization {
    lastNumber += 1
    let row = Authorization(
      id: AuthorizationID(lastNumber), access: access, basis: basis, createdAt: now, expiresAt: end)
    living[row.id] = row
    index(row, true)
    return row
  }

  /// A living row of an earlier portal; numbers go on behind it.
  mutating func restore(_ row: Authorization) {
    lastNumber = max(lastNumber, row.id.number)
    living[row.id] = row
    index(row, true)
  }

  mutating func confirm(_ id: AuthorizationID, at now: Instant) { _ = living.update(id) { $0.confirmedAt = now } }

  /// - Returns: the row as it is now; nil if it does not live.
  mutating func setExpiry(of id: AuthorizationID, to time: UnixTime) -> Authorization? {
    guard var row = living[id] else { return nil }
    expiries[ExpiryEntry(at: row.expiresAt, id: id)] = nil
    row.expiresAt = time
    expiries[ExpiryEntry(at: time, id: id)] = ()
    living[id] = row
    return row
  }

  /// - Returns: the row as it ended; nil if it did not live.
  mutating func end(_ id: AuthorizationID, _ reason: EndReason, at now: Instant) -> Authorization? {
    guard var row = living[id] else { return nil }
    living[id] = nil
    index(row, false)
    row.end = .init(at: now, reason: reason)
    ended[id] = row
    if ended.count > Self.keptEnded, let oldest = ended.firstKey { ended[oldest] = nil }
    return row
  }

  private mutating func index(_ row: Authorization, _ isLive: Bool) {
    let entry: Void? = isLive ? () : nil
    for scope in row.scopes { scopes[ScopeEntry(scope: scope, id: row.id)] = entry }
    paths[PathEntry(access: row.access, id: row.id)] = entry
    expiries[ExpiryEntry(at: row.expiresAt, id: row.id)] = entry
  }
}
