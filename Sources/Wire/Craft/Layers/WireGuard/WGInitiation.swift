import Base
import Cipher

/// ```
/// |     type      |                   reserved                    |
/// |                            sender                             |
/// |                    ephemeral (32 bytes) …                     |
/// |                encrypted_static (48 bytes) …                  |
/// |               encrypted_timestamp (28 bytes) …                |
/// |                       mac1 (16 bytes) …                       |
/// |                       mac2 (16 bytes) …                       |
/// ```
extension LayerSchema {
  package static let wgInitiation = LayerSchema(
    "wg.initiation", title: "WireGuard handshake initiation", rfc: "WireGuard paper §5.4.2", fixedLength: 148,
    foundation: .tunnelPorts,
    fields: [
      .messageType(1), .reservedBytes, .sender(at: 4), .ephemeral(at: 8),
      FieldSchema(
        "encrypted_static", .bits(offset: 40 * 8, width: 48 * 8), .bytes, "the sender's public key, sealed",
        computed: .sealed("public half of `static_private`, sealed for `peer_public`") { $0.initiation?.sealedStatic },
        aliases: ["static"]),
      FieldSchema(
        "encrypted_timestamp", .bits(offset: 88 * 8, width: 28 * 8), .bytes, "the moment, sealed",
        computed: .sealed("`timestamp` and `nanoseconds` as TAI64N, sealed") { $0.initiation?.sealedPayload }),
    ] + FieldSchema.codes(length: 148) + [
      .from, .to, .staticPrivate, .peerPublic, .ephemeralPrivate,
      FieldSchema(
        "timestamp", .unsent(secret: false), "what is sealed as the moment, in seconds of Unix time; by default now"),
      FieldSchema("nanoseconds", .unsent(secret: false), "the rest of the moment"),
      .cookie,
    ],
    recognises: { $0.isTunnelMessage(1) { $0 == 148 } },
    read: { _, start, end in end - start == 148 ? LayerReading(headerEnd: end, end: end, next: .raw) : nil })
}

extension Layer {
  /// Both sealed parts of an initiation (§5.4.2), as far as its keys are known.
  fileprivate var initiation: (sealedStatic: [UInt8], sealedPayload: [UInt8])? {
    guard let ephemeral = privateKey("ephemeral_private"), let local = privateKey("static_private"),
      let peer = addressee
    else { return nil }
    var noise = Noise(responder: peer)
    let timestamp = TAI64N(
      seconds: number(of: "timestamp") ?? 0, nanoseconds: UInt32(truncatingIfNeeded: number(of: "nanoseconds") ?? 0))
    return try? noise.writeInitiation(
      timestamp.bytes, ephemeral: EphemeralKeys(ephemeral), local: local.publicKey, responder: peer,
      staticSecret: local.agree(with: peer))
  }
}
