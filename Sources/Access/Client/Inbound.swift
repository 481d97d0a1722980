import Base
import Portal
import Wire
import WireGuard

extension AccessClient {
  var demultiplexer: Demultiplexer<GatewayID> {
    get { gateways.demultiplexer }
    _modify { yield &gateways.demultiplexer }
  }

  var connectedPeers: [GatewayID] { gateways.peers.keys }

  static func participant(_ gateway: GatewayID) -> Participant { .gateway(gateway) }

  mutating func update(connectionTo gateway: GatewayID, _ body: (inout Connection) -> Void) {
    _ = gateways.update(gateway) { body(&$0.connection) }
  }

  mutating func connection(
    to gateway: GatewayID, became state: ConnectionState, into out: inout Outbox<Output>
  ) {
    if state == .failed { forget(gateway, into: &out) }
    if state == .established, let site = gateways.peers[gateway]?.site {
      changeSites(into: &out) { $0.markOnline(site) }
    }
  }

  /// Forgets a gateway and all that it served; the next packet for any of it asks anew.
  mutating func forget(_ gateway: GatewayID, into out: inout Outbox<Output>) {
    guard let peer = gateways.remove(gateway) else { return }
    changeSites(into: &out) { $0.markUnknown(peer.site) }
    for id in peer.connection.unsent { out.put(.event(.dropped(id, .connectionGone))) }
    for id in translations.clear(of: gateway) { out.put(.event(.dropped(id, .connectionGone))) }
  }

  mutating func admit(
    _ packet: IPPacket, _ id: PacketID, from gateway: GatewayID, at now: Instant, into out: inout Outbox<Output>
  ) {
    if let control = PeerControl(packet) {
      obey(control, id, from: gateway, at: now, into: &out)
    } else if !mayCome(packet, from: gateway) {
      out.put(.event(.dropped(id, .sourceNotAllowed)))
    } else if !tunnelAddresses.contains(packet.destination) {
      out.put(.event(.dropped(id, .notForUs)))
    } else {
      notice(packet, id, from: gateway, at: now, into: &out)
      if isTaken(packet, id, at: now, into: &out) { return }
      out.put(.deliver(packet, id))
    }
  }

  /// Takes what answers the client's own resolver.
  private mutating func isTaken(
    _ packet: IPPacket, _ id: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) -> Bool {
    takeAnswer(packet, id, at: now, into: &out) || takeError(packet, id, at: now, into: &out)
      || takeSegmentOfOurs(packet, id, at: now, into: &out)
  }

  /// A router on the way reports from an address of its own: what counts is what it quotes.
  private func mayCome(_ packet: IPPacket, from gateway: GatewayID) -> Bool {
    guard let peer = gateways.peers[gateway] else { return false }
    if peer.mayComeFrom(packet.source) { return true }
    guard let quoted = packet.reportedError?.quoted else { return false }
    return tunnelAddresses.contains(quoted.source) && peer.mayComeFrom(quoted.destination)
  }

  private mutating func obey(
    _ control: PeerControl, _ id: PacketID, from gateway: GatewayID, at now: Instant, into out: inout Outbox<Output>
  ) {
    switch control {
    case .goodbye:
      out.put(.event(.taken(id)))
      out.put(.event(.goodbye(.gateway(gateway), sent: false)))
      forget(gateway, into: &out)
      out.put(.event(.connection(.gateway(gateway), .closed, nil)))
    case .domainStatus(let status): obey(status, id, from: gateway, at: now, into: &out)
    case .noAuthorization(let refused): notice(refused, id, from: gateway, at: now, into: &out)
    case .unknown(let kind): out.put(.event(.dropped(id, .unknownControl(kind))))
    case .malformed(let kind, let problem): out.put(.event(.dropped(id, .malformedControl(kind, problem))))
    // What only a client says.
    case .assignedIPs: out.put(.event(.dropped(id, .unknownControl(0))))
    }
  }
}
