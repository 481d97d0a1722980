import Base
import Portal
import Wire
import WireGuard

extension AccessGateway {
  var demultiplexer: Demultiplexer<ClientID> {
    get { clients.demultiplexer }
    set { clients.demultiplexer = newValue }
  }

  static func participant(_ client: ClientID) -> Participant { .client(client) }

  mutating func update(connectionTo client: ClientID, _ body: (inout Connection) -> Void) {
    _ = clients.update(client) { body(&$0.connection) }
  }

  /// The access outlives the connection: the client may come back by itself.
  mutating func connection(to client: ClientID, became state: ConnectionState, into out: inout Outbox<Output>) {}

  mutating func admit(
    _ packet: IPPacket, _ id: PacketID, from client: ClientID, at now: Instant, into out: inout Outbox<Output>
  ) {
    if let control = PeerControl(packet) {
      obey(control, id, from: client, into: &out)
      return
    }
    guard let peer = clients[client] else { return }
    if tunnelAddresses.contains(packet.destination), peer.addresses.contains(packet.source) {
      // The gateway itself may always be reached, without filters.
      out.put(.deliver(packet, id))
      return
    }
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
    case .malformed(let kind, let problem): out.put(.event(.dropped(id, .malformedControl(kind, problem))))
    case .assignedIPs: out.put(.event(.dropped(id, .unknownControl(0))))
    case .domainStatus: out.put(.event(.dropped(id, .unknownControl(1))))
    case .noAuthorization: out.put(.event(.dropped(id, .unknownControl(3))))
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
