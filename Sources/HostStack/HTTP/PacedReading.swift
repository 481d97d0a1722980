import Base

/// What an application that reads no faster than its rate has not read yet; the receive window bounds it.
struct PacedReading: Sendable {
  let rate: Int
  private var held: [UInt8] = []
  private var peerFinished = false
  /// When it reads on; nil when there is nothing to read.
  private(set) var next: Instant?

  /// It reads ten times a second, unless a byte takes longer, or so much would be more than part of the window.
  static let greatestPortion = 8192

  /// - Parameter rate: bytes a second, from one to a thousand million.
  init(rate: Int) { self.rate = min(max(rate, 1), 1_000_000_000) }

  /// A receive buffer for one second, so that the server feels the rate early; a few segments at least.
  var buffer: Int { min(TCPConnection.buffer, max(rate, 8192)) }

  var isAtEnd: Bool { peerFinished && held.isEmpty }

  mutating func hold(_ bytes: ArraySlice<UInt8>, at now: Instant) {
    held += bytes
    if next == nil { next = now + pause }
  }

  /// The peer has closed. False if all was read before.
  mutating func end() -> Bool {
    peerFinished = true
    return !held.isEmpty
  }

  mutating func take(at now: Instant) -> [UInt8] {
    let taken = Array(held.prefix(portion))
    held.removeFirst(taken.count)
    next = held.isEmpty ? nil : now + pause
    return taken
  }

  private var portion: Int { max(1, min(rate / 10, Self.greatestPortion)) }
  private var pause: Duration { .nanoseconds(1_000_000_000 * Int64(portion) / Int64(rate)) }
}
