/// A moment on a node's own monotonic clock: nanoseconds since its lab (or process) began.
///
/// `ContinuousClock.Instant` has no public initialiser, so a virtual clock needs a type of its own.
@usableFromInline package struct Instant: Hashable, Comparable, Sendable {
  @usableFromInline package var nanoseconds: Int64

  @inlinable package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  @usableFromInline package static let zero = Instant(nanoseconds: 0)
  @usableFromInline package static let distantFuture = Instant(nanoseconds: .max)

  @inlinable package static func < (a: Instant, b: Instant) -> Bool { a.nanoseconds < b.nanoseconds }

  /// Saturates instead of trapping: a deadline beyond the clock's end never comes.
  package static func + (a: Instant, b: Duration) -> Instant {
    let (sum, overflow) = a.nanoseconds.addingReportingOverflow(b.nanoseconds)
    return Instant(nanoseconds: overflow ? (b < .zero ? .min : .max) : sum)
  }

  /// The earlier of two deadlines, either of which may not exist.
  package static func earlier(_ a: Instant?, _ b: Instant?) -> Instant? {
    guard let a, let b else { return a ?? b }
    return min(a, b)
  }

  package static func - (a: Instant, b: Instant) -> Duration {
    Duration(attoseconds: Int128(a.nanoseconds &- b.nanoseconds) * Duration.attosecondsInNanosecond)
  }
}

extension Duration {
  /// Whole nanoseconds, saturating at the ends of `Int64` (292 years).
  package var nanoseconds: Int64 {
    // Nine seconds are 63 bits of attoseconds: most are fewer, and 128 bits are slow to divide.
    if let few = Int64(exactly: attoseconds) { return few / Int64(Self.attosecondsInNanosecond) }
    return Int64(clamping: attoseconds / Self.attosecondsInNanosecond)
  }

  fileprivate static let attosecondsInNanosecond: Int128 = 1_000_000_000

  package var isPositive: Bool { self > .zero }
}
