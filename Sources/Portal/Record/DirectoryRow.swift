import Base

/// One row of a directory by itself: what a database keeps of it, and what two directories are compared by.
package enum DirectoryRow: Hashable, Sendable {
  case account(Directory.Account)
  case site(Directory.Site)
  case actor(Directory.Actor)
  case identity(Directory.Identity)
  case group(Directory.Group)
  /// Of a group that is not managed: a managed one has everybody.
  case member(Member)
  case token(Directory.Token)
  case client(Directory.Client)
  case gateway(Directory.Gateway)
  case relay(Directory.Relay)
  case resource(Directory.Resource)
  case policy(Directory.Policy)

  /// In the order in which rows can come in: none refers to a later kind.
  package enum Kind: Int, Hashable, Comparable, Sendable, CaseIterable {
    case account, site, actor, identity, group, member, token, client, gateway, relay, resource, policy

    /// `account`, `site`
    package var name: String { "\(self)" }

    package static func < (a: Kind, b: Kind) -> Bool { a.rawValue < b.rawValue }
  }

  package struct Member: Hashable, Codable, Sendable {
    package var group: GroupID
    package var actor: ActorID
  }

  /// What a row is found by.
  package struct Key: Hashable, Comparable, Sendable {
    package var kind: Kind
    /// A UUID; two for a membership.
    package var id: String

    package init(_ kind: Kind, _ id: String) {
      self.kind = kind
      self.id = id
    }

    package static func < (a: Key, b: Key) -> Bool { (a.kind, a.id) < (b.kind, b.id) }
  }

  package var key: Key {
    switch self {
    // There is one.
    case .account: Key(.account, "account")
    case .site(let row): Key(.site, "\(row.id)")
    case .actor(let row): Key(.actor, "\(row.id)")
    case .identity(let row): Key(.identity, "\(row.id)")
    case .group(let row): Key(.group, "\(row.id)")
    case .member(let row): Key(.member, "\(row.group) \(row.actor)")
    case .token(let row): Key(.token, "\(row.id)")
    case .client(let row): Key(.client, "\(row.id)")
    case .gateway(let row): Key(.gateway, "\(row.id)")
    case .relay(let row): Key(.relay, "\(row.id)")
    case .resource(let row): Key(.resource, "\(row.id)")
    case .policy(let row): Key(.policy, "\(row.id)")
    }
  }
}

extension Directory {
  /// Everything, in ascending order of keys. Complexity: O(rows).
  package var rows: [DirectoryRow] {
    var rows: [DirectoryRow] = [.account(account)]
    rows += sites.values.map { .site($0) }
    rows += actors.values.map { .actor($0) }
    rows += identities.values.map { .identity($0) }
    rows += groups.values.map { .group($0) }
    for group in groups.values where group.kind != .managed {
      rows += members(of: group.id).map { .member(.init(group: group.id, actor: $0)) }
    }
    rows += tokens.values.map { .token($0) }
    rows += clients.values.map { .client($0) }
    rows += gateways.values.map { .gateway($0) }
    rows += relays.values.map { .relay($0) }
    rows += resources.values.map { .resource($0) }
    rows += policies.values.map { .policy($0) }
    return rows
  }

  /// A participant's row; nil where it has none.
  package func row(of participant: Participant) -> DirectoryRow? {
    switch participant {
    case .client(let id): clients[id].map { .client($0) }
    case .gateway(let id): gateways[id].map { .gateway($0) }
    case .relay(let id): relays[id].map { .relay($0) }
    }
  }
}
