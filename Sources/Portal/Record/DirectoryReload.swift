import Base

// A directory that somebody else describes, a lab file say, and how the portal follows when the description changes.

extension DirectoryRow {
  /// Where tunnel addresses stand for nothing: whoever describes a directory does not choose them.
  private static let nowhere = Directory.TunnelPair(ipv4: IPv4Address(bits: 0), ipv6: IPv6Address(high: 0, low: 0))

  /// What two descriptions are compared by.
  package var described: DirectoryRow {
    switch self {
    case .client(var row):
      row.tunnel = Self.nowhere
      return .client(row)
    case .gateway(var row):
      row.tunnel = Self.nowhere
      return .gateway(row)
    default: return self
    }
  }

  /// A description's token ends so long after 1970 as the token shall be good.
  package func issued(at time: UnixTime) -> DirectoryRow {
    guard case .token(var row) = self, let end = row.expiresAt else { return self }
    row.expiresAt = time + (end - UnixTime(seconds: 0))
    return .token(row)
  }
}

extension DirectoryDifference {
  /// What an operator would do to follow. What has been done already, or has nothing to act on any more, is left out;
  /// what goes takes along what cannot be without it.
  ///
  /// - Parameters:
  ///   - directory: the portal's now, with whatever operators have changed besides.
  ///   - time: when new tokens are issued.
  package func actions(on directory: Directory, at time: UnixTime) -> [OperatorAction] {
    let gone = SortedTable(removed.map { ($0.key, ()) })
    var actions = put.flatMap { $0.issued(at: time).additions(to: directory) }
    for row in removed where !row.dependencies.contains(where: { gone.contains($0) }) {
      if let action = row.removal(from: directory) { actions.append(action) }
    }
    return actions
  }
}

extension DirectoryRow {
  fileprivate func additions(to directory: Directory) -> [OperatorAction] {
    switch self {
    case .account(let row): row == directory.account ? [] : [.putAccount(row)]
    case .site(let row): row == directory.sites[row.id] ? [] : [.putSite(row)]
    case .actor(let row): row == directory.actors[row.id] ? [] : [.putActor(row)]
    case .identity(let row): directory.identities[row.id] == nil ? [.addIdentity(row)] : []
    case .group(let row): directory.groups[row.id] == nil ? [.addGroup(row, members: [])] : []
    case .member(let row): directory.isMember(row.actor, of: row.group) ? [] : [.addMember(row.actor, row.group)]
    case .token(let row): row == directory.tokens[row.id] ? [] : [.putToken(row)]
    case .client(let row): Self.additions(of: row, to: directory)
    case .gateway(let row): Self.additions(of: row, to: directory)
    case .relay(let row): row == directory.relays[row.id] ? [] : [.putRelay(row)]
    case .resource(let row): row == directory.resources[row.id] ? [] : [.putResource(row)]
    case .policy(let row): row == directory.policies[row.id] ? [] : [.putPolicy(row)]
    }
  }

  /// A device of another owner is another device. One that has made its own row by connecting keeps that.
  private static func additions(of row: Directory.Client, to directory: Directory) -> [OperatorAction] {
    guard let old = directory.clients[row.id] else {
      let isThere = directory.clients(of: row.actor).contains { directory.clients[$0]?.externalID == row.externalID }
      return isThere ? [] : [.addClient(row)]
    }
    if old.actor != row.actor { return [.deleteClient(row.id), .addClient(row)] }
    return old.isVerified == row.isVerified ? [] : [.setVerified(row.id, row.isVerified)]
  }

  private static func additions(of row: Directory.Gateway, to directory: Directory) -> [OperatorAction] {
    guard let old = directory.gateways[row.id] else {
      let isThere = directory.gateways(in: row.site).contains { directory.gateways[$0]?.externalID == row.externalID }
      return isThere ? [] : [.addGateway(row)]
    }
    return old.site == row.site ? [] : [.deleteGateway(row.id), .addGateway(row)]
  }

  fileprivate func removal(from directory: Directory) -> OperatorAction? {
    switch self {
    case .account, .identity: nil
    case .site(let row): directory.sites[row.id].map { .deleteSite($0.id) }
    case .actor(let row): directory.actors[row.id].map { .deleteActor($0.id) }
    case .group(let row): directory.groups[row.id].map { .deleteGroup($0.id) }
    case .member(let row): directory.isMember(row.actor, of: row.group) ? .removeMember(row.actor, row.group) : nil
    case .token(let row): directory.tokens[row.id].map { .deleteToken($0.id) }
    case .client(let row): directory.clients[row.id].map { .deleteClient($0.id) }
    case .gateway(let row): directory.gateways[row.id].map { .deleteGateway($0.id) }
    case .relay(let row): directory.relays[row.id].map { .deleteRelay($0.id) }
    case .resource(let row): directory.resources[row.id].map { .deleteResource($0.id) }
    case .policy(let row): directory.policies[row.id].map { .deletePolicy($0.id) }
    }
  }

  /// Rows with which this one goes by itself.
  fileprivate var dependencies: [Key] {
    switch self {
    case .account, .site, .actor, .group, .relay, .resource: []
    case .identity(let row): [Key(.actor, "\(row.actor)")]
    case .member(let row): [Key(.group, "\(row.group)"), Key(.actor, "\(row.actor)")]
    case .token(let row): row.owner.holder.map { [$0] } ?? []
    case .client(let row): [Key(.actor, "\(row.actor)")]
    case .gateway(let row): [Key(.site, "\(row.site)")]
    case .policy(let row): [Key(.group, "\(row.group)"), Key(.resource, "\(row.resource)")]
    }
  }
}

extension Directory.Token.Owner {
  fileprivate var holder: DirectoryRow.Key? {
    if case .site(let site) = self { return .init(.site, "\(site)") }
    return actor.map { .init(.actor, "\($0)") }
  }
}
