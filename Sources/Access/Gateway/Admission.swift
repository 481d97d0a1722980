import Base
import Portal
import Wire

/// What becomes of a packet that a client sends.
package enum Admission: Hashable, Sendable {
  /// For the gateway itself.
  case own
  /// Into the resources' network, as it is or translated, because of this access.
  case passes(IPPacket, ResourceID)
  case refused(Refusal.Reason, ResourceID?)
  case dropped(AccessDrop)
}

extension ClientPeer {
  /// - Parameter own: the gateway's tunnel addresses.
  package mutating func admit(
    _ packet: IPPacket, own: [IPAddress], _ quirks: AccessQuirks, at now: Instant, _ changes: inout [NATChange]
  ) -> Admission {
    if packet.isErrorReport, !quirks[.answerErrors], !own.contains(packet.destination) {
      return .dropped(.outboundICMPError)
    }
    guard addresses.contains(packet.source) else { return .refused(.foreignSource, nil) }
    if own.contains(packet.destination) { return .own }
    if packet.overlapsHeader { return .dropped(.overlappingFragment) }
    if let way = packet.fragmentPlace.flatMap({ outboundFragments.way(of: $0.datagram, at: now) }),
      packet.isLaterFragment
    {
      return follow(way, packet, rewriting: \.destination)
    }
    let admission =
      AddressPlan.isProxy(packet.destination)
      ? translate(packet, quirks, at: now, &changes) : pass(packet, quirks)
    if case .passes(let translated, let resource) = admission {
      let address = translated.destination == packet.destination ? nil : translated.destination
      outboundFragments.remember(.init(resource: resource, address: address), of: packet, at: now)
    }
    return admission
  }

  /// May a packet go on as it is?
  private func pass(_ packet: IPPacket, _ quirks: AccessQuirks) -> Admission {
    switch granted.judge(packet.destination, quirks, allows: { $0.allowsOutbound(packet) }) {
    case .permitted(let resource): .passes(packet, resource)
    case .refused(.filter, _) where packet.isLaterFragment: .dropped(.fragmentWithoutFirst)
    case .refused(let reason, let resource): .refused(reason, resource)
    }
  }

  private mutating func translate(
    _ packet: IPPacket, _ quirks: AccessQuirks, at now: Instant, _ changes: inout [NATChange]
  ) -> Admission {
    guard let proxy = translations[packet.destination] else { return .refused(.notAuthorized, nil) }
    if packet.isLaterFragment { return .dropped(.fragmentWithoutFirst) }
    switch judge(proxy, quirks, { $0.allowsOutbound(packet) }) {
    case .refused(let reason, let resource): return .refused(reason, resource)
    case .permitted(let resource):
      guard let port = packet.outboundPort else { return .refused(.untranslatable, resource) }
      let inside = NATInside(port: port, proxy: packet.destination)
      do throws(NATTable.Fault) {
        let session = try nat.outbound(inside, to: proxy.real, packet.tcpFlags, quirks, at: now, &changes)
        let rewrite = PacketRewrite(destination: session.outside.address, sourcePort: session.outside.port.number)
        return packet.rewritten(rewrite).map { .passes($0, resource) } ?? .refused(.unresolved, resource)
      } catch {
        return .refused(error == .unresolved ? .unresolved : .translationsExhausted, resource)
      }
    }
  }

  /// Which of a proxy address's resources lets traffic pass. At the seed the one that was assigned last decides alone.
  func judge(
    _ proxy: Translations.Proxy, _ quirks: AccessQuirks, _ allows: (FilterEngine) -> Bool
  ) -> GrantTable.Verdict {
    granted.judge(among: quirks[.specificHidesBroad] ? [proxy.latest] : proxy.resources, allows: allows)
  }

  /// A later fragment goes where the first one went, as long as that access lasts.
  func follow(
    _ way: FragmentFlows.Way, _ packet: IPPacket, rewriting end: WritableKeyPath<PacketRewrite, IPAddress?>
  ) -> Admission {
    guard granted[way.resource] != nil else { return .refused(.notAuthorized, nil) }
    var rewrite = PacketRewrite()
    rewrite[keyPath: end] = way.address
    return packet.rewritten(rewrite).map { .passes($0, way.resource) } ?? .dropped(.fragmentWithoutFirst)
  }
}

extension IPPacket {
  /// An ICMP message that reports what became of another packet.
  var isErrorReport: Bool { if case .icmp(let icmp) = transport { icmp.isError } else { false } }
}
