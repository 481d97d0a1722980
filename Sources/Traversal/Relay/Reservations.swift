import Base

/// Ports that are kept for a client's next allocation (RFC 8656 §7.2). There are few: each was the second of a pair.
struct Reservations: Sendable {
  private struct Reservation: Sendable {
    let relayed: RelayedAddresses
    let end: Instant
  }

  private var byToken = SortedTable<UInt64, Reservation>()
  private var due = DeadlineQueue<UInt64>()
  /// More than that at once is somebody keeping ports from others.
  static let greatestCount = 256

  var next: Instant? { due.next }
  var isFull: Bool { byToken.count >= Self.greatestCount }

  mutating func keep(_ relayed: RelayedAddresses, as token: UInt64, at now: Instant) {
    let end = now + RelayConstants.reservationLifetime
    byToken[token] = Reservation(relayed: relayed, end: end)
    due.arm(token, at: end)
  }

  func relayed(for token: UInt64) -> RelayedAddresses? { byToken[token]?.relayed }

  mutating func take(_ token: UInt64) { byToken[token] = nil }

  mutating func popEnded(at now: Instant) -> RelayedAddresses? {
    while let token = due.popDue(at: now) {
      guard let reservation = byToken[token] else { continue }
      byToken[token] = nil
      return reservation.relayed
    }
    return nil
  }
}
