import CSodium

/// RFC 7748 §5 and §6.1.
extension PrivateKey {
  package var publicKey: PublicKey {
    _ = Sodium.isReady
    // It has no way to fail: the base point is not of low order.
    return PublicKey(raw: Bytes32(write: { point in raw.read { _ = crypto_scalarmult_base(point, $0) } }))
  }

  /// The secret shared with the owner of `other`; nil for a point of low order, whose secret anyone can tell.
  package func agree(with other: PublicKey) -> Bytes32? {
    _ = Sodium.isReady
    var status: Int32 = -1
    let secret = Bytes32(write: { secret in
      raw.read { scalar in other.raw.read { status = crypto_scalarmult(secret, scalar, $0) } }
    })
    return status == 0 ? secret : nil
  }
}
