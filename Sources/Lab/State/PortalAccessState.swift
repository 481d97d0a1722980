import Base
import Portal

// What lets somebody in at the portal: authorizations, policies, tokens, sessions.

extension ControlPlane {
  /// Rows from creation to end: who uses them, on what they stand, how long they last.
  func authorizationTable(_ look: StateLook) -> State {
    .table(
      columns: [
        "id", "client", "gateway", "resource", "created", "confirmed", "state", "expires_at", "left", "actor", "group",
        "ended",
      ],
      rows: authorizations.rows.map { row in
        let expiry = look.expiry(row.expiresAt)
        return [
          .number(Int64(row.id.number)), .text(look.names.name(row.client)), .text(look.names.name(row.gateway)),
          .text(look.names.name(row.resource)), .instant(row.createdAt), Fact(row.confirmedAt),
          .text(row.end.map { "ended: \($0.reason.words)" } ?? "live"), expiry.seconds,
          row.isLive ? expiry.left : .none, Fact(actor(of: row.client)),
          Fact(row.basis.group.map { directory.groups[$0]?.name ?? "-" }), Fact(row.end?.at),
        ]
      })
  }

  private func actor(of client: ClientID) -> String? {
    directory.clients[client].flatMap { directory.actors[$0.actor]?.name }
  }

  func policies(_ look: StateLook) -> State {
    .table(
      columns: ["resource", "group", "enabled", "expires_at", "conditions"],
      rows: directory.policies.values.map { policy in
        [
          .text(look.names.name(policy.resource)), .text(directory.groups[policy.group]?.name ?? "-"),
          .flag(policy.isEnabled), policy.expiresAt.map { .text($0.date) } ?? .none, Fact(policy.conditions.count),
        ]
      })
  }

  func tokens(_ look: StateLook) -> State {
    let time = look.wall.time(at: look.now)
    return .table(
      columns: ["kind", "owner", "clients", "expires_at", "left", "state"],
      rows: directory.tokens.values.map { token in
        let users = directory.clients.values.filter { $0.token == token.id }.map(\.name)
        let expiry = look.expiry(token.expiresAt)
        return [
          .text(token.kind.rawValue), Fact(owner(of: token)), .texts(users), expiry.seconds, expiry.left,
          .text(token.isGood(at: time) ? "good" : "expired"),
        ]
      })
  }

  private func owner(of token: Directory.Token) -> String? {
    if let actor = token.owner.actor { return directory.actors[actor]?.name }
    if case .site(let site) = token.owner { return directory.sites[site]?.name }
    return nil
  }

  /// The open sockets, and who is behind which.
  func sessions(_ look: StateLook) -> State {
    .table(
      columns: ["socket", "peer", "joined", "address", "resources"],
      rows: presence.sessions.map { socket, session in
        [
          .number(Int64(socket.number)), .text(look.names.name(session.participant)), .flag(session.isJoined),
          session.origin.remoteIP.map { .address($0) } ?? .none, Fact(session.connectable.count),
        ]
      })
  }
}
