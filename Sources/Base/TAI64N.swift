/// A moment in the format TAI64N: what a WireGuard initiation carries so that it cannot be replayed (paper §5.1).
///
/// ```
///  0                       8              12
/// +-----------------------+---------------+
/// | 2^62 + seconds, BE    | nanoseconds, BE |
/// +-----------------------+---------------+
/// ```
package struct TAI64N: Hashable, Comparable, Sendable {
  package static let count = 12
  package var seconds: UInt64
  package var nanoseconds: UInt32

  /// TAI was 10 s ahead when Unix time began; every implementation of WireGuard leaves it at that.
  private static let unixEpoch: UInt64 = 1 << 62 + 10

  package init(_ time: UnixTime) {
    let (seconds, rest) = time.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    self.seconds = Self.unixEpoch &+ UInt64(bitPattern: rest < 0 ? seconds - 1 : seconds)
    nanoseconds = UInt32(rest < 0 ? rest + 1_000_000_000 : rest)
  }

  /// - Parameter seconds: of Unix time.
  package init(seconds: UInt64, nanoseconds: UInt32) {
    self.seconds = Self.unixEpoch &+ seconds
    self.nanoseconds = nanoseconds
  }

  /// Nil unless there are 12 bytes. Any bytes have an order, so none are refused for what they say.
  package init?(_ bytes: [UInt8]) {
    guard bytes.count == Self.count else { return nil }
    seconds = bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) }
    nanoseconds = bytes[8...].reduce(0) { $0 << 8 | UInt32($1) }
  }

  package var bytes: [UInt8] {
    withUnsafeBytes(of: seconds.bigEndian, Array.init) + withUnsafeBytes(of: nanoseconds.bigEndian, Array.init)
  }

  /// The next moment that can be told from this one.
  package var successor: TAI64N {
    var next = self
    next.nanoseconds = nanoseconds >= 999_999_999 ? 0 : nanoseconds + 1
    if next.nanoseconds == 0 { next.seconds &+= 1 }
    return next
  }

  package static func < (a: TAI64N, b: TAI64N) -> Bool {
    (a.seconds, a.nanoseconds) < (b.seconds, b.nanoseconds)
  }
}
