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
      let resource = resource(of: quoted)
      let verdict = verdict(on: packet, quoted, resource, from: gateway, at: now)
      out.put(.event(.prohibited(id, resource, verdict)))
      follow(verdict, resource, because: .icmpProhibited, at: now, into: &out)
    } else {
      asking.recovery.flows(.init(packet.source, packet.proto, port: packet.ports?.source), at: now)
    }
  }

  /// The gateway's own word. Nobody else can speak it, for it comes out of the tunnel without being traffic.
  mutating func notice(
    _ refused: NoAuthorization, _ id: PacketID, from gateway: GatewayID, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    let flow = Recovery.Flow(refused.destination, IPProtocol(rawValue: refused.proto), port: refused.port)
    let resource = resource(at: flow.address, flow.proto, port: flow.port)
    let verdict = verdict(on: flow, resource, from: gateway, flag: .noAuthorizationControlEvent, at: now)
    out.put(.event(.noAuthorization(id, resource, verdict)))
    follow(verdict, resource, because: .noAuthorization, at: now, into: &out)
  }

  private mutating func follow(
    _ verdict: Recovery.Verdict, _ resource: ResourceID?, because trigger: IntentTrigger, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    guard verdict == .reauthorize, let resource else { return }
    ask(for: resource, because: trigger, at: now, into: &out)
  }

  private func resource(of quoted: QuotedPacket) -> ResourceID? {
    resource(at: quoted.destination, quoted.proto, port: quoted.destinationPort?.number)
  }

  /// Who sent the error, and about what, before what it says.
  private mutating func verdict(
    on packet: IPPacket, _ quoted: QuotedPacket, _ resource: ResourceID?, from gateway: GatewayID, at now: Instant
  ) -> Recovery.Verdict {
    let own = tunnelAddresses
    if !quirks[.trustAnyProhibited] {
      guard own.contains(packet.destination), own.contains(quoted.source) else { return .ignored(.notOurPacket) }
      guard resource != nil else { return .ignored(.unknownResource) }
      guard packet.source == quoted.destination else { return .ignored(.foreignReporter) }
    }
    let flow = Recovery.Flow(quoted.destination, quoted.proto, port: quoted.destinationPort?.number)
    return verdict(
      on: flow, resource, from: gateway, flag: .icmpErrorUnreachableProhibitedCreateNewFlow, at: now)
  }

  private mutating func verdict(
    on flow: Recovery.Flow, _ resource: ResourceID?, from gateway: GatewayID, flag: FeatureFlag, at now: Instant
  ) -> Recovery.Verdict {
    guard let resource else { return .ignored(.unknownResource) }
    guard gateways.gatewayOf[resource] == gateway || quirks[.trustAnyProhibited] else {
      return .ignored(.otherGateway)
    }
    guard allows(resource, flow.proto, port: flow.port) else { return .ignored(.filtered) }
    guard flags[flag] else { return .ignored(.flagOff) }
    guard !asking.pending.awaits(resource, at: now) else { return .ignored(.pending) }
    if quirks[.reauthorizeWithoutPause] { return .reauthorize }
    return asking.recovery.mayAsk(for: resource, refused: flow, at: now) ? .reauthorize : .ignored(.tooSoon)
  }
}
