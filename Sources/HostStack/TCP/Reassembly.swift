/// Bytes that arrived before those in front of them. What came first stays (no overlap is ever rewritten).
///
/// The receive window bounds the bytes, `limit` the pieces.
struct Reassembly: Sendable {
  private var pieces: [Piece] = []  // ascending, disjoint

  private struct Piece: Sendable {
    var start: Int
    var bytes: [UInt8]
    var end: Int { start + bytes.count }
  }

  /// A window of 64 KiB in segments of 536 bytes, the smallest usual.
  static let limit = 128

  /// Keeps what is new of these bytes. False if there was no room for some of them.
  mutating func insert(_ bytes: ArraySlice<UInt8>, at position: Int) -> Bool {
    var start = position
    let end = position + bytes.count
    var i = pieces.firstIndex { $0.end > position } ?? pieces.count
    while start < end {
      let gapEnd = i < pieces.count ? min(end, pieces[i].start) : end
      if start < gapEnd {
        guard pieces.count < Self.limit else { return false }
        let first = bytes.startIndex + start - position
        // A copy: a slice would keep its whole packet alive.
        pieces.insert(Piece(start: start, bytes: Array(bytes[first..<first + gapEnd - start])), at: i)
        i += 1
      }
      guard i < pieces.count else { break }
      start = max(gapEnd, pieces[i].end)
      i += 1
    }
    return true
  }

  /// The bytes that continue at `position`, if they are here.
  mutating func next(at position: Int) -> ArraySlice<UInt8>? {
    while let first = pieces.first, first.start <= position {
      pieces.removeFirst()
      if first.end > position { return first.bytes.dropFirst(position - first.start) }
    }
    return nil
  }
}
