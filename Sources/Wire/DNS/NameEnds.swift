/// The ends of names that stand in a message already: `www.a.example` has three.
///
/// A table of chains by hash: what the n-th name costs does not grow with n as long as names differ honestly, and never
/// beyond the 8,192 ends that 16 KiB can hold.
struct NameEnds {
  private struct End {
    let hash: UInt32
    let offset: UInt16
    /// Index of the next in the chain, plus one.
    let next: UInt16
  }

  private let compression: NameCompression
  /// The message's first name, which most others repeat. Its ends are noted with the first name that does not.
  private var first: (wire: [UInt8], offset: Int)?
  private var ends: [End] = []
  /// Index of the chain's first, plus one; empty until there are ends.
  private var heads: [UInt16] = []
  private static let headCount = 256
  /// RFC 1035 §4.1.4: fourteen bits.
  private static let reach = 0x4000

  init(_ compression: NameCompression) { self.compression = compression }

  var compresses: Bool { compression != .none }

  /// - Parameter start: where the message begins in `bytes`.
  mutating func write(_ name: DomainName, _ place: NamePlace, to bytes: inout [UInt8], from start: Int) {
    guard compression != .none, place != .opaque, !name.isRoot else {
      bytes += name.wire
      return
    }
    let points = place == .owner || place == .data && compression == .standard
    write(name.wire, to: &bytes, from: start, points: points)
  }

  /// - Parameter points: whether a pointer may stand for an end; if not, the name is only noted.
  private mutating func write(_ wire: [UInt8], to bytes: inout [UInt8], from start: Int, points: Bool) {
    guard let first else {
      if bytes.count - start < Self.reach { first = (wire, bytes.count - start) }
      bytes += wire
      return
    }
    if wire == first.wire {
      if points { bytes.append16(0xc000 | UInt16(first.offset)) } else { bytes += wire }
      return
    }
    if heads.isEmpty { note(first) }
    writeEnd(of: wire, to: &bytes, from: start, points: points)
  }

  private mutating func note(_ first: (wire: [UInt8], offset: Int)) {
    heads = [UInt16](repeating: 0, count: Self.headCount)
    ends.reserveCapacity(16)
    var hashes = [128 of UInt32](repeating: 0)
    var at = 0
    for label in 0..<Self.hash(first.wire, into: &hashes) {
      note(hashes[label], first.offset + at)
      at += 1 + Int(first.wire[at])
    }
  }

  private mutating func writeEnd(of wire: [UInt8], to bytes: inout [UInt8], from start: Int, points: Bool) {
    var hashes = [128 of UInt32](repeating: 0)
    let count = Self.hash(wire, into: &hashes)
    var at = 0
    for label in 0..<count {
      let offset = find(hashes[label], wire, from: at, in: bytes, start)
      if points, let offset {
        bytes.append16(0xc000 | offset)
        return
      }
      if offset == nil { note(hashes[label], bytes.count - start) }
      bytes += wire[at...at + Int(wire[at])]
      at += 1 + Int(wire[at])
    }
    bytes.append(0)
  }

  /// One hash for each label: of it and all behind it. FNV-1a, over labels from the right.
  private static func hash(_ wire: [UInt8], into hashes: inout [128 of UInt32]) -> Int {
    var starts = [128 of UInt8](repeating: 0)
    var (count, at) = (0, 0)
    while wire[at] != 0 {
      starts[count] = UInt8(at)
      count += 1
      at += 1 + Int(wire[at])
    }
    var hash: UInt32 = 0x811c_9dc5
    for label in (0..<count).reversed() {
      let first = Int(starts[label])
      for i in first...first + Int(wire[first]) { hash = (hash ^ UInt32(wire[i])) &* 0x0100_0193 }
      hashes[label] = hash
    }
    return count
  }

  private mutating func note(_ hash: UInt32, _ offset: Int) {
    guard offset < Self.reach else { return }
    let head = Int(hash) % Self.headCount
    ends.append(End(hash: hash, offset: UInt16(offset), next: heads[head]))
    heads[head] = UInt16(ends.count)
  }

  private func find(_ hash: UInt32, _ wire: [UInt8], from: Int, in bytes: [UInt8], _ start: Int) -> UInt16? {
    var next = Int(heads[Int(hash) % Self.headCount])
    while next > 0 {
      let end = ends[next - 1]
      if end.hash == hash, Self.stands(wire, from: from, in: bytes, at: start + Int(end.offset), start) {
        return end.offset
      }
      next = Int(end.next)
    }
    return nil
  }

  /// Whether the name at `at`, its pointers followed, is `wire[from...]`. What is compared was written here: its
  /// pointers lead back to names that end. The last of the name being written itself has no zero yet.
  private static func stands(_ wire: [UInt8], from: Int, in bytes: [UInt8], at: Int, _ start: Int) -> Bool {
    var (from, at) = (from, at)
    while at < bytes.count {
      let length = Int(bytes[at])
      if length >= 0xc0 {
        at = start + Int(bytes.be16(at) & 0x3fff)
        continue
      }
      guard Int(wire[from]) == length else { return false }
      if length == 0 { return true }
      guard wire[from + 1...from + length].elementsEqual(bytes[at + 1...at + length]) else { return false }
      from += 1 + length
      at += 1 + length
    }
    return false
  }
}
