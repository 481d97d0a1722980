import Cipher

/// The keys that both codes of a message to the owner of a public key are made with (§5.4.4, §5.4.7).
package struct MACKeys: Hashable, Sendable {
  /// HASH("mac1----" ‖ S_pub): keys mac1.
  package let mac1: Bytes32
  /// HASH("cookie--" ‖ S_pub): seals cookies.
  package let cookie: Bytes32

  package init(of key: PublicKey) {
    mac1 = BLAKE2s.hash(Array("mac1----".utf8) + key.raw.bytes)
    cookie = BLAKE2s.hash(Array("cookie--".utf8) + key.raw.bytes)
  }

  /// Whether the message was made for this key's owner.
  package func accept(_ message: some HandshakeMessage) -> Bool {
    BLAKE2s.mac(key: mac1, message.coveredByMAC1) == message.mac1
  }
}

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
