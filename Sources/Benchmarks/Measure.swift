import Glibc

/// One thing whose cost is measured: it does `count` of them when called.
struct Measure {
  let name: String
  let count: Int
  let work: (Int) throws -> Void

  init(_ name: String, count: Int, _ work: @escaping (Int) throws -> Void) {
    self.name = name
    self.count = count
    self.work = work
  }

  /// Nanoseconds for one: the best of the rounds counts, because only disturbance makes a round slower.
  func run(rounds: Int) throws -> Double {
    var best = Double.infinity
    for _ in 0..<rounds {
      let began = Self.now
      try work(count)
      best = min(best, Double(Self.now - began) / Double(count))
    }
    return best
  }

  /// Time on the processor: what else the machine does beside it does not count.
  static var now: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

/// Keeps what was computed from being optimised away.
@inline(never) func use<Value>(_ value: Value) {}
