import Base
import Portal

// What a portal is born with, in a bundle.

extension [UInt8] {
  mutating func put(_ birth: PortalBirth) {
    append(contentsOf: birth.root.keyBytes)
    put(rows: birth.rows)
    put(birth.renewsTokens)
    put(signed: birth.issued.nanoseconds)
    put(optional: birth.kept) { bytes, kept in
      bytes.put(varint: kept.starts)
      bytes.put(rows: kept.lab)
      bytes.put(rows: kept.record.directory)
      bytes.put(list: kept.record.authorizations) { $0.put($1) }
      bytes.put(varint: UInt64(kept.record.lastNumber))
    }
  }

  /// Each as its kind, its key and its text.
  mutating func put(rows: [DirectoryRow]) {
    put(list: rows) { bytes, row in
      bytes.put(UInt8(truncatingIfNeeded: row.key.kind.rawValue))
      bytes.put(row.key.id)
      bytes.put(row.text)
    }
  }

  private mutating func put(_ row: AuthorizationRow) {
    put(varint: UInt64(row.id.number))
    for id in ["\(row.access.client)", "\(row.access.gateway)", "\(row.access.resource)"] { put(id) }
    put(optional: row.basis.policy) { $0.put("\($1)") }
    put(optional: row.basis.group) { $0.put("\($1)") }
    for id in ["\(row.basis.token)", "\(row.basis.site)"] { put(id) }
    put(signed: row.createdAt.nanoseconds)
    put(optional: row.confirmedAt) { $0.put(signed: $1.nanoseconds) }
    put(signed: row.expiresAt.nanoseconds)
    put(optional: row.end) { bytes, end in
      bytes.put(signed: end.at.nanoseconds)
      bytes.put(end.reason)
    }
    let names = row.names
    for name in [names.client, names.actor, names.resource, names.gateway, names.site] { put(name) }
    put(optional: names.group) { $0.put($1) }
  }
}

extension BundleCursor {
  mutating func portalBirth(_ wall: WallClock) throws(BundleProblem) -> PortalBirth {
    let start = at
    let root = Chance(key: try raw(32))
    let (rows, renews) = (try rows(), try flag())
    let issued = UnixTime(nanoseconds: try signed())
    let kept = try optional { cursor throws(BundleProblem) in try cursor.kept() }
    do throws(RestoreError) {
      return try PortalBirth(root, wall, rows: rows, kept: kept, renewsTokens: renews, issued: issued)
    } catch {
      throw BundleProblem(start, "no directory: \(error.words)")
    }
  }

  private mutating func kept() throws(BundleProblem) -> PortalBirth.Kept {
    let starts = try varint()
    let (lab, directory) = (try rows(), try rows())
    let authorizations = try list { cursor throws(BundleProblem) in try cursor.authorization() }
    let record = PortalRecord(
      directory: directory, authorizations: authorizations, lastNumber: try number32())
    return PortalBirth.Kept(record, lab: lab, starts: starts)
  }

  mutating func rows() throws(BundleProblem) -> [DirectoryRow] {
    try list { cursor throws(BundleProblem) in
      let start = cursor.at
      let number = try cursor.byte()
      guard let kind = DirectoryRow.Kind(rawValue: Int(number)) else {
        throw BundleProblem(start, "there is no kind \(number) of rows")
      }
      let (id, text) = (try cursor.text(), try cursor.text())
      do throws(RowProblem) { return try DirectoryRow(.init(kind, id), text: text) } catch {
        throw BundleProblem(start, "\(kind.name): \(error.reason)")
      }
    }
  }

  private mutating func optional<Value>(
    _ read: (inout BundleCursor) throws(BundleProblem) -> Value
  ) throws(BundleProblem) -> Value? {
    try flag() ? try read(&self) : nil
  }

  private mutating func identifier<Kind>() throws(BundleProblem) -> Identifier<Kind> {
    let start = at
    let text = try text()
    guard let id = Identifier<Kind>(text) else { throw BundleProblem(start, "no identifier") }
    return id
  }

  private mutating func authorization() throws(BundleProblem) -> AuthorizationRow {
    let number = try number32()
    let client: ClientID = try identifier()
    let access = AccessPath(gateway: try identifier(), client: client, resource: try identifier())
    let policy: PolicyID? = try optional { cursor throws(BundleProblem) in try cursor.identifier() }
    let group: GroupID? = try optional { cursor throws(BundleProblem) in try cursor.identifier() }
    let basis = Authorization.Basis(policy: policy, group: group, token: try identifier(), site: try identifier())
    let created = UnixTime(nanoseconds: try signed())
    let confirmed = try optional { cursor throws(BundleProblem) in UnixTime(nanoseconds: try cursor.signed()) }
    let expires = UnixTime(nanoseconds: try signed())
    let end = try optional { cursor throws(BundleProblem) in
      AuthorizationRow.End(at: UnixTime(nanoseconds: try cursor.signed()), reason: try cursor.text())
    }
    var names = AuthorizationRow.Names()
    (names.client, names.actor, names.resource) = (try text(), try text(), try text())
    (names.gateway, names.site) = (try text(), try text())
    names.group = try optional { cursor throws(BundleProblem) in try cursor.text() }
    var row = AuthorizationRow(
      id: AuthorizationID(number), access: access, basis: basis, createdAt: created, expiresAt: expires, names: names)
    (row.confirmedAt, row.end) = (confirmed, end)
    return row
  }
}
