import Base
import Wire

/// Whole packets through a box: what their headers say, and other ends in them. Checksums move along with what changes,
/// so that damage from before is still seen.
extension NATBox {
  enum Crossing: Hashable, Sendable {
    /// Several where fragments had waited.
    case passed([IPPacket])
    /// A fragment that waits for the first of its datagram.
    case held
    case dropped(NATDrop)
  }

  mutating func outbound(packet: IPPacket, at now: Instant, _ changes: inout [NATMappingChange]) -> Crossing {
    cross(packet, at: now) { box, packet throws(NATDrop) in
      if let (_, quoted) = packet.reportedError { return try box.errorOut(packet, quoted, now) }
      guard let flow = packet.flow(isOutbound: true) else { throw .unsupported }
      let outside = try box.outbound(flow, at: now, &changes)
      return .rewrite(PacketRewrite(source: outside.address, sourcePort: outside.port))
    }
  }

  mutating func inbound(packet: IPPacket, at now: Instant, _ changes: inout [NATMappingChange]) -> Crossing {
    cross(packet, at: now) { box, packet throws(NATDrop) in
      if let (_, quoted) = packet.reportedError { return try box.errorIn(packet, quoted, now) }
      guard let flow = packet.flow(isOutbound: false) else { throw .unsupported }
      let inside = try box.inbound(flow, at: now, &changes)
      return .rewrite(PacketRewrite(destination: inside.address, destinationPort: inside.port))
    }
  }

  private mutating func cross(
    _ packet: IPPacket, at now: Instant, _ judge: (inout NATBox, IPPacket) throws(NATDrop) -> NATWay
  ) -> Crossing {
    let place = packet.fragmentPlace
    if packet.isLaterFragment, let place {
      switch fragments.take(later: packet, of: place.datagram, at: now) {
      case .way(let way): return passed([packet], way)
      case .held: return .held
      case .refused: return .dropped(.fragment)
      }
    }
    let way: NATWay
    do throws(NATDrop) { way = try judge(&self, packet) } catch { return .dropped(error) }
    switch way {
    case .rewrite(let rewrite):
      let waiting = place.map { fragments.settle($0.datagram, rewrite, at: now) } ?? []
      return passed([packet] + waiting, rewrite)
    case .error(let outer, let quoting):
      let changed = packet.rewritten(outer, quoting: quoting, hopLimit: packet.hopLimit)
      return changed.map { .passed([$0]) } ?? .dropped(.unsupported)
    }
  }

  private func passed(_ packets: [IPPacket], _ rewrite: PacketRewrite) -> Crossing {
    .passed(packets.compactMap { $0.rewritten(rewrite) })
  }

  /// An error from outside about a packet that left (RFC 5508 §4.2).
  private func errorIn(_ packet: IPPacket, _ quoted: QuotedPacket, _ now: Instant) throws(NATDrop) -> NATWay {
    guard let flow = quoted.flow(local: \.source, \.sourcePort, remote: \.destination, \.destinationPort) else {
      throw .unsupported
    }
    guard let inside = reported(flow, at: now) else { throw .noMapping }
    return .error(
      PacketRewrite(destination: inside.address),
      quoting: PacketRewrite(source: inside.address, sourcePort: inside.port))
  }

  /// An error of a node inside, or of a router there, about a packet that came in.
  private func errorOut(_ packet: IPPacket, _ quoted: QuotedPacket, _ now: Instant) throws(NATDrop) -> NATWay {
    guard let flow = quoted.flow(local: \.destination, \.destinationPort, remote: \.source, \.sourcePort) else {
      throw .unsupported
    }
    guard let outside = known(flow, at: now) else { throw .noSession }
    return .error(
      PacketRewrite(source: outside.address),
      quoting: PacketRewrite(destination: outside.address, destinationPort: outside.port))
  }
}

/// What a box makes of a packet.
enum NATWay {
  case rewrite(PacketRewrite)
  case error(PacketRewrite, quoting: PacketRewrite)
}

extension IPPacket {
  /// Nil for what has neither ports nor an echo's identifier.
  func flow(isOutbound: Bool) -> NATFlow? {
    let (near, far) = isOutbound ? (source, destination) : (destination, source)
    func flow(_ proto: NATProtocol, _ from: UInt16, _ to: UInt16, _ flags: TCPFlags = []) -> NATFlow {
      let (nearPort, farPort) = isOutbound ? (from, to) : (to, from)
      return NATFlow(proto, local: Endpoint(near, nearPort), remote: Endpoint(far, farPort), flags: flags)
    }
    switch transport {
    case .udp(let udp): return flow(.udp, udp.sourcePort, udp.destinationPort)
    case .tcp(let tcp): return flow(.tcp, tcp.sourcePort, tcp.destinationPort, tcp.flags)
    case .icmp(let icmp) where icmp.isEcho:
      return NATFlow(
        .icmp, local: Endpoint(near, icmp.identifier), remote: Endpoint(far, 0), isReply: icmp.isEchoReply)
    default: return nil
    }
  }
}

extension QuotedPacket {
  /// The flow that an error speaks of, seen from one of its ends.
  fileprivate func flow(
    local: KeyPath<QuotedPacket, IPAddress>, _ localPort: KeyPath<QuotedPacket, FlowPort?>,
    remote: KeyPath<QuotedPacket, IPAddress>, _ remotePort: KeyPath<QuotedPacket, FlowPort?>
  ) -> NATFlow? {
    let proto: NATProtocol
    switch self.proto {
    case .udp: proto = .udp
    case .tcp: proto = .tcp
    case .icmp, .icmpv6: proto = .icmp
    default: return nil
    }
    // An echo's identifier stands on the asking side; both sides of a box know it by that.
    guard let port = self[keyPath: localPort] ?? (proto == .icmp ? self[keyPath: remotePort] : nil) else { return nil }
    return NATFlow(
      proto, local: Endpoint(self[keyPath: local], port.number),
      remote: Endpoint(self[keyPath: remote], proto == .icmp ? 0 : self[keyPath: remotePort]?.number ?? 0))
  }
}
