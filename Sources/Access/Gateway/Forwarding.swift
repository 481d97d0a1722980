import Base
import HostStack
import Portal
import Wire
import WireGuard

extension AccessGateway {
  var demultiplexer: Demultiplexer<ClientID> {
    get { clients.demultiplexer }
    _modify { yield &clients.demultiplexer }
  }

  var connectedPeers: [ClientID] { clients.ids }

  static func participant(_ client: ClientID) -> Participant { .client(client) }

  mutating func update(connectionTo client: ClientID, _ body: (inout Connection) -> Void) {
    _ = clients.update(client) { body(&$0.connection) }
  }

  /// The access outlives the connection: the client may come back by itself.
  mutating func connection(to client: ClientID, became state: ConnectionState, into out: inout Outbox<Output>) {
    guard state == .failed, let connection = clients[client]?.connection else { return }
    clients.demultiplexer.unregister(connection.number, connection.identity)
    for id in connection.unsent { out.put(.event(.dropped(id, .connectionGone))) }
    update(connectionTo: client) { $0.waiting = WaitingLoad() }
  }

  /// Changes what is known of a client, and tells what became of its translations.
  mutating func change<Result>(
    _ client: ClientID, into out: inout Outbox<Output>, _ body: (inout ClientPeer, inout [NATChange]) -> Result
  ) -> Result? {
    var changes: [NATChange] = []
    let result = clients.update(client) { body(&$0, &changes) }
    for change in changes { out.put(.event(.natChanged(client, change))) }
    return result
  }

  mutating func admit(
    _ packet: IPPacket, _ id: PacketID, from client: ClientID, at now: Instant, into out: inout Outbox<Output>
  ) {
    // Nothing passes at or after the end of its access, whether or not the timer has come first.
    expire(client, at: now, into: &out)
    if let control = PeerControl(packet) {
      obey(control, id, from: client, at: now, into: &out)
      return
    }
    let (own, quirks) = (tunnelAddresses, quirks)
    switch change(client, into: &out, { $0.admit(packet, own: own, quirks, at: now, &$1) }) {
    case .own: take(packet, id, from: client, at: now, into: &out)
    case .passes(let packet, let resource):
      out.put(.event(.permitted(id, client, resource)))
      out.put(.deliver(packet, id))
    case .refused(let reason, let resource):
      refuse(packet, id, reason, resource, of: client, at: now, into: &out)
    case .dropped(let drop): out.put(.event(.dropped(id, drop)))
    case nil: out.put(.event(.dropped(id, .noPeerState)))
    }
  }

  /// The gateway itself may always be reached, without filters. It answers DNS, and hands the rest to its own stack.
  private mutating func take(
    _ packet: IPPacket, _ id: PacketID, from client: ClientID, at now: Instant, into out: inout Outbox<Output>
  ) {
    switch packet.transport {
    case .udp(let udp) where udp.destinationPort == NameForwarding.port && !packet.isFragment:
      let asker = NameForwarding.Asker.datagram(
        to: Endpoint(packet.source, udp.sourcePort), from: Endpoint(packet.destination, udp.destinationPort))
      serve(Array(packet.bytes[udp.payload]), asker, id, from: client, at: now, into: &out)
    case .tcp(let tcp) where tcp.destinationPort == NameForwarding.port && !packet.isFragment:
      takeSegment(packet, id, at: now, into: &out)
    default: out.put(.deliver(packet, id))
    }
  }

  private mutating func obey(
    _ control: PeerControl, _ id: PacketID, from client: ClientID, at now: Instant, into out: inout Outbox<Output>
  ) {
    switch control {
    case .goodbye:
      out.put(.event(.taken(id)))
      out.put(.event(.goodbye(.client(client), sent: false)))
      forget(client, .goodbye, at: now, into: &out)
    case .assignedIPs(let assigned):
      out.put(.event(.taken(id)))
      setUp(assigned, for: client, at: now, into: &out)
    case .unknown(let kind): out.put(.event(.dropped(id, .unknownControl(kind))))
    case .malformed(let kind, let problem): out.put(.event(.dropped(id, .malformedControl(kind, problem))))
    // Only gateways say these.
    case .domainStatus: out.put(.event(.dropped(id, .unknownControl(1))))
    case .noAuthorization: out.put(.event(.dropped(id, .unknownControl(3))))
    }
  }

  /// A packet from the resources' side.
  mutating func forward(_ packet: IPPacket, _ id: PacketID, at now: Instant, into out: inout Outbox<Output>) {
    guard let client = clients.client(at: packet.destination) else {
      if AddressPlan.isPeer(packet.destination), !tunnelAddresses.contains(packet.destination) {
        refuse(reply: packet, id, .clientGone, to: nil, at: now, into: &out)
      } else {
        out.put(.event(.dropped(id, .notAPeer)))
      }
      return
    }
    expire(client, at: now, into: &out)
    if clients.read(client, { $0.connection.state }) == .failed {
      refuse(reply: packet, id, .notConnected, to: client, at: now, into: &out)
      return
    }
    if tunnelAddresses.contains(packet.source) {
      withConnection(to: client, at: now, into: &out) { $0.send(packet.bytes, id, at: now, into: &$1) }
      return
    }
    let quirks = quirks
    switch change(client, into: &out, { $0.takeBack(packet, quirks, at: now, &$1) }) {
    case .passes(let packet):
      withConnection(to: client, at: now, into: &out) { $0.send(packet.bytes, id, at: now, into: &$1) }
    case .dropped(let drop): out.put(.event(.dropped(id, drop)))
    case nil: refuse(reply: packet, id, .clientGone, to: nil, at: now, into: &out)
    }
  }
}
