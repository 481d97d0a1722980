import Base
import Portal
import Wire
import WireGuard

extension AccessGateway {
  /// A datagram from the network.
  mutating func receive(
    _ bytes: [UInt8], _ from: Endpoint, _ to: Endpoint, _ id: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    switch clients.demultiplexer.judge(bytes, from: from.address, id, at: now) {
    case .tunnel(let client, let input):
      withConnection(to: client, at: now, into: &out) { $0.receive(input, from: from, to: to, at: now, into: &$1) }
    case .cookie(let reply): out.put(.datagram(reply, from: to, to: from, .none))
    case .rejected(let rejection): out.put(.event(.dropped(id, .notAPeerMessage(rejection))))
    }
  }

  /// Lets a connection act, and does what it wants done.
  mutating func withConnection(
    to client: ClientID, at now: Instant, into out: inout Outbox<Output>,
    _ body: (inout Connection, inout Outbox<Connection.Output>) -> Void
  ) {
    let outputs = out.nested { inner in _ = clients.update(client) { body(&$0.connection, &inner) } }
    for output in outputs {
      switch output {
      case .datagram(let bytes, let path, let id):
        out.put(.datagram(bytes, from: path.local, to: path.remote, id))
      case .deliver(let bytes, let id): admit(bytes, id, from: client, at: now, into: &out)
      case .tunnel(let event): out.put(.event(.tunnel(.client(client), event)))
      case .secret(let secret): out.put(.secret(secret))
      // The access outlives the connection: the client may come back by itself.
      case .state(let state, let failure): out.put(.event(.connection(.client(client), state, failure)))
      }
    }
  }

  /// A decrypted packet from a client.
  private mutating func admit(
    _ bytes: [UInt8], _ id: PacketID, from client: ClientID, at now: Instant, into out: inout Outbox<Output>
  ) {
    let packet: IPPacket
    do throws(MalformedPacket) { packet = try IPPacket(bytes) } catch {
      out.put(.event(.dropped(id, .malformed(error))))
      return
    }
    if let control = PeerControl(packet) {
      obey(control, id, from: client, into: &out)
      return
    }
    guard let peer = clients[client] else { return }
    switch peer.judge(packet) {
    case .permitted(let resource):
      out.put(.event(.permitted(id, client, resource)))
      out.put(.deliver(packet, id))
    case .refused(let reason, let resource):
      refuse(packet, id, reason, resource, of: client, at: now, into: &out)
    }
  }

  private mutating func refuse(
    _ packet: IPPacket, _ id: PacketID, _ reason: Refusal.Reason, _ resource: ResourceID?, of client: ClientID,
    at now: Instant, into out: inout Outbox<Output>
  ) {
    if let reason = packet.mayNotBeReported {
      out.put(.event(.dropped(id, .noErrorAllowed(reason))))
      return
    }
    let error = ICMPError.prohibited(packet.family)
    guard let answer = IPPacket.error(error, about: packet) else { return }
    let answerID = out.mint()
    out.put(
      .event(
        .refused(
          Refusal(packet: id, reason: reason, client: client, resource: resource, error: error, answer: answerID))))
    withConnection(to: client, at: now, into: &out) { $0.send(answer.bytes, answerID, at: now, into: &$1) }
  }

  private mutating func obey(
    _ control: PeerControl, _ id: PacketID, from client: ClientID, into out: inout Outbox<Output>
  ) {
    switch control {
    case .goodbye:
      out.put(.event(.goodbye(.client(client), sent: false)))
      guard let peer = remove(client, into: &out) else { return }
      for resource in peer.grants.keys {
        out.put(.event(.authorizationRemoved(client, resource, by: .goodbye)))
      }
      out.put(.event(.connection(.client(client), .closed, nil)))
    case .unknown(let kind): out.put(.event(.dropped(id, .unknownControl(kind))))
    }
  }

  /// A packet from the resources' side.
  mutating func forward(_ packet: IPPacket, _ id: PacketID, at now: Instant, into out: inout Outbox<Output>) {
    guard let client = clients.client(at: packet.destination), let peer = clients[client] else {
      out.put(.event(.dropped(id, .notAPeer)))
      return
    }
    guard peer.mayReturn(packet) || tunnelAddresses.contains(packet.source) else {
      out.put(.event(.dropped(id, .unauthorizedReply)))
      return
    }
    withConnection(to: client, at: now, into: &out) { $0.send(packet.bytes, id, at: now, into: &$1) }
  }
}
