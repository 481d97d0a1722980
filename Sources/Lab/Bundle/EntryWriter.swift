import Base

/// Entries of a bundle, one behind the other, until somebody takes their bytes.
package struct EntryWriter: Sendable {
  package private(set) var pending: [UInt8]
  private var last = Instant.zero

  init(_ kind: BundleFormat.Kind) { pending = BundleFormat.magic + [BundleFormat.version, kind.rawValue] }

  mutating func append(_ tag: BundleFormat.Tag, at now: Instant, _ body: (inout [UInt8]) -> Void) {
    let start = pending.count
    pending.put(fixed: 0)
    pending.put(tag.rawValue)
    pending.put(varint: UInt64(max(0, now.nanoseconds - last.nanoseconds)))
    last = max(last, now)
    body(&pending)
    let length = pending.count - start - 4
    for i in 0..<4 { pending[start + i] = UInt8(truncatingIfNeeded: length >> (8 * i)) }
    let checksum = pending.withUnsafeBytes { CRC32.of(UnsafeRawBufferPointer(rebasing: $0[(start + 4)...])) }
    pending.put(fixed: checksum)
  }

  /// Keeps its room.
  package mutating func take(_ body: ([UInt8]) -> Void) {
    body(pending)
    pending.removeAll(keepingCapacity: true)
  }
}
