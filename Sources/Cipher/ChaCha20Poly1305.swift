import CSodium

/// The AEAD of RFC 8439 §2.8, in place and without allocation.
package enum ChaCha20Poly1305 {
  /// RFC 8439 §2.5: Poly1305 gives 128 bits.
  package static let tagCount = 16

  /// 96 bits: a fixed part and a counter (RFC 8439 §2.8). Noise leaves the fixed part zero.
  ///
  /// ```
  ///  0        4                 12
  /// +--------+-----------------+
  /// | fixed  | counter, LE     |
  /// +--------+-----------------+
  /// ```
  package struct Nonce: Hashable, Sendable {
    package var fixed: UInt32
    package var counter: UInt64

    package init(fixed: UInt32 = 0, counter: UInt64) {
      self.fixed = fixed
      self.counter = counter
    }

    fileprivate func read<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
      let halves = (
        fixed.littleEndian, UInt32(truncatingIfNeeded: counter).littleEndian, UInt32(counter >> 32).littleEndian
      )
      return withUnsafePointer(to: halves) { body(UnsafeRawPointer($0).assumingMemoryBound(to: UInt8.self)) }
    }
  }

  /// Encrypts all but the last 16 bytes of `buffer` where they stand and writes the tag into those.
  ///
  /// - Parameter buffer: at least 16 bytes; a shorter one stays as it is.
  package static func seal(
    _ buffer: UnsafeMutableRawBufferPointer, key: Bytes32, nonce: Nonce,
    authenticating extra: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0)
  ) {
    guard buffer.count >= tagCount, let start = buffer.bound else { return }
    _ = Sodium.isReady
    key.read { key in
      nonce.read { nonce in
        _ = crypto_aead_chacha20poly1305_ietf_encrypt(
          start, nil, start, UInt64(buffer.count - tagCount), extra.bound, UInt64(extra.count), nil,
          nonce, key)
      }
    }
  }

  /// Decrypts `buffer` (ciphertext and tag) where it stands; the plaintext is all but the last 16 bytes.
  ///
  /// False if the tag does not fit; what the buffer holds then is of no use.
  package static func open(
    _ buffer: UnsafeMutableRawBufferPointer, key: Bytes32, nonce: Nonce,
    authenticating extra: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0)
  ) -> Bool {
    guard let start = buffer.bound else { return false }
    return open(UnsafeRawBufferPointer(buffer), into: start, key: key, nonce: nonce, authenticating: extra)
  }

  /// - Parameter plaintext: room for all but the last 16 bytes of `sealed`, which may be where `sealed` stands.
  private static func open(
    _ sealed: UnsafeRawBufferPointer, into plaintext: UnsafeMutablePointer<UInt8>, key: Bytes32, nonce: Nonce,
    authenticating extra: UnsafeRawBufferPointer
  ) -> Bool {
    guard sealed.count >= tagCount, let start = sealed.bound else { return false }
    _ = Sodium.isReady
    return key.read { key in
      nonce.read { nonce in
        crypto_aead_chacha20poly1305_ietf_decrypt(
          plaintext, nil, nil, start, UInt64(sealed.count), extra.bound, UInt64(extra.count), nonce, key) == 0
      }
    }
  }
}

extension ChaCha20Poly1305 {
  /// Ciphertext and tag: 16 bytes more than `plaintext`.
  package static func sealed(
    _ plaintext: [UInt8], key: Bytes32, nonce: Nonce, authenticating extra: [UInt8] = []
  ) -> [UInt8] {
    var buffer = plaintext + [UInt8](repeating: 0, count: tagCount)
    buffer.withUnsafeMutableBytes { buffer in
      extra.withUnsafeBytes { seal(buffer, key: key, nonce: nonce, authenticating: $0) }
    }
    return buffer
  }

  /// The plaintext; nil if the tag does not fit. One allocation.
  package static func opened(
    _ sealed: [UInt8], key: Bytes32, nonce: Nonce, authenticating extra: [UInt8] = []
  ) -> [UInt8]? { opened(sealed[...], key: key, nonce: nonce, authenticating: extra) }

  /// The plaintext; nil if the tag does not fit. One allocation.
  package static func opened(
    _ sealed: ArraySlice<UInt8>, key: Bytes32, nonce: Nonce, authenticating extra: [UInt8] = []
  ) -> [UInt8]? {
    guard sealed.count >= tagCount else { return nil }
    var fits = false
    let count = sealed.count - tagCount
    // One byte more: room of no bytes has no address.
    let plaintext = [UInt8](unsafeUninitializedCapacity: count + 1) { room, written in
      guard let start = room.baseAddress else { return }
      fits = sealed.withUnsafeBytes { sealed in
        extra.withUnsafeBytes { open(sealed, into: start, key: key, nonce: nonce, authenticating: $0) }
      }
      written = fits ? count : 0
    }
    return fits ? plaintext : nil
  }
}
