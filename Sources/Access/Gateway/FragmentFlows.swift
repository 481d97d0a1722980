import Base
import Portal
import Wire

/// Where the rest of a fragmented datagram goes: the way of its first fragment, the only one with ports.
///
/// Fragments that come before the first, or long after it, are not let through.
struct FragmentFlows: Sendable {
  /// Our own: datagrams of one client in one direction; the oldest goes first.
  static let capacity = 64
  /// RFC 8200 §4.5: a destination waits 60 s for the rest.
  static let memory: Duration = .seconds(60)

  struct Way: Hashable, Sendable {
    let resource: ResourceID
    /// What a translation puts in place of the address.
    let address: IPAddress?
  }

  private struct Entry: Sendable {
    let datagram: DatagramKey
    let way: Way
    let until: Instant
  }

  private var entries: [Entry] = []

  func way(of datagram: DatagramKey, at now: Instant) -> Way? {
    entries.last { $0.datagram == datagram && $0.until > now }?.way
  }

  mutating func remember(_ way: Way, of packet: IPPacket, at now: Instant) {
    guard packet.isFragment, let place = packet.fragmentPlace else { return }
    entries.removeAll { $0.until <= now || $0.datagram == place.datagram }
    if entries.count == Self.capacity { entries.removeFirst() }
    entries.append(Entry(datagram: place.datagram, way: way, until: now + Self.memory))
  }
}

extension IPPacket {
  /// RFC 1858 §4.2.1, RFC 3128 §2: a later fragment that reaches back into the TCP header that was judged.
  var overlapsHeader: Bool {
    guard isLaterFragment, proto == .tcp, let place = fragmentPlace else { return false }
    return place.offset < 20
  }
}
