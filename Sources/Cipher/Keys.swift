import Base

/// An X25519 public key (RFC 7748 §6.1).
package struct PublicKey: Hashable, Comparable, Sendable {
  package let raw: Bytes32

  package init(raw: Bytes32) { self.raw = raw }

  /// 44 characters of padded base64, as `wg` writes keys; anything else is nil.
  package init?(base64 text: String) {
    guard let raw = Base64.bytes(text).flatMap({ Bytes32($0) }) else { return nil }
    self.raw = raw
  }

  package var base64: String { Base64.text(raw.bytes) }

  package static func < (a: PublicKey, b: PublicKey) -> Bool { a.raw < b.raw }
}

extension PublicKey: CustomStringConvertible {
  package var description: String { base64 }
}

/// An X25519 private key. Its text is hidden unless asked for by name.
package struct PrivateKey: Hashable, Sendable {
  package let raw: Bytes32

  package init(raw: Bytes32) { self.raw = raw }

  package init?(base64 text: String) {
    guard let raw = Base64.bytes(text).flatMap({ Bytes32($0) }) else { return nil }
    self.raw = raw
  }

  /// A fresh key. RFC 7748 §5: the bits that X25519 ignores are set as it reads them, so that the text is canonical.
  package init(drawnFrom chance: inout Chance) {
    var bytes = chance.bytes(32)
    bytes[0] &= 248
    bytes[31] = bytes[31] & 127 | 64
    raw = Bytes32(bytes) ?? Bytes32()
  }

  package var base64: String { Base64.text(raw.bytes) }
}

/// The symmetric key that two WireGuard peers may share beside their static keys. Its text is hidden likewise.
package struct PresharedKey: Hashable, Sendable {
  package let raw: Bytes32

  package init(raw: Bytes32) { self.raw = raw }

  package init?(base64 text: String) {
    guard let raw = Base64.bytes(text).flatMap({ Bytes32($0) }) else { return nil }
    self.raw = raw
  }

  /// All zero: what WireGuard mixes in where no key is shared.
  package static let none = PresharedKey(raw: Bytes32())

  package var base64: String { Base64.text(raw.bytes) }
}

extension PrivateKey: CustomStringConvertible, CustomReflectable {
  package var description: String { "(private key)" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

extension PresharedKey: CustomStringConvertible, CustomReflectable {
  package var description: String { "(preshared key)" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
