import Base

/// An authorization as a database keeps it and an auditor reads it: by wall time, and with the names of its time.
package struct AuthorizationRow: Hashable, Sendable {
  package var id: AuthorizationID
  package var access: AccessPath
  package var basis: Authorization.Basis
  package var createdAt: UnixTime
  package var confirmedAt: UnixTime?
  package var expiresAt: UnixTime
  package var end: End?
  package var names: Names

  package struct End: Hashable, Sendable {
    package var at: UnixTime
    /// `EndReason.words`
    package var reason: String

    package init(at: UnixTime, reason: String) {
      self.at = at
      self.reason = reason
    }
  }

  /// Who and what that was, when it began: rows of the directory come and go.
  package struct Names: Hashable, Sendable {
    package var client = ""
    package var actor = ""
    package var resource = ""
    package var gateway = ""
    package var site = ""
    /// Whose policy it was; nil where an operator let the client in without one.
    package var group: String?

    package init() {}
  }

  package init(
    id: AuthorizationID, access: AccessPath, basis: Authorization.Basis, createdAt: UnixTime, expiresAt: UnixTime,
    names: Names = Names()
  ) {
    self.id = id
    self.access = access
    self.basis = basis
    self.createdAt = createdAt
    self.expiresAt = expiresAt
    self.names = names
  }
}

extension AuthorizationRow {
  init(_ row: Authorization, _ directory: Directory, _ wall: WallClock) {
    self.init(
      id: row.id, access: row.access, basis: row.basis, createdAt: wall.time(at: row.createdAt),
      expiresAt: row.expiresAt, names: Names(row, directory))
    confirmedAt = row.confirmedAt.map { wall.time(at: $0) }
    end = row.end.map { End(at: wall.time(at: $0.at), reason: $0.reason.words) }
  }

  /// As the portal has it in memory, while it lives.
  func authorization(_ wall: WallClock) -> Authorization {
    var row = Authorization(
      id: id, access: access, basis: basis, createdAt: wall.instant(of: createdAt), expiresAt: expiresAt)
    row.confirmedAt = confirmedAt.map { wall.instant(of: $0) }
    return row
  }
}

extension AuthorizationRow.Names {
  fileprivate init(_ row: Authorization, _ directory: Directory) {
    let owner = directory.clients[row.client]
    client = owner?.name ?? "\(row.client)"
    actor = owner.flatMap { directory.actors[$0.actor]?.name } ?? ""
    resource = directory.resources[row.resource]?.name ?? "\(row.resource)"
    gateway = directory.gateways[row.gateway]?.name ?? "\(row.gateway)"
    site = directory.sites[row.basis.site]?.name ?? "\(row.basis.site)"
    group = row.basis.group.map { directory.groups[$0]?.name ?? "\($0)" }
  }
}
