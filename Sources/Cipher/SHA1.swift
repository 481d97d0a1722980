/// SHA-1 (FIPS 180-4) inside HMAC (RFC 2104): what STUN signs with. For nothing else: its collisions are known.
package enum SHA1 {
  /// FIPS 180-4 §1: bytes of a block.
  private static let blockCount = 64

  package static func hash(_ bytes: [UInt8]) throws(DigestUnavailable) -> Bytes20 {
    let digest = try LibcryptoDigest(.sha1)
    try digest.update(bytes)
    return try digest.finish()
  }

  /// The code of two runs of bytes, one behind the other, with a key of any length.
  package static func hmac(
    key: [UInt8], _ first: UnsafeRawBufferPointer,
    _ second: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0)
  ) throws(DigestUnavailable) -> Bytes20 {
    // RFC 2104 §2: a key longer than a block is replaced by its hash.
    let key = key.count <= blockCount ? key : try hash(key).bytes
    let digest = try LibcryptoDigest(.sha1)
    try absorb(key, xor: 0x36, into: digest)
    try digest.update(first)
    try digest.update(second)
    let inner: Bytes20 = try digest.finish()
    try absorb(key, xor: 0x5c, into: digest)
    try inner.withBytes { (bytes) throws(DigestUnavailable) in try digest.update(bytes) }
    return try digest.finish()
  }

  private static func absorb(
    _ key: [UInt8], xor pad: UInt8, into digest: borrowing LibcryptoDigest
  ) throws(DigestUnavailable) {
    var block: [64 of UInt8] = .init(repeating: pad)
    for i in key.indices { block[i] ^= key[i] }
    try withUnsafeBytes(of: block) { (bytes) throws(DigestUnavailable) in try digest.update(bytes) }
  }
}

/// MD5 (RFC 1321): what STUN makes a key of long-term credentials with. For nothing else: it is broken.
package enum MD5 {
  package static func hash(_ bytes: [UInt8]) throws(DigestUnavailable) -> Bytes16 {
    let digest = try LibcryptoDigest(.md5)
    try digest.update(bytes)
    return try digest.finish()
  }
}
