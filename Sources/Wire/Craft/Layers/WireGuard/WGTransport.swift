import Base
import Cipher

/// ```
/// |     type      |                   reserved                    |
/// |                           receiver                            |
/// |                      counter (8 bytes) …                      |
/// |                     encrypted_packet …                        |
/// ```
extension LayerSchema {
  package static let wgTransport = LayerSchema(
    "wg.transport", title: "WireGuard transport data", rfc: "WireGuard paper §5.4.6", fixedLength: 16,
    foundation: .tunnelPorts, role: .wgTransport,
    fields: [
      .messageType(4), .reservedBytes, .receiver(at: 4),
      FieldSchema(
        "counter", .bits(offset: 8 * 8, width: 64), "counts the messages of a session; by default the next",
        isLittleEndian: true),
      FieldSchema(
        "encrypted_packet", .tail, .bytes, "the packet, sealed; of a keepalive the tag alone",
        computed: .sealed("the layers that follow, or nothing, sealed by `key` and `counter`") { $0.sealedPacket }),
      .from, .to,
      FieldSchema(
        "session", .unsent(secret: false), .hexadecimal, "the session whose messages bear this index, old or new"),
      FieldSchema("key", .unsent(secret: true, length: 32), .bytes, "seals the packet; by default that of the session"),
      FieldSchema("packet", .unsent(secret: false), .packet, "what is sealed: the layers that follow"),
    ],
    recognises: { $0.isTunnelMessage(4) { $0 >= 32 } },
    read: { _, start, end in end - start >= 32 ? LayerReading(headerEnd: end, end: end, next: .raw) : nil })
}

extension Layer {
  /// The packet that is sealed in a tunnel message; nil for a keepalive, and where the sealed bytes were written.
  var enclosed: Packet? {
    guard case .wgTransport = schema.role, value(of: "encrypted_packet") == nil, let packet = plaintext,
      !packet.bytes.isEmpty
    else { return nil }
    return packet
  }

  private var plaintext: Packet? {
    switch value(of: "packet") {
    case .packet(let packet): try? packet.build()
    case .bytes(let bytes): Packet(dissecting: bytes)
    default: nil
    }
  }

  fileprivate var sealedPacket: [UInt8]? {
    guard let key = bytes32("key") else { return nil }
    return ChaCha20Poly1305.sealed(
      plaintext?.bytes ?? [], key: key, nonce: .init(counter: number(of: "counter") ?? 0))
  }
}
