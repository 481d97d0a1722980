import Base

// Clients, gateways and relays.

extension ControlPlane {
  mutating func operate(
    onDevices action: OperatorAction, at now: Instant, into out: inout Outbox<Output>
  ) throws(DirectoryError) {
    switch action {
    case .addClient(let row):
      try directory.addClient(
        row.id, name: row.name, actor: row.actor, token: row.token, pskBase: row.pskBase, externalID: row.externalID)
      directory.clients.update(row.id) { $0.isVerified = row.isVerified }
    case .addGateway(let row):
      try directory.addGateway(
        row.id, name: row.name, site: row.site, pskBase: row.pskBase, externalID: row.externalID)
    case .setVerified(let id, let isVerified): try setVerified(id, isVerified, at: now, into: &out)
    case .deleteClient(let id):
      try directory.deleteClient(id)
      farewell(id, .clientDeleted, at: now, into: &out)
    case .deleteGateway(let id):
      try directory.deleteGateway(id)
      end(.gatewayDeleted, authorizations.live(.gateway(id)), at: now, into: &out)
      dismiss(.gateway(id), at: now, into: &out)
    case .putRelay(let relay): try directory.put(relay)
    case .deleteRelay(let id):
      try directory.deleteRelay(id)
      dismiss(.relay(id), at: now, into: &out)
    default: break
    }
  }

  private mutating func setVerified(
    _ id: ClientID, _ isVerified: Bool, at now: Instant, into out: inout Outbox<Output>
  ) throws(DirectoryError) {
    guard let client = directory.clients[id] else { throw .unknownClient(id) }
    guard client.isVerified != isVerified else { return }
    directory.clients.update(id) { $0.isVerified = isVerified }
    refresh([id], directory.resources(of: client.actor), at: now, into: &out)
    if !isVerified { end(.clientUnverified, authorizations.live(.client(id)), at: now, into: &out) }
  }

  /// What follows when a client's row is gone: its channel stops, and its access.
  mutating func farewell(_ id: ClientID, _ reason: EndReason, at now: Instant, into out: inout Outbox<Output>) {
    dismiss(.client(id), at: now, into: &out)
    end(reason, authorizations.live(.client(id)), at: now, into: &out)
  }

  /// Stops a participant's channel: a relay is told to disconnect, others that the channel has closed.
  mutating func dismiss(_ participant: Participant, at now: Instant, into out: inout Outbox<Output>) {
    guard let socket = presence.socket(of: participant), let session = presence[socket] else { return }
    let content: ChannelFrame<ToRelay>.Content =
      if case .relay = participant { .disconnect(reason: "token_expired") } else { .close }
    if session.isJoined {
      out.put(.text(socket, ChannelFrame(topic: session.topic, content: content, ref: nil).text))
    }
    hangUp(socket, at: now, into: &out)
  }
}
