import Base
import HashTreeCollections
import Wire

/// The channels of a client's allocation. Complexity: logarithmic, whatever their number.
struct Channels: Sendable {
  private struct Channel: Sendable {
    let peer: Endpoint
    /// When the relay last confirmed it; nil before the first time.
    var confirmed: Instant?
    var isAsked = true
    /// Whether data passed, either way, since it was confirmed.
    var isUsed = false

    func end(_ span: Duration = AllocationConstants.channelLifetime) -> Instant? { confirmed.map { $0 + span } }
  }

  private var byNumber: TreeDictionary<UInt16, Channel> = [:]
  private var byPeer: TreeDictionary<Endpoint, UInt16> = [:]
  /// One entry for each confirmed channel: its refresh, its end, the end of its cool-down.
  private var due = DeadlineQueue<UInt16>()
  private var last = ChannelNumber.range.upperBound

  var next: Instant? { due.next }
  var count: Int { byNumber.count }

  /// The number under which data for a peer leaves: confirmed, or asked for and not answered yet.
  func number(for peer: Endpoint, at now: Instant) -> ChannelNumber? {
    guard let number = byPeer[peer], let channel = byNumber[number] else { return nil }
    let holds = channel.end().map { now < $0 } ?? channel.isAsked
    return holds ? ChannelNumber(rawValue: number) : nil
  }

  /// Whose data comes under a number; nil unless the relay has confirmed it.
  func peer(of number: ChannelNumber, at now: Instant) -> Endpoint? {
    guard let channel = byNumber[number.rawValue], let end = channel.end(), now < end else { return nil }
    return channel.peer
  }

  /// Whether the relay is being asked, whatever it confirmed before.
  func isAsked(_ peer: Endpoint) -> Bool { byPeer[peer].flatMap { byNumber[$0] }?.isAsked ?? false }

  /// The number to ask for: the peer's own, even in its cool-down, or the next that is free. Nil when none is.
  mutating func ask(_ peer: Endpoint) -> ChannelNumber? {
    if let number = byPeer[peer] {
      byNumber[number]?.isAsked = true
      return ChannelNumber(rawValue: number)
    }
    for _ in ChannelNumber.range {
      last = last >= ChannelNumber.range.upperBound ? ChannelNumber.range.lowerBound : last + 1
      guard byNumber[last] == nil else { continue }
      byNumber[last] = Channel(peer: peer)
      byPeer[peer] = last
      return ChannelNumber(rawValue: last)
    }
    return nil
  }

  mutating func confirm(_ number: ChannelNumber, at now: Instant) {
    guard var channel = byNumber[number.rawValue] else { return }
    let isNew = channel.confirmed == nil
    channel.confirmed = now
    channel.isAsked = false
    channel.isUsed = false
    byNumber[number.rawValue] = channel
    if isNew { due.arm(number.rawValue, at: now + AllocationConstants.channelRefresh) }
  }

  mutating func forget(_ number: ChannelNumber) {
    guard let channel = byNumber.removeValue(forKey: number.rawValue) else { return }
    byPeer[channel.peer] = nil
  }

  /// Data passes. True when it is time to ask the relay again.
  mutating func use(_ number: ChannelNumber, at now: Instant) -> Bool {
    guard let channel = byNumber[number.rawValue], let confirmed = channel.confirmed else { return false }
    if !channel.isUsed { byNumber[number.rawValue]?.isUsed = true }
    return !channel.isAsked && now - confirmed >= AllocationConstants.channelRefresh
  }

  /// The next peer whose channel is in use and to be refreshed. On the way, what has ended is forgotten.
  mutating func popDue(at now: Instant) -> Endpoint? {
    while let number = due.popDue(at: now) {
      guard let channel = byNumber[number], let confirmed = channel.confirmed, let end = channel.end() else { continue }
      let refresh = confirmed + AllocationConstants.channelRefresh
      let free = end + AllocationConstants.channelCooldown
      if now < refresh {
        due.arm(number, at: refresh)
      } else if now < end {
        due.arm(number, at: end)
        if channel.isUsed, !channel.isAsked { return channel.peer }
      } else if now < free {
        due.arm(number, at: free)
      } else {
        forget(ChannelNumber(rawValue: number))
      }
    }
    return nil
  }

  /// Those that the relay has confirmed, by number.
  func all(at now: Instant) -> [(number: ChannelNumber, peer: Endpoint)] {
    byNumber.keys.sorted().compactMap { number in
      let channel = ChannelNumber(rawValue: number)
      return peer(of: channel, at: now).map { (channel, $0) }
    }
  }
}
