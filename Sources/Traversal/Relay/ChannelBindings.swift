import Base
import HashTreeCollections
import Wire

/// The channels of one allocation on the relay. Complexity: logarithmic, whatever their number.
package struct ChannelBindings: Sendable {
  private struct Binding: Sendable {
    let peer: Endpoint
    /// Relays until then; neither number nor peer is free before the cool-down has passed, too.
    var end: Instant
  }

  package enum Refusal: Error, Hashable, Sendable {
    /// The number stands for another peer.
    case numberTaken(Endpoint)
    /// The peer has another number.
    case peerTaken(ChannelNumber)
  }

  private var byNumber: TreeDictionary<UInt16, Binding> = [:]
  private var byPeer: TreeDictionary<Endpoint, UInt16> = [:]
  /// One entry for each channel.
  private var due = DeadlineQueue<UInt16>()

  package var count: Int { byNumber.count }
  var next: Instant? { due.next }

  /// - Returns: whether it is new; else it was there, and lasts longer now.
  mutating func bind(_ number: ChannelNumber, to peer: Endpoint, at now: Instant) throws(Refusal) -> Bool {
    let end = now + RelayConstants.channelLifetime
    if let other = byPeer[peer], other != number.rawValue { throw .peerTaken(ChannelNumber(rawValue: other)) }
    if let binding = byNumber[number.rawValue] {
      guard binding.peer == peer else { throw .numberTaken(binding.peer) }
      byNumber[number.rawValue] = Binding(peer: peer, end: end)
      return false
    }
    byNumber[number.rawValue] = Binding(peer: peer, end: end)
    byPeer[peer] = number.rawValue
    due.arm(number.rawValue, at: end)
    return true
  }

  package func peer(of number: ChannelNumber, at now: Instant) -> Endpoint? {
    guard let binding = byNumber[number.rawValue], now < binding.end else { return nil }
    return binding.peer
  }

  package func number(of peer: Endpoint, at now: Instant) -> ChannelNumber? {
    guard let number = byPeer[peer], let binding = byNumber[number], now < binding.end else { return nil }
    return ChannelNumber(rawValue: number)
  }

  /// Forgets those whose cool-down is over, and tells which have ended to relay.
  mutating func removeEnded(at now: Instant) -> [(number: ChannelNumber, peer: Endpoint)] {
    var ended: [(number: ChannelNumber, peer: Endpoint)] = []
    while let number = due.popDue(at: now) {
      guard let binding = byNumber[number] else { continue }
      let free = binding.end + RelayConstants.channelCooldown
      if now < binding.end {
        due.arm(number, at: binding.end)
      } else if now < free {
        ended.append((ChannelNumber(rawValue: number), binding.peer))
        due.arm(number, at: free)
      } else {
        byNumber[number] = nil
        byPeer[binding.peer] = nil
      }
    }
    return ended
  }

  /// Those that relay, by number.
  package func all(at now: Instant) -> [(number: ChannelNumber, peer: Endpoint)] {
    byNumber.keys.sorted().compactMap { number in
      let channel = ChannelNumber(rawValue: number)
      return peer(of: channel, at: now).map { (channel, $0) }
    }
  }
}
