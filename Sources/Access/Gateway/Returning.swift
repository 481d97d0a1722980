import Base
import Portal
import Wire

extension ClientPeer {
  /// What becomes of a packet that a resource sends to the client.
  package enum Return: Hashable, Sendable {
    case passes(IPPacket)
    case dropped(AccessDrop)
  }

  /// The destination is the client's.
  package mutating func takeBack(
    _ packet: IPPacket, _ quirks: AccessQuirks, at now: Instant, _ changes: inout [NATChange]
  ) -> Return {
    if AddressPlan.isPeer(packet.source) || AddressPlan.isProxy(packet.source), !quirks[.internetOpensAll] {
      return .dropped(.sourceNotAllowed)
    }
    if packet.isErrorReport { return takeBack(error: packet, quirks, at: now) }
    if packet.overlapsHeader { return .dropped(.overlappingFragment) }
    if packet.isLaterFragment, let place = packet.fragmentPlace,
      let way = inboundFragments.way(of: place.datagram, at: now)
    {
      guard case .passes(let translated, _) = follow(way, packet, rewriting: \.source) else {
        return .dropped(.unauthorizedReply)
      }
      return .passes(translated)
    }
    guard let port = packet.inboundPort else { return foreign(packet, quirks) }
    let outside = NATOutside(port: port, address: packet.source)
    switch nat.inbound(outside, packet.tcpFlags, quirks, at: now, &changes) {
    case .over: return .dropped(.expiredNATSession)
    case .unknown: return untranslated(packet, quirks, at: now)
    case .session(let session): return translateBack(packet, session, quirks, at: now)
    }
  }

  private mutating func translateBack(
    _ packet: IPPacket, _ session: NATSession, _ quirks: AccessQuirks, at now: Instant
  ) -> Return {
    let rewrite = PacketRewrite(source: session.inside.proxy, destinationPort: session.inside.port.number)
    guard let proxy = translations[session.inside.proxy], let translated = packet.rewritten(rewrite),
      case .permitted(let resource) = judge(proxy, quirks, { $0.allowsInbound(translated) })
    else { return .dropped(.unauthorizedReply) }
    inboundFragments.remember(.init(resource: resource, address: session.inside.proxy), of: packet, at: now)
    return .passes(translated)
  }

  private mutating func untranslated(_ packet: IPPacket, _ quirks: AccessQuirks, at now: Instant) -> Return {
    switch granted.judge(packet.source, quirks, allows: { $0.allowsInbound(packet) }) {
    case .refused: return .dropped(.unauthorizedReply)
    case .permitted(let resource):
      inboundFragments.remember(.init(resource: resource, address: nil), of: packet, at: now)
      return .passes(packet)
    }
  }

  /// Neither TCP nor UDP nor an echo reply, or a piece of one: there is no session to look for.
  private func foreign(_ packet: IPPacket, _ quirks: AccessQuirks) -> Return {
    if quirks[.dropForeignProtocols] { return .dropped(.foreignProtocol) }
    switch granted.judge(packet.source, quirks, allows: { $0.allowsInbound(packet) }) {
    case .permitted: return .passes(packet)
    case .refused: return .dropped(packet.isLaterFragment ? .fragmentWithoutFirst : .unauthorizedReply)
    }
  }

  /// An ICMP error passes whatever the filters say: it speaks of a packet that was let through.
  private func takeBack(error packet: IPPacket, _ quirks: AccessQuirks, at now: Instant) -> Return {
    let quoted = packet.reportedError?.quoted
    if let quoted, addresses.contains(quoted.source), let port = quoted.sourcePort {
      switch nat.quoted(NATOutside(port: port, address: quoted.destination), quirks, at: now) {
      case .over: return .dropped(.expiredNATSession)
      case .unknown: break
      case .session(let session):
        let inside = session.inside
        let translated = packet.rewritten(
          PacketRewrite(source: inside.proxy),
          quoting: PacketRewrite(destination: inside.proxy, sourcePort: inside.port.number),
          hopLimit: QuoteLimit.hopLimit)
        return translated.map { .passes($0) } ?? .dropped(.unauthorizedReply)
      }
    }
    // Who is on the way to a resource may be anywhere: what it quotes says whether it speaks of this client's traffic.
    let isOwn = quoted.map { addresses.contains($0.source) && granted.covers($0.destination, quirks) } ?? false
    return isOwn || granted.covers(packet.source, quirks) ? .passes(packet) : .dropped(.unauthorizedReply)
  }
}
