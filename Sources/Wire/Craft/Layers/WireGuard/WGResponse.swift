import Base
import Cipher

/// ```
/// |     type      |                   reserved                    |
/// |                            sender                             |
/// |                           receiver                            |
/// |                    ephemeral (32 bytes) …                     |
/// |                 encrypted_empty (16 bytes) …                  |
/// |                       mac1 (16 bytes) …                       |
/// |                       mac2 (16 bytes) …                       |
/// ```
extension LayerSchema {
  package static let wgResponse = LayerSchema(
    "wg.response", title: "WireGuard handshake response", rfc: "WireGuard paper §5.4.3", fixedLength: 92,
    foundation: .tunnelPorts,
    fields: [
      .messageType(2), .reservedBytes, .sender(at: 4),
      .receiver(at: 8, computed: .answeredSender), .ephemeral(at: 12),
      FieldSchema(
        "encrypted_empty", .bits(offset: 44 * 8, width: 16 * 8), .bytes, "nothing, sealed: shows that the keys agree",
        computed: .sealed("the tag of nothing, by all keys of the handshake") { $0.sealedEmpty }, aliases: ["empty"]),
    ] + FieldSchema.codes(length: 92) + [
      .from, .to, .answers, .staticPrivate, .peerPublic, .ephemeralPrivate, .presharedKey, .cookie,
    ],
    recognises: { $0.isTunnelMessage(2) { $0 == 92 } },
    read: { _, start, end in end - start == 92 ? LayerReading(headerEnd: end, end: end, next: .raw) : nil })
}

extension Layer {
  /// The sealed part of a response (§5.4.3); nil where the initiation was not made for our key.
  fileprivate var sealedEmpty: [UInt8]? {
    guard let message = answered, let ephemeral = privateKey("ephemeral_private"),
      let local = privateKey("static_private"), case (var noise, let peer)? = message.identified(by: local),
      (try? noise.readPayload(message["encrypted_timestamp"], staticSecret: local.agree(with: peer))) != nil
    else { return nil }
    return try? noise.writeResponse(
      [], ephemeral: EphemeralKeys(ephemeral), to: (message.ephemeral, peer),
      bytes32("psk").map(PresharedKey.init(raw:)) ?? .none)
  }

  /// Whom a handshake message is made for: whose key was given, or who sent what it answers.
  var addressee: PublicKey? {
    if let given = bytes32("peer_public") { return PublicKey(raw: given) }
    guard let local = privateKey("static_private") else { return nil }
    return answered?.identified(by: local)?.peer
  }
}
