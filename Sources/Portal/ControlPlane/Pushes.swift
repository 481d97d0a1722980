import Base

// What leaves the portal, and when clients are told of changes.

extension ControlPlane {
  /// Nothing happens when the client's channel is not joined: it will be told everything when it is.
  func send(_ message: ToClient, to client: ClientID, into out: inout Outbox<Output>) {
    push(message, .toClient(message), to: .client(client), into: &out)
  }

  func send(_ message: ToGateway, to gateway: GatewayID, into out: inout Outbox<Output>) {
    push(message, .toGateway(message), to: .gateway(gateway), into: &out)
  }

  func send(_ message: ToRelay, to relay: RelayID, into out: inout Outbox<Output>) {
    push(message, .toRelay(message), to: .relay(relay), into: &out)
  }

  private func push<Message: ControlMessage>(
    _ message: Message, _ told: PortalMessage, to participant: Participant, into out: inout Outbox<Output>
  ) {
    guard let socket = presence.socket(of: participant), presence[socket]?.isJoined == true else { return }
    out.put(.text(socket, ChannelFrame(topic: Message.topic, content: .message(message), ref: nil).text))
    out.put(.event(.sent(participant, told)))
  }

  /// Tells clients which of these resources they may reach no longer, then which they may reach now or look different.
  ///
  /// Complexity: O(clients × resources × policies of each).
  mutating func refresh(
    _ clients: [ClientID], _ resources: [ResourceID], at now: Instant, into out: inout Outbox<Output>
  ) {
    for client in clients { refresh(client, resources, at: now, into: &out) }
  }

  private mutating func refresh(
    _ client: ClientID, _ resources: [ResourceID], at now: Instant, into out: inout Outbox<Output>
  ) {
    guard let (socket, _) = presence.joined(.client(client)), let session = presence[socket] else { return }
    let time = wall.time(at: now)
    var (gone, come): ([ResourceID], [ClientResource]) = ([], [])
    for id in resources {
      let (old, new) = (session.connectable[id], directory.connectable(id, for: client, at: time))
      guard old != new else { continue }
      presence.update(socket) { $0.connectable[id] = new }
      if let old, !isContinued(old, by: new) { gone.append(id) }
      if let new { come.append(new) }
    }
    for id in gone { send(.resourceDeleted(id), to: client, into: &out) }
    for resource in come { send(.resourceCreatedOrUpdated(resource), to: client, into: &out) }
  }

  /// Clients cannot follow a resource from one site to another: they are told that it went, and then that it came.
  private func isContinued(_ old: ClientResource, by new: ClientResource?) -> Bool {
    guard let new else { return false }
    return new.sites == old.sites
  }
}
