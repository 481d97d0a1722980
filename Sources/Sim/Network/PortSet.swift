/// Which of 65,536 ports are in use.
struct PortSet: Sendable {
  /// A bit for each; 8 KiB, copied when a snapshot has it too.
  private var words = [UInt64](repeating: 0, count: 1024)
  private(set) var count = 0

  func contains(_ port: UInt16) -> Bool { words[Int(port) / 64] & bit(port) != 0 }

  mutating func insert(_ port: UInt16) {
    guard !contains(port) else { return }
    words[Int(port) / 64] |= bit(port)
    count += 1
  }

  mutating func remove(_ port: UInt16) {
    guard contains(port) else { return }
    words[Int(port) / 64] &= ~bit(port)
    count -= 1
  }

  /// The first free port from `start` on, round the end of the range. Looks at no more than 1025 words.
  func free(from start: UInt16, in range: ClosedRange<UInt16>) -> UInt16? {
    let start = range.contains(start) ? start : range.lowerBound
    return free(in: start...range.upperBound)
      ?? (start > range.lowerBound ? free(in: range.lowerBound...start - 1) : nil)
  }

  private func free(in range: ClosedRange<UInt16>) -> UInt16? {
    let (first, last) = (Int(range.lowerBound), Int(range.upperBound))
    for word in first / 64...last / 64 {
      var open = ~words[word]
      if word == first / 64 { open &= ~0 << UInt64(first % 64) }
      guard open != 0 else { continue }
      let port = word * 64 + open.trailingZeroBitCount
      return port <= last ? UInt16(port) : nil
    }
    return nil
  }

  private func bit(_ port: UInt16) -> UInt64 { 1 << UInt64(port % 64) }
}
