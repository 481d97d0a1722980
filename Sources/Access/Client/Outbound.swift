import Base
import Portal
import Wire

extension AccessClient {
  /// A packet from an application: where does it go?
  mutating func route(_ packet: IPPacket, _ id: PacketID, at now: Instant, into out: inout Outbox<Output>) {
    if let drop = unroutable(packet) {
      out.put(.event(.dropped(id, drop)))
    } else if resolve(packet, id, at: now, into: &out) {
      return
    } else if packet.bytes.count > AddressPlan.mtu {
      refuse(packet, id, .tooBig, nil, .packetTooBig(mtu: UInt32(AddressPlan.mtu)), at: now, into: &out)
    } else if AddressPlan.isPeer(packet.destination) {
      guard let gateway = gateways.gateway(at: packet.destination) else {
        out.put(.event(.dropped(id, .unknownPeer)))
        return
      }
      send(packet, id, to: gateway, at: now, into: &out)
    } else if let resource = resource(of: packet) {
      route(packet, id, to: resource, at: now, into: &out)
    } else if quirks[.unknownVanishes] {
      out.put(.event(.dropped(id, .unknownResource)))
    } else {
      // Network unreachable, and no route: both read ENETUNREACH.
      refuse(packet, id, .noResource, nil, .unreachable(code: 0), at: now, into: &out)
    }
  }

  /// What is wrong with a packet whatever resource it may be for. The groups that the original drops itself, it drops
  /// by their addresses.
  private func unroutable(_ packet: IPPacket) -> AccessDrop? {
    let own = tunnelAddresses
    let to = packet.destination
    if own.isEmpty { return .notConfigured }
    if quirks[.routeForeignSources] { return Self.ignoredGroups.contains(to) ? .multicast : nil }
    if to.isMulticast, !LLMNR.groups.contains(to) { return .multicast }
    if !own.contains(packet.source) { return .foreignSource }
    if own.contains(to) { return .toSelf }
    return nil
  }

  /// IGMP and all routers (data plane §0.1).
  private static let ignoredGroups = [IPAddress("224.0.0.22"), IPAddress("ff02::2")].compactMap(\.self)

  func resource(of packet: IPPacket) -> ResourceID? {
    resource(at: packet.destination, packet.proto, port: packet.ports?.destination)
  }

  /// The resource that such traffic belongs to.
  func resource(at address: IPAddress, _ proto: IPProtocol, port: UInt16?) -> ResourceID? {
    let isBlind = quirks[.specificHidesBroad] || quirks[.noClientFilters]
    return resources.match(
      address, hasSentinels: quirks[.routeUnassignedSentinels], isInUse: { gateways.gatewayOf.contains($0) },
      allows: { isBlind || FilterEngine($0.filters).allows(proto, remotePort: port) })
  }

  /// Whether the filters that the client knows let such traffic through.
  func allows(_ resource: ResourceID, _ proto: IPProtocol, port: UInt16?) -> Bool {
    quirks[.noClientFilters]
      || resources.read(resource) { FilterEngine($0.filters).allows(proto, remotePort: port) } ?? false
  }

  private mutating func route(
    _ packet: IPPacket, _ id: PacketID, to resource: ResourceID, at now: Instant, into out: inout Outbox<Output>
  ) {
    guard allows(resource, packet.proto, port: packet.ports?.destination) else {
      // The gateway would refuse it as well; that its refusal then means a lost authorization depends on this.
      refuse(packet, id, .filter, resource, .prohibited(packet.family), at: now, into: &out)
      return
    }
    if let reason = asking.refusals.reason(for: resource, at: now) {
      refuse(packet, id, reason, resource, reason.error(packet.family), at: now, into: &out)
    } else if let gateway = gateways.gateway(of: resource) {
      pass(packet, id, of: resource, to: gateway, at: now, into: &out)
    } else {
      hold(packet, id, for: resource, at: now, into: &out)
    }
  }

  /// The resource has a gateway: the packet goes there, one to a name as soon as the gateway knows the name.
  mutating func pass(
    _ packet: IPPacket, _ id: PacketID, of resource: ResourceID, to gateway: GatewayID, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    if resources.read(resource, \.isName) == true {
      translate(packet, id, to: resource, by: gateway, at: now, into: &out)
    } else {
      out.put(.event(.routed(id, resource, gateway)))
      send(packet, id, to: gateway, at: now, into: &out)
    }
  }

  mutating func send(
    _ packet: IPPacket, _ id: PacketID, to gateway: GatewayID, at now: Instant, into out: inout Outbox<Output>
  ) {
    withConnection(to: gateway, at: now, into: &out) { $0.send(packet.bytes, id, at: now, into: &$1) }
  }
}
