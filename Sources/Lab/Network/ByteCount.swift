/// Numbers of bytes as a person writes them.
package enum ByteCount {
  /// `1280`, `1280B`, `125kB`, `64KiB`, `2GiB`.
  package static func bytes(_ text: String) -> UInt64? {
    let digits = text.prefix { $0.isNumber }
    guard let number = UInt64(digits), number < 1 << 32 else { return nil }
    let scale: UInt64? =
      switch text.dropFirst(digits.count) {
      case "", "B": 1
      case "kB", "KB": 1000
      case "KiB": 1 << 10
      case "MB": 1_000_000
      case "MiB": 1 << 20
      case "GB": 1_000_000_000
      case "GiB": 1 << 30
      default: nil
      }
    return scale.map { number * $0 }
  }
}
