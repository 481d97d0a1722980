import Base

/// How many times as fast as the machine's a node's clock runs: all its waits, lifetimes and dates shrink by the same
/// factor, and nothing else does. For tests of long times in short ones.
///
/// Written as `60`, or as `60@1764266400`: sixty times as fast since that second of Unix time, so that nodes which begin
/// at different moments agree about dates.
package struct Pace: Hashable, Sendable {
  package let factor: Int64
  /// When wall time left the machine's; nil when the process began.
  private let since: UnixTime

  package static let real = Pace(factor: 1, since: UnixTime(seconds: 0))
  /// Our own: a millisecond of the machine, which is what it waits at least, is a second then.
  package static let factors: ClosedRange<Int64> = 1...1000

  private init(factor: Int64, since: UnixTime) {
    (self.factor, self.since) = (factor, since)
  }

  /// Nil of anything else than the two forms.
  ///
  /// - Parameter machine: what counts as the beginning where none is given.
  package init?(_ text: String, at machine: MachineTime = .read()) {
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    guard let factor = parts.first.flatMap({ Int64($0) }), Self.factors.contains(factor) else { return nil }
    self.factor = factor
    guard parts.count > 1 else {
      since = UnixTime(nanoseconds: machine.real)
      return
    }
    // Beyond the year 2100 sums with a thousandfold span would overflow.
    guard let second = Int64(parts[1]), (0...4_102_444_800).contains(second) else { return nil }
    since = UnixTime(seconds: second)
  }

  /// What the clock says when the machine's says this.
  func time(_ real: Int64) -> UnixTime {
    factor == 1
      ? UnixTime(nanoseconds: real)
      : UnixTime(nanoseconds: since.nanoseconds &+ (real &- since.nanoseconds) &* factor)
  }

  /// Rounded up: who wakes too early has to wait again.
  func machineSpan(_ span: Duration) -> Duration {
    guard factor > 1, span > .zero else { return span }
    return .nanoseconds((span.nanoseconds &+ factor &- 1) / factor)
  }
}
