import Base

/// Why rows make no directory.
package enum RestoreError: Error, Hashable, Sendable {
  case noAccount
  case refused(DirectoryRow.Key, DirectoryError)
}

extension Directory {
  /// The directory that has these rows: they are looked at as if they came in anew, but devices keep their addresses.
  ///
  /// - Parameter rows: in ascending order of keys.
  package init(rows: [DirectoryRow]) throws(RestoreError) {
    guard case .account(let account)? = rows.first else { throw .noAccount }
    self.init(account: account)
    for row in rows.dropFirst() {
      do throws(DirectoryError) { try restore(row) } catch { throw .refused(row.key, error) }
    }
  }

  private mutating func restore(_ row: DirectoryRow) throws(DirectoryError) {
    switch row {
    case .account(let row): account = row
    case .site(let row): try put(row)
    case .actor(let row): try put(row)
    case .identity(let row): try add(row)
    case .group(let row): try add(row)
    case .member(let row): _ = try setMember(row.actor, of: row.group, true)
    case .token(let row): try put(row)
    case .client(let row): try restore(row)
    case .gateway(let row): try restore(row)
    case .relay(let row): try put(row)
    case .resource(let row): try restore(row)
    case .policy(let row): try put(row)
    }
  }

  private mutating func restore(_ row: Client) throws(DirectoryError) {
    try Self.check(name: row.name)
    guard actors[row.actor] != nil else { throw .unknownActor(row.actor) }
    guard row.pskBase.count == 32 else { throw .pskBaseLength(row.pskBase.count) }
    // The token that it came with last may be gone by now.
    clients[row.id] = row
    links.clients.set(row.actor, row.id, true)
    addresses.keep(row.tunnel)
  }

  private mutating func restore(_ row: Gateway) throws(DirectoryError) {
    try Self.check(name: row.name)
    guard sites[row.site] != nil else { throw .unknownSite(row.site) }
    guard row.pskBase.count == 32 else { throw .pskBaseLength(row.pskBase.count) }
    gateways[row.id] = row
    links.gateways.set(row.site, row.id, true)
    addresses.keep(row.tunnel)
  }

  /// A resource whose only site was deleted stays, and nobody reaches it.
  private mutating func restore(_ row: Resource) throws(DirectoryError) {
    if row.sites.isEmpty { resources[row.id] = row } else { try put(row) }
  }
}
