import Glibc

/// Real time: how long runs took, and how long output has waited. No lab sees it.
enum MonotonicClock {
  /// In seconds.
  static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
