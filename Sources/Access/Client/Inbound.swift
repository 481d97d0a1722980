import Base
import Portal
import Wire
import WireGuard

extension AccessClient {
  var demultiplexer: Demultiplexer<GatewayID> {
    get { gateways.demultiplexer }
    set { gateways.demultiplexer = newValue }
  }

  static func participant(_ gateway: GatewayID) -> Participant { .gateway(gateway) }

  mutating func update(connectionTo gateway: GatewayID, _ body: (inout Connection) -> Void) {
    _ = gateways.update(gateway) { body(&$0.connection) }
  }

  mutating func connection(
    to gateway: GatewayID, became state: ConnectionState, into out: inout Outbox<Output>
  ) {
    if state == .failed { forget(gateway, into: &out) }
    if state == .established, let site = gateways.peers[gateway]?.site { sites[site] = .online }
  }

  /// Forgets a gateway and all that it served; the next packet for any of it asks anew.
  mutating func forget(_ gateway: GatewayID, into out: inout Outbox<Output>) {
    guard let peer = gateways.remove(gateway) else { return }
    sites[peer.site] = .unknown
    for id in peer.connection.unsent { out.put(.event(.dropped(id, .connectionGone))) }
  }

  mutating func admit(
    _ packet: IPPacket, _ id: PacketID, from gateway: GatewayID, at now: Instant, into out: inout Outbox<Output>
  ) {
    if let control = PeerControl(packet) {
      obey(control, id, from: gateway, into: &out)
    } else if gateways.peers[gateway]?.mayComeFrom(packet.source) != true {
      out.put(.event(.dropped(id, .sourceNotAllowed)))
    } else if !tunnelAddresses.contains(packet.destination) {
      out.put(.event(.dropped(id, .notForUs)))
    } else {
      notice(packet, id, from: gateway, at: now, into: &out)
      out.put(.deliver(packet, id))
    }
  }

  private mutating func obey(
    _ control: PeerControl, _ id: PacketID, from gateway: GatewayID, into out: inout Outbox<Output>
  ) {
    switch control {
    case .goodbye:
      out.put(.event(.goodbye(.gateway(gateway), sent: false)))
      forget(gateway, into: &out)
      out.put(.event(.connection(.gateway(gateway), .closed, nil)))
    case .unknown(let kind): out.put(.event(.dropped(id, .unknownControl(kind))))
    case .malformed(let kind, let problem): out.put(.event(.dropped(id, .malformedControl(kind, problem))))
    case .assignedIPs: out.put(.event(.dropped(id, .unknownControl(0))))
    case .domainStatus: out.put(.event(.dropped(id, .unknownControl(1))))
    case .noAuthorization: out.put(.event(.dropped(id, .unknownControl(3))))
    }
  }
}
