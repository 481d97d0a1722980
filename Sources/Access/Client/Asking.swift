import Base
import Portal
import Wire

/// Everything about asking the portal: what is under way, what was refused, and what recovery may do.
struct Asking: Sendable {
  var pending = PendingAuthorizations()
  var refusals = Refusals()
  var recovery = Recovery()

  mutating func forget(_ resource: ResourceID) {
    refusals.forget(resource)
    recovery.forget(resource)
  }
}

extension AccessClient {
  /// Asks for the resource, unless it was asked for a moment ago.
  mutating func ask(
    for resource: ResourceID, because trigger: IntentTrigger, at now: Instant, into out: inout Outbox<Output>
  ) {
    guard asking.pending.ask(for: resource, at: now) else { return }
    out.put(.event(.intent(resource, trigger)))
    let request = CreateFlow(resourceID: resource, connectedGatewayIDs: gateways.preferences(for: resource))
    drive(.send(.createFlow(request)), at: now, into: &out)
  }

  /// Asks for the packet's resource and keeps the packet until the answer comes.
  mutating func hold(
    _ packet: IPPacket, _ id: PacketID, for resource: ResourceID, at now: Instant, into out: inout Outbox<Output>
  ) {
    ask(for: resource, because: .packet, at: now, into: &out)
    switch asking.pending.store(packet, id, for: resource) {
    case .kept, nil: out.put(.event(.buffered(id, resource)))
    case .duplicate: out.put(.event(.dropped(id, .duplicate)))
    case .replaced(let old):
      out.put(.event(.dropped(old, .replaced)))
      out.put(.event(.buffered(id, resource)))
    case .displaced(let old):
      out.put(.event(.dropped(old, .displaced)))
      out.put(.event(.buffered(id, resource)))
    }
  }

  /// Packets that wait do not have to wait for another packet to be asked for again.
  mutating func retryRequests(at now: Instant, into out: inout Outbox<Output>) {
    for resource in asking.pending.overdue(at: now) { ask(for: resource, because: .packet, at: now, into: &out) }
  }

  /// The request failed for good: what waited for it is answered as the next packets will be.
  mutating func giveUp(on resource: ResourceID, _ reason: Refusal.Reason, into out: inout Outbox<Output>) {
    for entry in asking.pending.resolve(resource) ?? [] {
      refuse(entry.packet, entry.id, reason, resource, reason.error(entry.packet.family), into: &out)
    }
  }

  /// Answers an application's packet with an ICMP error of our own, as the far side would have.
  mutating func refuse(
    _ packet: IPPacket, _ id: PacketID, _ reason: Refusal.Reason, _ resource: ResourceID?, _ error: ICMPError,
    into out: inout Outbox<Output>
  ) {
    let answer = packet.mayNotBeReported == nil ? IPPacket.error(error, about: packet) : nil
    let answerID = answer == nil ? PacketID.none : out.mint()
    out.put(
      .event(
        .refused(
          Refusal(packet: id, reason: reason, client: nil, resource: resource, error: error, answer: answerID))))
    if let answer { out.put(.deliver(answer, answerID)) }
  }
}

extension Refusal.Reason {
  /// What the client itself says about a resource's packet. Offline must not read as a missing authorization.
  func error(_ family: IPFamily) -> ICMPError { self == .offline ? .noTranslation(family) : .prohibited(family) }
}
