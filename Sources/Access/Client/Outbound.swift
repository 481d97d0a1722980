import Base
import Portal
import Wire

extension AccessClient {
  /// A packet from an application: where does it go?
  mutating func route(_ packet: IPPacket, _ id: PacketID, at now: Instant, into out: inout Outbox<Output>) {
    if let drop = unroutable(packet) {
      out.put(.event(.dropped(id, drop)))
    } else if packet.bytes.count > AddressPlan.mtu {
      refuse(packet, id, .tooBig, nil, .packetTooBig(mtu: UInt32(AddressPlan.mtu)), into: &out)
    } else if AddressPlan.isPeer(packet.destination) {
      guard let gateway = gateways.gateway(at: packet.destination) else {
        out.put(.event(.dropped(id, .unknownPeer)))
        return
      }
      send(packet, id, to: gateway, at: now, into: &out)
    } else if let resource = resource(of: packet) {
      route(packet, id, to: resource, at: now, into: &out)
    } else {
      out.put(.event(.dropped(id, .unknownResource)))
    }
  }

  /// What is wrong with a packet whatever resource it may be for.
  private func unroutable(_ packet: IPPacket) -> AccessDrop? {
    let own = tunnelAddresses
    if own.isEmpty { return .notConfigured }
    if packet.destination.isMulticast { return .multicast }
    if !own.contains(packet.source) { return .foreignSource }
    if own.contains(packet.destination) { return .toSelf }
    return nil
  }

  func resource(of packet: IPPacket) -> ClientResource? {
    resources.match(packet.destination) { FilterEngine($0.filters).allowsOutbound(packet) }
  }

  private mutating func route(
    _ packet: IPPacket, _ id: PacketID, to resource: ClientResource, at now: Instant, into out: inout Outbox<Output>
  ) {
    guard FilterEngine(resource.filters).allowsOutbound(packet) else {
      // The gateway would refuse it as well; that its refusal then means a lost authorization depends on this.
      refuse(packet, id, .filter, resource.id, .prohibited(packet.family), into: &out)
      return
    }
    if let reason = asking.refusals.reason(for: resource.id, at: now) {
      refuse(packet, id, reason, resource.id, reason.error(packet.family), into: &out)
    } else if let gateway = gateways.gateway(of: resource.id) {
      out.put(.event(.routed(id, resource.id, gateway)))
      send(packet, id, to: gateway, at: now, into: &out)
    } else {
      hold(packet, id, for: resource.id, at: now, into: &out)
    }
  }

  mutating func send(
    _ packet: IPPacket, _ id: PacketID, to gateway: GatewayID, at now: Instant, into out: inout Outbox<Output>
  ) {
    withConnection(to: gateway, at: now, into: &out) { $0.send(packet.bytes, id, at: now, into: &$1) }
  }
}
