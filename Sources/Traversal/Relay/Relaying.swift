import Base
import Wire

/// Data between clients and peers: a few look-ups for each datagram, however many clients there are.
extension RelayServer {
  /// RFC 8656 §12.6.
  mutating func receiveChannelData(
    _ bytes: [UInt8], _ tuple: FiveTuple, _ id: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) throws(RelayDrop) {
    let data: ChannelData
    do throws(ChannelDataRejection) { data = try ChannelData(bytes) } catch { throw .malformedChannelData(error) }
    guard let allocation = allocations.allocation(of: tuple, at: now) else { throw .noAllocation }
    guard let peer = allocation.channels.peer(of: data.number, at: now) else { throw .unboundChannel(data.number) }
    try forward(bytes[data.payload], of: allocation, to: peer, id, at: now, into: &out)
  }

  /// RFC 8656 §11.2.
  mutating func receiveSend(
    _ message: STUNMessage, _ tuple: FiveTuple, _ id: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) throws(RelayDrop) {
    guard let allocation = allocations.allocation(of: tuple, at: now) else { throw .noAllocation }
    guard message.malformed == nil, let peer = message[.xorPeerAddress], let data = message[.data] else {
      throw .malformedIndication
    }
    let unknown = message.unknownAttributes { [.xorPeerAddress, .data, .dontFragment].contains($0) }
    guard unknown.isEmpty else { throw .unknownAttributes(unknown) }
    guard allocation.permissions.allows(peer.address, at: now) else { throw .noPermission(peer) }
    try forward(
      data, of: allocation, to: peer, id, mayFragment: !message.has(.dontFragment), at: now, into: &out)
  }

  /// A peer that is a relayed address of this relay is reached without leaving it.
  private mutating func forward(
    _ payload: ArraySlice<UInt8>, of allocation: RelayAllocation, to peer: Endpoint, _ id: PacketID,
    mayFragment: Bool = true, at now: Instant, into out: inout Outbox<Output>
  ) throws(RelayDrop) {
    guard let source = allocation.relayed[peer.address.family] else { throw .peerFamilyNotAllocated }
    if ports.owns(peer.address) {
      guard peer.port != policy.listenPort else { throw .ownAddress }
      guard !policy.reachesOwnHost || isRelayed(peer, at: now) else {
        return out.put(.send(Transmission(Array(payload), from: source, to: peer, id, mayFragment: mayFragment)))
      }
      guard ports.holds(peer) else { throw .ownAddress }
      return try receiveFromPeer(Array(payload), from: source, to: peer, id, at: now, into: &out)
    }
    out.put(.send(Transmission(Array(payload), from: source, to: peer, id, mayFragment: mayFragment)))
  }

  /// RFC 8656 §12.7 on a channel, §11.3 as an indication.
  mutating func receiveFromPeer(
    _ bytes: [UInt8], from peer: Endpoint, to relayed: Endpoint, _ id: PacketID, at now: Instant,
    into out: inout Outbox<Output>
  ) throws(RelayDrop) {
    guard let allocation = allocations.allocation(at: relayed, at: now) else { throw .noSuchAddress(relayed) }
    let tuple = allocation.tuple
    if let number = allocation.channels.number(of: peer, at: now) {
      guard let message = ChannelData.message(number, bytes[...]) else { throw .payloadTooLong(bytes.count) }
      return out.put(.send(Transmission(message, from: tuple.server, to: tuple.client, id)))
    }
    guard allocation.permissions.allows(peer.address, at: now) else { throw .noPermission(peer) }
    var writer = STUNWriter(STUNType(.data, .indication), STUNTransactionID(drawnFrom: &chance))
    writer.add(.xorPeerAddress, peer)
    writer.add(.data, bytes[...])
    guard let message = try? writer.finish() else { throw .payloadTooLong(bytes.count) }
    out.put(.send(Transmission(message, from: tuple.server, to: tuple.client, id)))
  }
}
