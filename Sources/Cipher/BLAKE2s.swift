/// The hash of RFC 7693 for 32-bit words, with a key or without.
///
/// Complexity: one compression for each 64 bytes; no allocation.
package struct BLAKE2s: Sendable {
  private var chain: [8 of UInt32] = BLAKE2s.iv
  private var block: [16 of UInt32] = .init(repeating: 0)
  private var filled = 0
  private var total: UInt64 = 0

  /// RFC 7693 §2.1: bb, the bytes of a block.
  package static let blockCount = 64

  /// RFC 7693 §2.6: the initialization vector, SHA-256's.
  private static let iv: [8 of UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]

  /// RFC 7693 §2.5: the parameter block's first word is 0x0101kknn; a key fills the first block.
  ///
  /// - Parameter key: at most 32 bytes count.
  package init(outputCount: Int = 32, key: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0)) {
    let key = UnsafeRawBufferPointer(rebasing: key.prefix(32))
    chain[0] ^= 0x0101_0000 ^ UInt32(key.count) << 8 ^ UInt32(min(max(outputCount, 1), 32))
    guard !key.isEmpty else { return }
    update(key)
    filled = Self.blockCount
    total = UInt64(Self.blockCount)
  }

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    var rest = bytes
    while !rest.isEmpty {
      // The last block waits for `finish`, also when it is full.
      if filled == Self.blockCount {
        compressBlock(isLast: false)
        filled = 0
      }
      let count = min(Self.blockCount - filled, rest.count)
      withUnsafeMutableBytes(of: &block) { [filled] block in
        UnsafeMutableRawBufferPointer(rebasing: block[filled...]).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: rest.prefix(count)))
      }
      filled += count
      total &+= UInt64(count)
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
    }
  }

  /// The digest. One of fewer than 32 bytes is the beginning of this.
  package consuming func finish() -> Bytes32 {
    withUnsafeMutableBytes(of: &block) { [filled] block in
      for i in filled..<Self.blockCount { block[i] = 0 }
    }
    compressBlock(isLast: true)
    return Bytes32 { digest in
      for i in 0..<8 { digest.storeBytes(of: chain[i].littleEndian, toByteOffset: i * 4, as: UInt32.self) }
    }
  }

  /// RFC 7693 §3.2, the function F.
  private mutating func compressBlock(isLast: Bool) {
    var v = BLAKE2sWork(
      chain: chain, iv: Self.iv, low: UInt32(truncatingIfNeeded: total), high: UInt32(truncatingIfNeeded: total >> 32),
      isLast: isLast)
    v.mix(block)
    for i in 0..<8 { chain[i] ^= v.halves(i) }
  }
}
