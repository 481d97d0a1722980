/// Slow start, congestion avoidance, fast retransmit and recovery (RFC 5681, NewReno of RFC 6582). Bytes.
struct CongestionWindow: Sendable {
  private(set) var window: Int
  private var threshold = limit
  private var duplicates = 0
  /// The end of what was sent when the last loss was noticed: losses below it were paid for already.
  private var recover = 0
  private var recovering = false

  static let limit = 1 << 20

  /// RFC 6928 §2: ten segments to begin with.
  init(segment: Int) { window = 10 * segment }

  enum Advice: Sendable { case none, retransmitFirst }

  /// RFC 5681 §3.1, RFC 6582 §3.2 step 3. `una` and `flight` are what they are after this acknowledgment.
  mutating func acknowledged(_ bytes: Int, una: Int, flight: Int, segment: Int) -> Advice {
    duplicates = 0
    guard recovering else {
      window += window < threshold ? min(bytes, segment) : max(1, segment * segment / window)
      window = min(window, Self.limit)
      return .none
    }
    if una >= recover {
      recovering = false
      window = min(threshold, max(flight, segment) + segment)
      return .none
    }
    window = max(window - bytes, 0) + segment
    return .retransmitFirst
  }

  /// RFC 5681 §3.2; the third duplicate tells of a loss, each later one of a segment that left the network.
  mutating func duplicate(una: Int, sent: Int, segment: Int) -> Advice {
    duplicates += 1
    if recovering {
      window = min(window + segment, Self.limit)
      return .none
    }
    guard duplicates == 3, una > recover else { return .none }
    threshold = max((sent - una) / 2, 2 * segment)
    window = threshold + 3 * segment
    recover = sent
    recovering = true
    return .retransmitFirst
  }

  /// RFC 5681 §3.1: everything in flight is taken for lost. A second timeout in a row does not halve again.
  mutating func timedOut(una: Int, sent: Int, segment: Int, first: Bool) {
    if first { threshold = max((sent - una) / 2, 2 * segment) }
    window = segment
    duplicates = 0
    recover = sent
    recovering = false
  }
}
