extension BLAKE2s {
  package mutating func update(_ value: some FixedBytes) { value.withBytes { update($0) } }
  package mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }
  package mutating func update(_ bytes: ArraySlice<UInt8>) { bytes.withUnsafeBytes { update($0) } }

  /// HASH of the WireGuard paper §5.4.
  package static func hash(_ bytes: [UInt8]) -> Bytes32 {
    var hash = BLAKE2s()
    hash.update(bytes)
    return hash.finish()
  }

  /// MAC of the WireGuard paper §5.4: keyed, 16 bytes of output.
  package static func mac(key: some FixedBytes, _ bytes: ArraySlice<UInt8>) -> Bytes16 {
    key.withBytes { mac(key: $0, bytes) }
  }

  /// - Parameter key: at most 32 bytes; more are not looked at.
  package static func mac(key: UnsafeRawBufferPointer, _ bytes: ArraySlice<UInt8>) -> Bytes16 {
    var hash = BLAKE2s(outputCount: 16, key: key)
    hash.update(bytes)
    return hash.finish().withBytes { Bytes16(UnsafeRawBufferPointer(rebasing: $0.prefix(16))) ?? Bytes16() }
  }
}

/// HMAC (RFC 2104) with BLAKE2s.
package struct HMACBLAKE2s: Sendable {
  private var inner = BLAKE2s()
  private var outer = BLAKE2s()

  /// RFC 2104 §2: a key longer than a block is replaced by its hash.
  package init(key: UnsafeRawBufferPointer) {
    guard key.count <= BLAKE2s.blockCount else {
      var hash = BLAKE2s()
      hash.update(key)
      self = hash.finish().withBytes { HMACBLAKE2s(key: $0) }
      return
    }
    Self.absorb(key, xor: 0x36, into: &inner)
    Self.absorb(key, xor: 0x5c, into: &outer)
  }

  package mutating func update(_ bytes: UnsafeRawBufferPointer) { inner.update(bytes) }

  package consuming func finish() -> Bytes32 {
    outer.update(inner.finish())
    return outer.finish()
  }

  private static func absorb(_ key: UnsafeRawBufferPointer, xor pad: UInt8, into hash: inout BLAKE2s) {
    var block: [64 of UInt8] = .init(repeating: pad)
    for i in 0..<key.count { block[i] ^= key[i] }
    withUnsafeBytes(of: block) { hash.update($0) }
  }
}
