import Base
import Wire

/// Data of peers, and the channels that carry it.
extension Allocation {
  mutating func send(
    _ bytes: [UInt8], to peer: Endpoint, _ id: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    if let number = channels.number(for: peer, at: now) {
      return transmit(bytes, on: number, to: peer, id, at: now, into: &out)
    }
    if let obstacle = bind(peer, at: now, into: &out) {
      return out.put(.event(.dropped(obstacle, to: peer, id)))
    }
    // The question has just left, and on most paths the data arrives behind it.
    guard let number = channels.number(for: peer, at: now) else {
      return out.put(.event(.dropped(.noAllocation, to: peer, id)))
    }
    transmit(bytes, on: number, to: peer, id, at: now, into: &out)
  }

  private mutating func transmit(
    _ bytes: [UInt8], on number: ChannelNumber, to peer: Endpoint, _ id: PacketID, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    guard let active, let message = ChannelData.message(number, bytes[...]) else {
      return out.put(.event(.dropped(.payloadTooLong(bytes.count), to: peer, id)))
    }
    out.put(.send(message, to: active, id))
    if channels.use(number, at: now) { bindAgain(peer, at: now, into: &out) }
    if let due = silence.sent(at: now) { timers[.probe] = due }
  }

  /// Asks for a channel unless there is one or it is asked for. What stands in the way is told.
  @discardableResult
  mutating func bind(_ peer: Endpoint, at now: Instant, into out: inout Outbox<Output>) -> AllocationDrop? {
    guard let grant else {
      if phase != .suspended { backlog.wait(peer) }
      return .noAllocation
    }
    guard grant[peer.address.family] != nil else { return .peerFamilyNotAllocated }
    guard !backlog.isRefused(peer, at: now) else { return .peerRefused }
    guard channels.number(for: peer, at: now) == nil, !channels.isAsked(peer) else { return nil }
    return bindAgain(peer, at: now, into: &out) ? nil : .noFreeChannel
  }

  @discardableResult
  mutating func bindAgain(_ peer: Endpoint, at now: Instant, into out: inout Outbox<Output>) -> Bool {
    guard let active, let number = channels.ask(peer) else { return false }
    request(.bindChannel(number, peer), to: active, .usual(at: now), at: now, into: &out)
    return true
  }

  mutating func refreshChannels(at now: Instant, into out: inout Outbox<Output>) {
    while let peer = channels.popDue(at: now) { bindAgain(peer, at: now, into: &out) }
  }

  mutating func receiveChannelData(
    _ bytes: [UInt8], _ id: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) throws(AllocationRejection) {
    let data: ChannelData
    do throws(ChannelDataRejection) { data = try ChannelData(bytes) } catch { throw .malformedChannelData(error) }
    guard let peer = channels.peer(of: data.number, at: now) else { throw .unboundChannel(data.number) }
    guard let relayed = grant?[peer.address.family] else { throw .noAllocation }
    heard()
    out.put(.deliver(Array(bytes[data.payload]), from: peer, to: relayed, id))
    if channels.use(data.number, at: now) { bindAgain(peer, at: now, into: &out) }
  }

  /// From a peer whose address a channel has permitted and whose port has none: a NAT gave it another.
  mutating func receiveData(
    _ message: STUNMessage, _ id: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) throws(AllocationRejection) {
    guard let peer = message[.xorPeerAddress] else { throw .missing(.xorPeerAddress) }
    guard let data = message[.data] else { throw .missing(.data) }
    guard let relayed = grant?[peer.address.family] else { throw .noAllocation }
    heard()
    out.put(.deliver(Array(data), from: peer, to: relayed, id))
  }
}
