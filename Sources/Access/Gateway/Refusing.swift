import Base
import Portal
import Wire

/// Answers to packets that go no further.
extension AccessGateway {
  /// An ICMP error through the tunnel, in the name of the packet's own destination.
  mutating func refuse(
    _ packet: IPPacket, _ id: PacketID, _ reason: Refusal.Reason, _ resource: ResourceID?, of client: ClientID,
    at now: Instant, into out: inout Outbox<Output>
  ) {
    if let why = packet.mayNotBeReported, why != .errorAboutError || !quirks[.answerErrors] {
      out.put(.event(.dropped(id, .noErrorAllowed(why))))
      return
    }
    let unlimited = quirks[.unlimitedErrors]
    if unlimited || clients.update(client, { $0.errors.take(at: now) }) == true {
      let error = reason.error(ofGateway: packet.family, quirks)
      guard let answer = IPPacket.error(error, about: packet) else { return }
      let answerID = out.mint()
      out.put(
        .event(
          .refused(
            Refusal(packet: id, reason: reason, client: client, resource: resource, error: error, answer: answerID))))
      withConnection(to: client, at: now, into: &out) { $0.send(answer.bytes, answerID, at: now, into: &$1) }
    } else {
      out.put(.event(.dropped(id, .errorLimited(reason))))
    }
    if reason == .notAuthorized { notify(client, of: packet, id, at: now, into: &out) }
  }

  /// The later design: what is missing is said in so many words, and not so often.
  private mutating func notify(
    _ client: ClientID, of packet: IPPacket, _ id: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    guard flags[.noAuthorizationControlEvent],
      clients.update(client, { $0.notices.tells(of: packet.destination, at: now) }) == true
    else { return }
    let notice = NoAuthorization(about: packet)
    out.put(.event(.noAuthorizationSent(id, client, notice)))
    tell(client, .noAuthorization(notice), at: now, into: &out)
  }

  /// An ICMP error to a resource that speaks to nobody: else it would go on until it gives up by itself.
  mutating func refuse(
    reply packet: IPPacket, _ id: PacketID, _ reason: Refusal.Reason, to client: ClientID?, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    if let why = packet.mayNotBeReported {
      out.put(.event(.dropped(id, .noErrorAllowed(why))))
      return
    }
    guard quirks[.unlimitedErrors] || resourceErrors.take(at: now) else {
      out.put(.event(.dropped(id, .errorLimited(reason))))
      return
    }
    let error = reason.error(ofGateway: packet.family, quirks)
    guard let own = tunnelAddresses.first(where: { $0.family == packet.family }),
      let answer = IPPacket.error(error, about: packet, from: own)
    else {
      out.put(.event(.dropped(id, .notConfigured)))
      return
    }
    let answerID = out.mint()
    out.put(
      .event(
        .refused(Refusal(packet: id, reason: reason, client: client, resource: nil, error: error, answer: answerID))))
    out.put(.deliver(answer, answerID))
  }
}

extension Refusal.Reason {
  /// What a gateway says. "Prohibited" makes a client ask for access anew: it must mean that access is missing, or that
  /// filters forbid the packet, which the client knows itself.
  func error(ofGateway family: IPFamily, _ quirks: AccessQuirks) -> ICMPError {
    switch self {
    case .notAuthorized, .filter, .foreignSource, .forbidden: .prohibited(family)
    case .unresolved: quirks[.prohibitedForUnresolved] ? .prohibited(family) : .noTranslation(family)
    case .notOnInternet, .peerAddress, .untranslatable, .translationsExhausted, .offline, .noResource:
      .noTranslation(family)
    case .clientGone, .notConnected: .hostUnreachable(family)
    case .tooBig: .packetTooBig(mtu: UInt32(AddressPlan.mtu))
    }
  }
}

extension ICMPError {
  /// v4 host unreachable 3/1, v6 address unreachable 1/3.
  fileprivate static func hostUnreachable(_ family: IPFamily) -> ICMPError { .unreachable(code: family == .v4 ? 1 : 3) }
}
