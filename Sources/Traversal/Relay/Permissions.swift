import Base
import HashTreeCollections

/// The peers, by their IP addresses, that one allocation hears and sends to (RFC 8656 §9).
package struct Permissions: Sendable {
  private var ends: TreeDictionary<IPAddress, Instant> = [:]
  /// One entry for each permission.
  private var due = DeadlineQueue<IPAddress>()

  package var count: Int { ends.count }
  var next: Instant? { due.next }

  /// - Returns: false where there are as many as there may be.
  mutating func grant(_ peers: [IPAddress], limit: Int, at now: Instant) -> Bool {
    var new: [IPAddress] = []
    for peer in peers where ends[peer] == nil && !new.contains(peer) { new.append(peer) }
    guard ends.count + new.count <= limit else { return false }
    let end = now + RelayConstants.permissionLifetime
    for peer in peers { ends[peer] = end }
    for peer in new { due.arm(peer, at: end) }
    return true
  }

  package func allows(_ peer: IPAddress, at now: Instant) -> Bool { ends[peer].map { now < $0 } ?? false }

  mutating func removeEnded(at now: Instant) {
    while let peer = due.popDue(at: now) {
      guard let end = ends[peer] else { continue }
      if now < end { due.arm(peer, at: end) } else { ends[peer] = nil }
    }
  }

  /// Those that hold, by address.
  package func all(at now: Instant) -> [IPAddress] { ends.keys.sorted().filter { allows($0, at: now) } }
}
