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

  private var ends: [End] = []
  /// Index of the chain's first, plus one; made with the second name, since one alone points nowhere.
  private var heads: [UInt16] = []
  private static let headCount = 256
  /// RFC 1035 §4.1.4: fourteen bits.
  private static let reach = 0x4000

  /// - Parameter points: whether a pointer may stand for an end; if not, the name is only noted.
  mutating func write(_ wire: [UInt8], to bytes: inout [UInt8], from start: Int, points: Bool) {
    var hashes = [128 of UInt32](repeating: 0)
    let count = Self.hash(wire, into: &hashes)
    var at = 0
    for label in 0..<count {
      let hash = hashes[label]
      let offset = find(hash, wire, from: at, in: bytes, start)
      if points, let offset {
        bytes.append16(0xc000 | offset)
        return
      }
      if offset == nil, bytes.count - start < Self.reach { note(hash, UInt16(bytes.count - start)) }
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

  private mutating func note(_ hash: UInt32, _ offset: UInt16) {
    let head = Int(hash) % Self.headCount
    ends.append(End(hash: hash, offset: offset, next: heads.isEmpty ? 0 : heads[head]))
    if !heads.isEmpty { heads[head] = UInt16(ends.count) }
  }

  private mutating func find(_ hash: UInt32, _ wire: [UInt8], from: Int, in bytes: [UInt8], _ start: Int) -> UInt16? {
    guard !ends.isEmpty else { return nil }
    if heads.isEmpty { index() }
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

  private mutating func index() {
    heads = [UInt16](repeating: 0, count: Self.headCount)
    for (i, end) in ends.enumerated() {
      let head = Int(end.hash) % Self.headCount
      ends[i] = End(hash: end.hash, offset: end.offset, next: heads[head])
      heads[head] = UInt16(i + 1)
    }
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
