import CSodium

/// The AEAD with a nonce of 24 bytes, long enough to be drawn at random (draft-irtf-cfrg-xchacha-03).
package enum XChaCha20Poly1305 {
  package static let nonceCount = 24

  /// Ciphertext and tag: 16 bytes more than `plaintext`. Nil unless the nonce has 24 bytes.
  package static func sealed(
    _ plaintext: [UInt8], key: Bytes32, nonce: [UInt8], authenticating extra: [UInt8]
  ) -> [UInt8]? {
    guard nonce.count == nonceCount else { return nil }
    _ = Sodium.isReady
    var sealed = [UInt8](repeating: 0, count: plaintext.count + ChaCha20Poly1305.tagCount)
    key.read { key in
      _ = crypto_aead_xchacha20poly1305_ietf_encrypt(
        &sealed, nil, plaintext, UInt64(plaintext.count), extra, UInt64(extra.count), nil, nonce, key)
    }
    return sealed
  }

  /// The plaintext; nil if the tag does not fit.
  package static func opened(
    _ sealed: [UInt8], key: Bytes32, nonce: [UInt8], authenticating extra: [UInt8]
  ) -> [UInt8]? {
    guard nonce.count == nonceCount, sealed.count >= ChaCha20Poly1305.tagCount else { return nil }
    _ = Sodium.isReady
    // One byte of room at least: an empty array has no address that libsodium accepts.
    var plaintext = [UInt8](repeating: 0, count: max(1, sealed.count - ChaCha20Poly1305.tagCount))
    let status = key.read { key in
      crypto_aead_xchacha20poly1305_ietf_decrypt(
        &plaintext, nil, nil, sealed, UInt64(sealed.count), extra, UInt64(extra.count), nonce, key)
    }
    guard status == 0 else { return nil }
    return Array(plaintext.prefix(sealed.count - ChaCha20Poly1305.tagCount))
  }
}
