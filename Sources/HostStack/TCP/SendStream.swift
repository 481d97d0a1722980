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
    var bytes: [UInt8] = []
    bytes.reserveCapacity(last - first)
    if first < min(last, storedEnd) { bytes += stored[first - base..<min(last, storedEnd) - base] }
    bytes += (max(first, storedEnd)..<max(last, storedEnd)).lazy.map { Self.pattern(at: $0 - storedEnd) }
    return bytes
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
    UInt8(truncatingIfNeeded: (UInt64(truncatingIfNeeded: index) &* 0x9e37_79b9_7f4a_7c15) >> 56)
  }
}
