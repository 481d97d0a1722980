/// The running state of Noise_IKpsk2 (Noise §5.2; WireGuard paper §5.4): a chaining key and a hash of all that was said.
///
/// ```
/// initiator                                responder
///     e, es, s, ss, payload       ->
///                                 <-       e, ee, se, psk, payload
/// ```
package struct Noise: Sendable {
  package private(set) var chainingKey: Bytes32
  package private(set) var hash: Bytes32

  private static let construction = BLAKE2s.hash(Array("Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s".utf8))
  package static let identifier = Array("WireGuard v1 zx2c4 Jason@zx2c4.com".utf8)

  package init(prologue: [UInt8] = identifier, responder: PublicKey) {
    chainingKey = Self.construction
    hash = Self.construction
    mixHash(prologue)
    mixHash(responder.raw.bytes)
  }

  /// Noise §5.2, MixHash.
  package mutating func mixHash(_ bytes: [UInt8]) {
    var hash = BLAKE2s()
    hash.update(self.hash)
    hash.update(bytes)
    self.hash = hash.finish()
  }

  /// The token e, which with a preshared key enters the chaining key too (Noise §9.2).
  package mutating func mix(_ ephemeral: PublicKey) {
    mixHash(ephemeral.raw.bytes)
    chainingKey = KDF.one(chainingKey, ephemeral.raw)
  }

  /// The tokens es, ss, ee and se: a shared secret. Gives the key for what is sealed next.
  package mutating func mix(secret: Bytes32?) throws(NoiseFailure) -> Bytes32 {
    guard let secret else { throw .lowOrderPoint }
    let (chain, key) = KDF.two(chainingKey, secret)
    chainingKey = chain
    return key
  }

  /// The token psk (Noise §9.2).
  package mutating func mix(_ presharedKey: PresharedKey) -> Bytes32 {
    let (chain, temporary, key) = KDF.three(chainingKey, presharedKey.raw)
    chainingKey = chain
    mixHash(temporary.bytes)
    return key
  }

  /// Noise §5.2, EncryptAndHash. Every key seals once, so the counter is zero.
  package mutating func seal(_ plaintext: [UInt8], key: Bytes32) -> [UInt8] {
    let sealed = ChaCha20Poly1305.sealed(
      plaintext, key: key, nonce: .init(counter: 0), authenticating: hash.bytes)
    mixHash(sealed)
    return sealed
  }

  /// Noise §5.2, DecryptAndHash.
  package mutating func open(_ sealed: [UInt8], key: Bytes32) -> [UInt8]? {
    let plaintext = ChaCha20Poly1305.opened(
      sealed, key: key, nonce: .init(counter: 0), authenticating: hash.bytes)
    mixHash(sealed)
    return plaintext
  }

  /// Noise §5.2, Split: the keys of both directions.
  package func split() -> (initiatorToResponder: Bytes32, responderToInitiator: Bytes32) {
    chainingKey.withBytes { KDF.two($0, UnsafeRawBufferPointer(start: nil, count: 0)) }
  }
}

/// Why a handshake message cannot be made or read.
package enum NoiseFailure: Error, Hashable, Sendable {
  /// A public key whose secret anyone can tell.
  case lowOrderPoint
  case undecryptableStatic
  case undecryptablePayload
}
