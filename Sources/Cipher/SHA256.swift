import CSodium

/// SHA-256 (FIPS 180-4) and what is built on it.
package enum SHA256 {
  package static func hash(_ bytes: [UInt8]) -> Bytes32 {
    _ = Sodium.isReady
    return Bytes32(write: { _ = crypto_hash_sha256($0, bytes, UInt64(bytes.count)) })
  }

  /// HMAC-SHA256 (RFC 2104) with a key of any length.
  package static func hmac(key: [UInt8], _ bytes: [UInt8]) -> Bytes32 {
    bytes.withUnsafeBytes { hmac(key: key, $0) }
  }

  /// The code of two runs of bytes, one behind the other.
  package static func hmac(
    key: [UInt8], _ first: UnsafeRawBufferPointer,
    _ second: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0)
  ) -> Bytes32 {
    _ = Sodium.isReady
    var state = crypto_auth_hmacsha256_state()
    crypto_auth_hmacsha256_init(&state, key, key.count)
    for bytes in [first, second] { crypto_auth_hmacsha256_update(&state, bytes.bound, UInt64(bytes.count)) }
    return Bytes32(write: { _ = crypto_auth_hmacsha256_final(&state, $0) })
  }

  /// The first block, T1, of PBKDF2 (RFC 8018 §5.2) with HMAC-SHA256: 32 bytes of key.
  ///
  /// - Parameter iterations: at least 1.
  package static func pbkdf2(password: [UInt8], salt: [UInt8], iterations: Int) -> Bytes32 {
    var link = hmac(key: password, salt + [0, 0, 0, 1]).bytes
    var key = link
    for _ in 0..<max(0, iterations - 1) {
      link = hmac(key: password, link).bytes
      for i in key.indices { key[i] ^= link[i] }
    }
    return Bytes32(key) ?? Bytes32()
  }
}
