/// The keys that both codes of a message to the owner of a public key are made with (WireGuard paper §5.4.4, §5.4.7).
package struct MACKeys: Hashable, Sendable {
  /// HASH("mac1----" ‖ S_pub): keys mac1.
  package let mac1: Bytes32
  /// HASH("cookie--" ‖ S_pub): seals cookies.
  package let cookie: Bytes32

  package init(of key: PublicKey) {
    mac1 = BLAKE2s.hash(Array("mac1----".utf8) + key.raw.bytes)
    cookie = BLAKE2s.hash(Array("cookie--".utf8) + key.raw.bytes)
  }
}
