import Base
import Portal
import Wire

extension AccessClient {
  /// Looks at what comes out of a tunnel for signs of whether the gateway still knows of the access.
  mutating func notice(
    _ packet: IPPacket, _ id: PacketID, from gateway: GatewayID, at now: Instant, into out: inout Outbox<Output>
  ) {
    if case .icmp(let icmp) = packet.transport, icmp.isError {
      guard let (error, quoted) = packet.reportedError, error.isProhibited(packet.family) else { return }
      judge(packet, id, quoted, from: gateway, at: now, into: &out)
    } else {
      asking.recovery.flows(.init(packet.source, packet.proto, port: packet.ports?.source), at: now)
    }
  }

  private mutating func judge(
    _ packet: IPPacket, _ id: PacketID, _ quoted: QuotedPacket, from gateway: GatewayID, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    let resource = resources.match(quoted.destination) { FilterEngine($0.filters).allows(quoted) }
    let verdict = verdict(on: packet, quoted, resource, from: gateway, at: now)
    out.put(.event(.prohibited(id, resource?.id, verdict)))
    if verdict == .reauthorize, let resource {
      ask(for: resource.id, because: .icmpProhibited, at: now, into: &out)
    }
  }

  private mutating func verdict(
    on packet: IPPacket, _ quoted: QuotedPacket, _ resource: ClientResource?, from gateway: GatewayID, at now: Instant
  ) -> Recovery.Verdict {
    let own = tunnelAddresses
    guard own.contains(packet.destination), own.contains(quoted.source) else { return .ignored(.notOurPacket) }
    guard let resource else { return .ignored(.unknownResource) }
    guard packet.source == quoted.destination else { return .ignored(.foreignReporter) }
    guard gateways.gatewayOf[resource.id] == gateway else { return .ignored(.otherGateway) }
    guard FilterEngine(resource.filters).allows(quoted) else { return .ignored(.filtered) }
    guard flags[.icmpErrorUnreachableProhibitedCreateNewFlow] else { return .ignored(.flagOff) }
    guard !asking.pending.awaits(resource.id, at: now) else { return .ignored(.pending) }
    let flow = Recovery.Flow(quoted.destination, quoted.proto, port: quoted.destinationPort?.number)
    return asking.recovery.mayAsk(for: resource.id, refused: flow, at: now) ? .reauthorize : .ignored(.tooSoon)
  }
}

extension FilterEngine {
  /// Whether the packet that an error quotes would be allowed on its way out.
  func allows(_ quoted: QuotedPacket) -> Bool {
    allows(quoted.proto, remotePort: quoted.destinationPort?.number)
  }
}
