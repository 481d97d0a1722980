import Base
import Cipher

/// ```
/// |     type      |                   reserved                    |
/// |                           receiver                            |
/// |                      nonce (24 bytes) …                       |
/// |                 encrypted_cookie (32 bytes) …                 |
/// ```
extension LayerSchema {
  package static let wgCookie = LayerSchema(
    "wg.cookie", title: "WireGuard cookie reply", rfc: "WireGuard paper §5.4.7", fixedLength: 64,
    foundation: .tunnelPorts,
    fields: [
      .messageType(3), .reservedBytes, .receiver(at: 4, computed: .answeredSender),
      FieldSchema(
        "nonce", .bits(offset: 8 * 8, width: 24 * 8), .bytes, "drawn for each reply"),
      FieldSchema(
        "encrypted_cookie", .bits(offset: 32 * 8, width: 32 * 8), .bytes, "the cookie, sealed",
        computed: .sealed("`cookie`, sealed for who sent the message that is answered") { $0.sealedCookie }),
      .from, .to, .answers, .staticPrivate,
      FieldSchema("cookie", .unsent(secret: true, length: 16), .bytes, "what is given; by default drawn from the seed"),
    ],
    recognises: { $0.isTunnelMessage(3) { $0 == 64 } },
    read: { _, start, end in end - start == 64 ? LayerReading(headerEnd: end, end: end, next: .raw) : nil })
}

extension Layer {
  /// Sealed with the mac1 of the message that is answered, so that only its sender can use it.
  fileprivate var sealedCookie: [UInt8]? {
    guard let message = answered, let local = privateKey("static_private"), let cookie = bytes("cookie") else {
      return nil
    }
    let nonce = bytes("nonce") ?? [UInt8](repeating: 0, count: XChaCha20Poly1305.nonceCount)
    return XChaCha20Poly1305.sealed(
      cookie, key: MACKeys(of: local.publicKey).cookie, nonce: nonce, authenticating: message["mac1"])
  }
}
