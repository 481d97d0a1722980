import Base

/// When a request is sent again, and when no more: each wait is half as long again as the one before.
struct Retransmission: Hashable, Sendable {
  private let began: Instant
  private let patience: Duration
  private var interval: Duration
  private(set) var due: Instant

  private init(_ first: Duration, patience: Duration, at now: Instant) {
    began = now
    self.patience = patience
    interval = first
    due = now + first
  }

  /// Sent at 0, 1, 2.5 and 4.75 s; given up at 8.125 s.
  static func usual(at now: Instant) -> Retransmission {
    Retransmission(AllocationConstants.retransmission, patience: AllocationConstants.patience, at: now)
  }

  /// Sent once and given up after a second: whether a relay is still there.
  static func single(at now: Instant) -> Retransmission {
    Retransmission(AllocationConstants.retransmission, patience: AllocationConstants.retransmission, at: now)
  }

  /// Sent at 0, 0.5, 1.25 and 2.375 s; given up at 4.0625 s.
  static func probe(at now: Instant) -> Retransmission {
    Retransmission(AllocationConstants.probeRetransmission, patience: AllocationConstants.probePatience, at: now)
  }

  /// What is due now: true for another copy, false for the end.
  mutating func advance(at now: Instant) -> Bool {
    guard now - began < patience else { return false }
    interval = interval * 3 / 2
    due = due + interval
    return true
  }
}
