import Base
import Lab

/// Which nodes cannot reach each other, and what streams between them wait with.
struct Partitions: Sendable {
  struct Pair: Hashable, Comparable, Sendable {
    let a: String
    let b: String

    /// The same either way round.
    init(_ a: String, _ b: String) {
      self.a = min(a, b)
      self.b = max(a, b)
    }

    static func < (x: Pair, y: Pair) -> Bool { (x.a, x.b) < (y.a, y.b) }
  }

  /// What a stream sends again until it gets through.
  struct Stalled: Sendable {
    let pair: Pair
    let what: Arrival
    let cause: EventNumber
  }

  private(set) var pairs: [Pair] = []
  private(set) var stalled: [Stalled] = []
  /// Beyond that a sender's buffer is full, and its connection is as good as dead.
  private static let mostStalled = 4096

  func separate(_ a: String, _ b: String) -> Bool { !pairs.isEmpty && pairs.sortedIndex(of: Pair(a, b)) != nil }

  mutating func cut(_ pair: Pair) -> Bool {
    guard pairs.sortedIndex(of: pair) == nil else { return false }
    pairs.insert(pair, at: pairs.insertionIndex(of: pair))
    return true
  }

  mutating func stall(_ what: Arrival, _ pair: Pair, _ cause: EventNumber) {
    if stalled.count < Self.mostStalled { stalled.append(Stalled(pair: pair, what: what, cause: cause)) }
  }

  /// Joins the pair and hands out what waited, oldest first.
  mutating func join(_ pair: Pair) -> [Stalled] {
    pairs.removeAll { $0 == pair }
    let waiting = stalled.filter { $0.pair == pair }
    stalled.removeAll { $0.pair == pair }
    return waiting
  }
}

extension World {
  /// Between a node and the portal: a stream waits while the two are apart.
  mutating func travel(_ what: Arrival, between node: String, at: Instant, _ trace: Trace) {
    if partitions.separate(node, portal.name) {
      partitions.stall(what, .init(node, portal.name), trace.cause)
    } else {
      schedule(what, at: at, trace)
    }
  }

  mutating func partition(_ a: String, _ b: String, into trace: inout Trace) {
    guard partitions.cut(.init(a, b)) else { return }
    trace.record(.reported(NodeReport.partitioned(a, b)), at: now, node: a)
  }

  mutating func heal(_ pair: Partitions.Pair, into trace: inout Trace) {
    guard partitions.separate(pair.a, pair.b) else { return }
    trace.record(.reported(NodeReport.healed(pair.a, pair.b)), at: now, node: pair.a)
    let node = pair.a == portal.name ? pair.b : pair.a
    for waiting in partitions.join(pair) { schedule(waiting.what, at: now + streamLatency(node), trace) }
  }
}
