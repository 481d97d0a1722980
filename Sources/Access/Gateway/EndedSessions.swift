import Base
import HashTreeCollections

/// Outsides of sessions that are over: a late packet of a resource is dropped instead of being taken for other traffic.
struct EndedSessions: Sendable {
  /// Our own; the oldest goes first.
  static let capacity = 1024
  /// As long as a closing connection may still speak (RFC 5382 REQ-5).
  static let memory = NATSession.closingLifetime

  private var ends = TreeDictionary<NATOutside, Instant>()
  private var order: [Entry] = []

  private struct Entry: Sendable {
    let outside: NATOutside
    let until: Instant
  }

  var next: Instant? { order.first?.until }
  var count: Int { ends.count }

  func remembers(_ outside: NATOutside, at now: Instant) -> Bool { ends[outside].map { $0 > now } ?? false }

  func contains(_ outside: NATOutside) -> Bool { ends[outside] != nil }

  mutating func remember(_ outside: NATOutside, at now: Instant) {
    if order.count == Self.capacity { drop(order.removeFirst()) }
    let until = now + Self.memory
    ends[outside] = until
    order.append(Entry(outside: outside, until: until))
  }

  mutating func forget(_ outside: NATOutside) { ends[outside] = nil }

  mutating func purge(at now: Instant) {
    let due = order.prefix { $0.until <= now }
    for entry in due { drop(entry) }
    order.removeFirst(due.count)
  }

  /// A later end of the same outside has an entry of its own.
  private mutating func drop(_ entry: Entry) { if ends[entry.outside] == entry.until { ends[entry.outside] = nil } }
}
