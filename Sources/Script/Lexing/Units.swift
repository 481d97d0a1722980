/// The units a number can carry.
package enum Units {
  /// In nanoseconds.
  package static let durations: [(unit: String, nanoseconds: Int64)] = [
    ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1000), ("ns", 1),
  ]
  package static let sizes: [(unit: String, bytes: Int64)] = [
    ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000),
    ("KB", 1000), ("B", 1),
  ]

  static func duration(_ unit: String) -> Int64? {
    durations.first { $0.unit == (unit == "µs" || unit == "μs" ? "us" : unit) }?.nanoseconds
  }
  static func bytes(_ unit: String) -> Int64? { sizes.first { $0.unit == unit }?.bytes }

  /// Long names that people write, and what they are here.
  static func advice(_ unit: String) -> String {
    let meant: String? =
      switch unit.lowercased() {
      case "sec", "secs", "second", "seconds": "s"
      case "min", "mins", "minute", "minutes": "m"
      case "hour", "hours", "hr", "hrs": "h"
      case "msec", "millis", "milliseconds": "ms"
      case "usec", "micros", "microseconds": "us"
      case "nsec", "nanos", "nanoseconds": "ns"
      case "b", "byte", "bytes": "B"
      case "k", "kb", "kib": "KiB"
      case "mb", "mib": "MiB"
      case "g", "gb", "gib": "GiB"
      default: nil
      }
    return meant.map { "did you mean `\($0)`?" } ?? "not a unit of time or size"
  }
}
