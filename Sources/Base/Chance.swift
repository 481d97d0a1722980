/// Seeded chance: a ChaCha20 keystream (RFC 8439 §2.3) read as a stream of random numbers.
///
/// A stream is split by label, so that a new draw in one node moves no draw of another:
/// `root.stream("gateway").stream("ice")`. It deliberately does not conform to `RandomNumberGenerator`:
/// the standard library may change the algorithms that shuffle and sample through it, and with them every trace.
package struct Chance: Sendable {
  private let key: Key
  private var counter: UInt64 = 0
  private var block: [16 of UInt32] = .init(repeating: 0)
  private var used = 16

  /// 256 bits as eight little-endian words.
  private typealias Key = [8 of UInt32]

  /// A stream from a lab's seed.
  package init(seed: UInt64) {
    var key = Key(repeating: 0)
    key[0] = UInt32(truncatingIfNeeded: seed)
    key[1] = UInt32(truncatingIfNeeded: seed >> 32)
    self.key = key
  }

  /// A stream from 32 bytes of true randomness (live nodes). Shorter input is padded with zeros.
  package init(key bytes: [UInt8]) {
    var key = Key(repeating: 0)
    for (i, byte) in bytes.prefix(32).enumerated() { key[i / 4] |= UInt32(byte) << UInt32(i % 4 * 8) }
    self.key = key
  }

  private init(key: Key) { self.key = key }

  /// The 32 bytes that another stream begins with as this one began. Secret, as all that is drawn from it.
  package var keyBytes: [UInt8] {
    var bytes: [UInt8] = []
    for i in 0..<8 {
      for shift in stride(from: UInt32(0), to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: key[i] >> shift)) }
    }
    return bytes
  }

  /// An independent stream named by `label`. Splitting draws nothing from this one.
  ///
  /// The child's key is HChaCha20 of the parent's key over the label, 16 bytes at a time; the last chunk is
  /// followed by the label's length, so that no label is a prefix of another.
  package func stream(_ label: String) -> Chance {
    var key = key
    var chunk = [4 of UInt32](repeating: 0)
    var filled = 0
    func absorb(_ chunk: [4 of UInt32]) {
      var state = Self.state(key, chunk[0], chunk[1], chunk[2], chunk[3])
      Self.permute(&state)
      for i in 0..<4 {
        key[i] = state[i]
        key[i + 4] = state[i + 12]
      }
    }
    for byte in label.utf8 {
      chunk[filled / 4] |= UInt32(byte) << UInt32(filled % 4 * 8)
      filled += 1
      if filled == 16 {
        absorb(chunk)
        chunk = .init(repeating: 0)
        filled = 0
      }
    }
    absorb(chunk)
    chunk = .init(repeating: 0)
    chunk[0] = UInt32(truncatingIfNeeded: label.utf8.count)
    chunk[3] = 0x6c61_626c  // "labl": no data chunk of a label of this length ends the chain the same way
    absorb(chunk)
    return Chance(key: key)
  }

  package mutating func nextUInt32() -> UInt32 {
    if used == 16 { refill() }
    defer { used += 1 }
    return block[used]
  }

  package mutating func nextUInt64() -> UInt64 {
    let low = nextUInt32()
    return UInt64(nextUInt32()) << 32 | UInt64(low)
  }

  /// Uniform in `0..<bound`, without bias (Lemire's multiply and reject). `bound` 0 gives 0.
  package mutating func below(_ bound: UInt32) -> UInt32 {
    guard bound > 1 else { return 0 }
    var product = UInt64(nextUInt32()) * UInt64(bound)
    let threshold = (0 &- bound) % bound
    while UInt32(truncatingIfNeeded: product) < threshold { product = UInt64(nextUInt32()) * UInt64(bound) }
    return UInt32(product >> 32)
  }

  /// True with probability `parts` in a million.
  package mutating func happens(partsPerMillion parts: UInt32) -> Bool { parts > 0 && below(1_000_000) < parts }

  /// Uniform in `.zero...span`, in nanoseconds.
  package mutating func duration(upTo span: Duration) -> Duration {
    let nanoseconds = span.nanoseconds
    guard nanoseconds > 0 else { return .zero }
    return .nanoseconds(Int64(nextUInt64() % (UInt64(nanoseconds) + 1)))
  }

  package mutating func bytes(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count {
      let word = nextUInt32()
      for shift in stride(from: UInt32(0), to: 32, by: 8) where bytes.count < count {
        bytes.append(UInt8(truncatingIfNeeded: word >> shift))
      }
    }
    return bytes
  }

  private mutating func refill() {
    let initial = Self.state(key, UInt32(truncatingIfNeeded: counter), UInt32(counter >> 32), 0, 0)
    block = initial
    Self.permute(&block)
    for i in 0..<16 { block[i] &+= initial[i] }
    counter &+= 1
    used = 0
  }

  private static func state(_ key: Key, _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32) -> [16 of UInt32] {
    [
      0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574,  // "expand 32-byte k"
      key[0], key[1], key[2], key[3], key[4], key[5], key[6], key[7], a, b, c, d,
    ]
  }

  /// RFC 8439 §2.3.1: ten times a column round and a diagonal round.
  private static func permute(_ s: inout [16 of UInt32]) {
    for _ in 0..<10 {
      quarter(&s, 0, 4, 8, 12)
      quarter(&s, 1, 5, 9, 13)
      quarter(&s, 2, 6, 10, 14)
      quarter(&s, 3, 7, 11, 15)
      quarter(&s, 0, 5, 10, 15)
      quarter(&s, 1, 6, 11, 12)
      quarter(&s, 2, 7, 8, 13)
      quarter(&s, 3, 4, 9, 14)
    }
  }

  /// RFC 8439 §2.1.
  private static func quarter(_ s: inout [16 of UInt32], _ a: Int, _ b: Int, _ c: Int, _ d: Int) {
    s[a] &+= s[b]
    s[d] = rotated(s[d] ^ s[a], 16)
    s[c] &+= s[d]
    s[b] = rotated(s[b] ^ s[c], 12)
    s[a] &+= s[b]
    s[d] = rotated(s[d] ^ s[a], 8)
    s[c] &+= s[d]
    s[b] = rotated(s[b] ^ s[c], 7)
  }

  private static func rotated(_ x: UInt32, _ n: UInt32) -> UInt32 { x << n | x >> (32 - n) }
}
