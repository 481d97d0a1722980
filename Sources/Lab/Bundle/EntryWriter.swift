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

extension EntryWriter {
  /// A file of these bodies, whatever is in them, with right lengths and checksums: for those who try what is hostile.
  package static func file(_ kind: BundleFormat.Kind, bodies: [[UInt8]]) -> [UInt8] {
    var file = EntryWriter(kind).pending
    for body in bodies {
      file.put(fixed: UInt32(truncatingIfNeeded: body.count))
      file += body
      file.put(fixed: body.withUnsafeBytes { CRC32.of($0) })
    }
    return file
  }

  /// The bodies of the whole entries of a file.
  package static func bodies(of file: [UInt8]) -> [[UInt8]] {
    var (bodies, at) = ([[UInt8]](), BundleFormat.headLength)
    while at + 8 <= file.count {
      let length = (0..<4).reduce(0) { $0 | Int(file[at + $1]) << (8 * $1) }
      guard at + 8 + length <= file.count else { break }
      bodies.append(Array(file[at + 4..<at + 4 + length]))
      at += 8 + length
    }
    return bodies
  }
}
