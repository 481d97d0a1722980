/// The bytes that a connection sends: some stored, followed by a pattern that is made when it is needed.
///
/// Offsets count from the first byte ever written. Complexity: O(count) to read, amortized O(1) a byte to write.
struct SendStream: Sendable {
  private var stored: [UInt8] = []
  /// Where `stored` begins; everything before was acknowledged.
  private var base = 0
  private var acknowledged = 0
  private var patternLength = 0

  var end: Int { base + stored.count + patternLength }
  /// Stored bytes not acknowledged yet.
  var backlog: Int { max(0, base + stored.count - acknowledged) }

  mutating func append(_ bytes: ArraySlice<UInt8>) {
    guard patternLength == 0 else { return }
    stored += bytes
  }

  /// Ends the stream with `count` bytes of the pattern.
  mutating func appendPattern(_ count: Int) { patternLength += count }

  func read(at offset: Int, count: Int) -> [UInt8] {
    let storedEnd = base + stored.count
    let first = max(offset, base)
    let last = min(offset + count, end)
    guard first < last else { return [] }
    if first >= storedEnd { return Self.pattern(first - storedEnd..<last - storedEnd) }
    let bytes = Array(stored[first - base..<min(last, storedEnd) - base])
    return last > storedEnd ? bytes + Self.pattern(0..<last - storedEnd) : bytes
  }

  private static func pattern(_ range: Range<Int>) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: range.count) { room, count in
      var product = product(at: range.lowerBound)
      for i in 0..<range.count {
        room[i] = UInt8(truncatingIfNeeded: product >> 56)
        product &+= multiplier
      }
      count = range.count
    }
  }

  /// Forgets what the peer has. Moves bytes only when most of the store is behind, and so each byte once at most.
  mutating func release(upTo offset: Int) {
    acknowledged = max(acknowledged, offset)
    let gone = min(acknowledged - base, stored.count)
    guard patternLength == 0, gone > 4096, gone > stored.count / 2 else { return }
    stored.removeFirst(gone)
    base += gone
  }

  /// Byte `index` of every generated body: a multiplicative hash, so that no shift of it looks like itself.
  static func pattern(at index: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: product(at: index) >> 56)
  }

  private static func product(at index: Int) -> UInt64 { UInt64(truncatingIfNeeded: index) &* multiplier }

  /// 2⁶⁴ divided by the golden ratio.
  private static let multiplier: UInt64 = 0x9e37_79b9_7f4a_7c15
}
