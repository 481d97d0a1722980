import Cipher

/// One node's own static keys, and what is derived from them once.
package struct StaticKeys: Hashable, Sendable {
  package let privateKey: PrivateKey
  package let publicKey: PublicKey
  package let macs: MACKeys

  package init(_ privateKey: PrivateKey) {
    self.privateKey = privateKey
    publicKey = privateKey.publicKey
    macs = MACKeys(of: publicKey)
  }
}

extension MACKeys {
  /// Whether the message was made for this key's owner.
  package func accept(_ message: some HandshakeMessage) -> Bool {
    BLAKE2s.mac(key: mac1, message.coveredByMAC1) == message.mac1
  }
}
