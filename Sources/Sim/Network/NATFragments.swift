import Base
import Wire

/// Where the rest of a fragmented datagram goes: the way of its first fragment, the only one with ports.
///
/// RFC 4787 REQ-14: fragments that come before the first one wait for it.
struct NATFragments: Sendable {
  /// Our own: datagrams at once; the oldest goes first.
  static let capacity = 64
  /// Our own: what a datagram may have waiting.
  static let mostHeld = 16
  /// RFC 8200 §4.5: a destination waits 60 s for the rest.
  static let memory: Duration = .seconds(60)

  private struct Entry: Sendable {
    let datagram: DatagramKey
    var way: PacketRewrite?
    var held: [IPPacket] = []
    let until: Instant
  }

  private var entries: [Entry] = []

  enum Later {
    case way(PacketRewrite)
    case held
    case refused
  }

  /// A fragment without ports.
  mutating func take(later packet: IPPacket, of datagram: DatagramKey, at now: Instant) -> Later {
    entries.removeAll { $0.until <= now }
    guard let i = entries.firstIndex(where: { $0.datagram == datagram }) else {
      add(Entry(datagram: datagram, held: [packet], until: now + Self.memory))
      return .held
    }
    if let way = entries[i].way { return .way(way) }
    guard entries[i].held.count < Self.mostHeld else { return .refused }
    entries[i].held.append(packet)
    return .held
  }

  /// The first fragment went this way.
  ///
  /// - Returns: those that waited for it.
  mutating func settle(_ datagram: DatagramKey, _ way: PacketRewrite, at now: Instant) -> [IPPacket] {
    entries.removeAll { $0.until <= now }
    let waiting = entries.first { $0.datagram == datagram }?.held ?? []
    entries.removeAll { $0.datagram == datagram }
    add(Entry(datagram: datagram, way: way, until: now + Self.memory))
    return waiting
  }

  private mutating func add(_ entry: Entry) {
    if entries.count == Self.capacity { entries.removeFirst() }
    entries.append(entry)
  }
}
