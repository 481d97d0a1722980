import Base
import Portal
import Wire

/// The end of what a gateway has with a client.
extension AccessGateway {
  /// With its last access gone, a client gets no more ICMP errors but a goodbye, and is forgotten.
  mutating func leaveIfUnused(_ client: ClientID, at now: Instant, into out: inout Outbox<Output>) {
    if clients[client]?.granted.isEmpty == true { leave(client, at: now, into: &out) }
  }

  private mutating func leave(_ client: ClientID, at now: Instant, into out: inout Outbox<Output>) {
    out.put(.event(.goodbye(.client(client), sent: true)))
    closeNameStreams(of: client, at: now, into: &out)
    tell(client, .goodbye, at: now, into: &out)
    remove(client, into: &out)
  }

  /// The client itself has left.
  mutating func forget(
    _ client: ClientID, _ cause: RemovalCause, at now: Instant, into out: inout Outbox<Output>
  ) {
    closeNameStreams(of: client, at: now, into: &out)
    for resource in clients[client]?.grants.keys ?? [] {
      out.put(.event(.authorizationRemoved(client, resource, by: cause)))
    }
    remove(client, into: &out)
  }

  /// The end of the process: what clients were let in for ends with it, and they shall know at once.
  mutating func shutDown(at now: Instant, into out: inout Outbox<Output>) {
    if channel.phase != .idle { out.put(.portal(.close)) }
    channel = Channel(chance: local.chance.stream("channel"))
    for client in clients.ids {
      for resource in clients[client]?.grants.keys ?? [] {
        out.put(.event(.authorizationRemoved(client, resource, by: .shutDown)))
      }
      leave(client, at: now, into: &out)
    }
    leaveRelays(at: now, into: &out)
  }

  /// Forgets the client, and with it what waited for its tunnel.
  private mutating func remove(_ client: ClientID, into out: inout Outbox<Output>) {
    guard let peer = clients.remove(client) else { return }
    for id in peer.connection.unsent where peer.connection.state != .failed { out.put(.event(.dropped(id, .connectionGone))) }
    out.put(.event(.connection(.client(client), .closed, nil)))
  }
}
