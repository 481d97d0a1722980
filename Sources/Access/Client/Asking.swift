import Base
import Portal
import Wire

/// Everything about asking the portal: what is under way, what was refused, and what recovery may do.
package struct Asking: Sendable {
  package internal(set) var pending = PendingAuthorizations()
  package internal(set) var refusals = Refusals()
  package internal(set) var recovery = Recovery()

  mutating func forget(_ resource: ResourceID) {
    refusals.forget(resource)
    recovery.forget(resource)
  }
}

extension AccessClient {
  /// Asks for the resource, unless it was asked for a moment ago. While the portal is away the request waits for it.
  mutating func ask(
    for resource: ResourceID, because trigger: IntentTrigger, at now: Instant, into out: inout Outbox<Output>
  ) {
    guard asking.pending.ask(for: resource, at: now) else { return }
    out.put(.event(.intent(resource, trigger)))
    // What the original asks for meanwhile waits in the channel's queue.
    let isSent = isJoined || channel.quirks[.keepQueueOnConnect]
    if isSent { request(resource, at: now, into: &out) } else { asking.pending.hold(resource) }
  }

  private mutating func request(_ resource: ResourceID, at now: Instant, into out: inout Outbox<Output>) {
    let preferred = gateways.preferences(for: resource)
    let named = quirks[.forgetGatewaysOnRoam] ? preferred.sorted() : preferred
    drive(.send(.createFlow(CreateFlow(resourceID: resource, connectedGatewayIDs: named))), at: now, into: &out)
  }

  /// The portal is back: what it missed is sent now.
  mutating func catchUp(at now: Instant, into out: inout Outbox<Output>) {
    for resource in asking.pending.releaseHeld(at: now) { request(resource, at: now, into: &out) }
    announceAll(at: now, into: &out)
  }

  /// Asks for the packet's resource and keeps the packet until the answer comes.
  mutating func hold(
    _ packet: IPPacket, _ id: PacketID, for resource: ResourceID, at now: Instant, into out: inout Outbox<Output>
  ) {
    ask(for: resource, because: .packet, at: now, into: &out)
    account(for: asking.pending.store(packet, id, for: resource), id, resource, into: &out)
  }

  /// Says what became of a packet that was to wait, and of the one that had to go for it.
  func account(
    for stored: UniquePacketBuffer.Stored?, _ id: PacketID, _ resource: ResourceID, into out: inout Outbox<Output>
  ) {
    switch stored {
    case .duplicate:
      out.put(.event(.dropped(id, .duplicate)))
      return
    case .replaced(let old): out.put(.event(.dropped(old, .replaced)))
    case .displaced(let old): out.put(.event(.dropped(old, .displaced)))
    case .kept, nil: break
    }
    out.put(.event(.buffered(id, resource)))
  }

  /// What waits does not have to wait for more traffic to be asked for again.
  mutating func retryRequests(at now: Instant, into out: inout Outbox<Output>) {
    for resource in asking.pending.overdue(at: now) {
      let (packets, _) = asking.pending.waiting(for: resource)
      ask(for: resource, because: packets > 0 ? .packet : .dnsQuery, at: now, into: &out)
    }
  }

  /// The request failed for good: what waited for it is answered as the next packets will be.
  mutating func giveUp(
    on resource: ResourceID, _ reason: Refusal.Reason, at now: Instant, into out: inout Outbox<Output>
  ) {
    guard let waiting = asking.pending.resolve(resource) else { return }
    for entry in waiting.packets {
      refuse(entry.packet, entry.id, reason, resource, reason.error(entry.packet.family), at: now, into: &out)
    }
    for query in waiting.queries { fail(query, .refused, at: now, into: &out) }
  }

  /// The request has no object any more: what waited for it goes.
  mutating func release(_ resource: ResourceID, _ drop: AccessDrop, at now: Instant, into out: inout Outbox<Output>) {
    guard let waiting = asking.pending.resolve(resource) else { return }
    for entry in waiting.packets { out.put(.event(.dropped(entry.id, drop))) }
    for query in waiting.queries { fail(query, .refused, at: now, into: &out) }
  }

  /// Answers an application's packet with an ICMP error of our own, as the far side would have; a question that we
  /// sent on for an application, with SERVFAIL.
  mutating func refuse(
    _ packet: IPPacket, _ id: PacketID, _ reason: Refusal.Reason, _ resource: ResourceID?, _ error: ICMPError,
    at now: Instant, into out: inout Outbox<Output>
  ) {
    let query = ownQuery(packet)
    let answer = query == nil && packet.mayNotBeReported == nil ? IPPacket.error(error, about: packet) : nil
    let answerID = answer == nil ? PacketID.none : out.mint()
    out.put(
      .event(
        .refused(
          Refusal(packet: id, reason: reason, client: nil, resource: resource, error: error, answer: answerID))))
    if let answer, !takeSegmentOfOurs(answer, answerID, at: now, into: &out) { out.put(.deliver(answer, answerID)) }
    if let query { fail(query, .refused, at: now, into: &out) }
  }
}

extension Refusal.Reason {
  /// What the client itself says about a resource's packet. Offline must not read as a missing authorization.
  func error(_ family: IPFamily) -> ICMPError { self == .offline ? .noTranslation(family) : .prohibited(family) }
}
