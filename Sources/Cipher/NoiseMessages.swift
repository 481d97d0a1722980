/// The two messages of the handshake, each from both ends, in the order of their tokens.
extension Noise {
  /// `-> e, es, s, ss, payload`.
  ///
  /// - Parameters:
  ///   - ephemeral: both halves, for the public one costs as much as an agreement.
  ///   - staticSecret: what both static keys agree on; it is the same for every handshake.
  package mutating func writeInitiation(
    _ payload: [UInt8], ephemeral: EphemeralKeys, local: PublicKey, responder: PublicKey, staticSecret: Bytes32?
  ) throws(NoiseFailure) -> (sealedStatic: [UInt8], sealedPayload: [UInt8]) {
    mix(ephemeral.publicKey)
    let first = try mix(secret: ephemeral.privateKey.agree(with: responder))
    let sealedStatic = seal(local.raw.bytes, key: first)
    let second = try mix(secret: staticSecret)
    return (sealedStatic, seal(payload, key: second))
  }

  /// `-> e, es, s`: whose initiation it is.
  package mutating func readStatic(
    _ sealedStatic: [UInt8], ephemeral: PublicKey, local: PrivateKey
  ) throws(NoiseFailure) -> PublicKey {
    mix(ephemeral)
    let key = try mix(secret: local.agree(with: ephemeral))
    guard let peer = open(sealedStatic, key: key).flatMap({ Bytes32($0) }) else { throw .undecryptableStatic }
    return PublicKey(raw: peer)
  }

  /// `ss, payload`.
  package mutating func readPayload(_ sealedPayload: [UInt8], staticSecret: Bytes32?) throws(NoiseFailure) -> [UInt8] {
    let key = try mix(secret: staticSecret)
    guard let payload = open(sealedPayload, key: key) else { throw .undecryptablePayload }
    return payload
  }

  /// `<- e, ee, se, psk, payload`.
  package mutating func writeResponse(
    _ payload: [UInt8], ephemeral: EphemeralKeys, to peer: (ephemeral: PublicKey, static: PublicKey),
    _ psk: PresharedKey
  ) throws(NoiseFailure) -> [UInt8] {
    mix(ephemeral.publicKey)
    _ = try mix(secret: ephemeral.privateKey.agree(with: peer.ephemeral))
    _ = try mix(secret: ephemeral.privateKey.agree(with: peer.static))
    let key = mix(psk)
    return seal(payload, key: key)
  }

  package mutating func readResponse(
    _ sealedPayload: [UInt8], from peer: PublicKey, ephemeral: PrivateKey, local: PrivateKey, _ psk: PresharedKey
  ) throws(NoiseFailure) -> [UInt8] {
    mix(peer)
    _ = try mix(secret: ephemeral.agree(with: peer))
    _ = try mix(secret: local.agree(with: peer))
    let key = mix(psk)
    guard let payload = open(sealedPayload, key: key) else { throw .undecryptablePayload }
    return payload
  }
}

/// A key pair of one handshake.
package struct EphemeralKeys: Sendable {
  package let privateKey: PrivateKey
  package let publicKey: PublicKey

  package init(_ privateKey: PrivateKey) {
    self.privateKey = privateKey
    publicKey = privateKey.publicKey
  }
}
