import Base

// What leaves the portal, and when clients are told of changes.

extension ControlPlane {
  /// Nothing happens when the client's channel is not joined: it will be told everything when it is.
  func send(_ message: ToClient, to client: ClientID, into out: inout Outbox<Output>) {
    guard let to = presence.joined(.client(client)) else { return }
    let frame = ChannelFrame(topic: ToClient.topic, content: .message(message), ref: nil)
    out.put(.text(to.socket, frame.text))
    out.put(.event(.sent(.client(client), .toClient(message))))
  }

  func send(_ message: ToGateway, to gateway: GatewayID, into out: inout Outbox<Output>) {
    guard let to = presence.joined(.gateway(gateway)) else { return }
    let frame = ChannelFrame(topic: ToGateway.topic, content: .message(message), ref: nil)
    out.put(.text(to.socket, frame.text))
    out.put(.event(.sent(.gateway(gateway), .toGateway(message))))
  }

  /// Tells every client what it may reach no longer, then what it may reach now or what looks different.
  mutating func refreshClients(at now: Instant, into out: inout Outbox<Output>) {
    for client in presence.joinedClients { refresh(client, at: now, into: &out) }
  }

  private mutating func refresh(_ client: ClientID, at now: Instant, into out: inout Outbox<Output>) {
    guard let (socket, _) = presence.joined(.client(client)), let session = presence[socket] else { return }
    let old = session.connectable
    let new = directory.connectable(for: client, at: wall.time(at: now))
    guard new != old else { return }
    presence.update(socket) { $0.connectable = new }
    for resource in old.values where !isContinued(resource, by: new[resource.id]) {
      send(.resourceDeleted(resource.id), to: client, into: &out)
    }
    for resource in new.values where resource != old[resource.id] {
      send(.resourceCreatedOrUpdated(resource), to: client, into: &out)
    }
  }

  /// Clients cannot follow a resource from one site to another: they are told that it went, and then that it came.
  private func isContinued(_ old: ClientResource, by new: ClientResource?) -> Bool {
    guard let new else { return false }
    return new.sites == old.sites
  }
}
