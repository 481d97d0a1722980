import Base
import Portal
import Wire
import WireGuard

extension AccessClient {
  /// A datagram from the network.
  mutating func receive(
    _ bytes: [UInt8], _ from: Endpoint, _ to: Endpoint, _ id: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    switch gateways.demultiplexer.judge(bytes, from: from.address, id, at: now) {
    case .tunnel(let gateway, let input):
      withConnection(to: gateway, at: now, into: &out) { $0.receive(input, from: from, to: to, at: now, into: &$1) }
    case .cookie(let reply): out.put(.datagram(reply, from: to, to: from, .none))
    case .rejected(let rejection): out.put(.event(.dropped(id, .notAPeerMessage(rejection))))
    }
  }

  /// Lets a connection act, and does what it wants done.
  mutating func withConnection(
    to gateway: GatewayID, at now: Instant, into out: inout Outbox<Output>,
    _ body: (inout Connection, inout Outbox<Connection.Output>) -> Void
  ) {
    let outputs = out.nested { inner in _ = gateways.update(gateway) { body(&$0.connection, &inner) } }
    for output in outputs {
      switch output {
      case .datagram(let bytes, let path, let id):
        out.put(.datagram(bytes, from: path.local, to: path.remote, id))
      case .deliver(let bytes, let id): deliver(bytes, id, from: gateway, at: now, into: &out)
      case .tunnel(let event): out.put(.event(.tunnel(.gateway(gateway), event)))
      case .secret(let secret): out.put(.secret(secret))
      case .state(let state, let failure):
        out.put(.event(.connection(.gateway(gateway), state, failure)))
        if state == .failed { forget(gateway, into: &out) }
        if state == .established, let site = gateways.peers[gateway]?.site { sites[site] = .online }
      }
    }
  }

  /// Forgets a gateway and all that it served; the next packet for any of it asks anew.
  mutating func forget(_ gateway: GatewayID, into out: inout Outbox<Output>) {
    guard let peer = gateways.remove(gateway) else { return }
    sites[peer.site] = .unknown
    for id in peer.connection.unsent { out.put(.event(.dropped(id, .connectionGone))) }
  }

  /// A decrypted packet from a gateway.
  private mutating func deliver(
    _ bytes: [UInt8], _ id: PacketID, from gateway: GatewayID, at now: Instant, into out: inout Outbox<Output>
  ) {
    let packet: IPPacket
    do throws(MalformedPacket) { packet = try IPPacket(bytes) } catch {
      out.put(.event(.dropped(id, .malformed(error))))
      return
    }
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
    }
  }
}
