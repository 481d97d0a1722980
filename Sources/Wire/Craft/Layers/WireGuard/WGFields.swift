import Base
import Cipher

/// Fields that several of WireGuard's messages have (paper §5.4). Its numbers have their least byte first.
extension FieldSchema {
  static func messageType(_ number: UInt64) -> FieldSchema {
    FieldSchema(
      "type", .bits(offset: 0, width: 8), .named(.tunnelMessages), "which message this is", initial: number,
      computed: .constant(number))
  }

  static let reservedBytes = FieldSchema(
    "reserved", .bits(offset: 8, width: 24), .hexadecimal, "zero", computed: .constant(0))

  static func sender(at byte: Int) -> FieldSchema {
    FieldSchema(
      "sender", .bits(offset: byte * 8, width: 32), .hexadecimal, "the sender's index, which answers bear",
      isLittleEndian: true)
  }

  static func receiver(at byte: Int, computed: ComputedField? = nil) -> FieldSchema {
    FieldSchema(
      "receiver", .bits(offset: byte * 8, width: 32), .hexadecimal, "the receiver's index, from its own message",
      computed: computed, isLittleEndian: true)
  }

  static func ephemeral(at byte: Int) -> FieldSchema {
    FieldSchema(
      "ephemeral", .bits(offset: byte * 8, width: 256), .bytes, "public key of this handshake alone",
      computed: .sealed("public half of `ephemeral_private`") {
        $0.privateKey("ephemeral_private")?.publicKey.raw.bytes
      })
  }

  /// The two codes at the end of a handshake message of `length` bytes (§5.4.4).
  static func codes(length: Int) -> [FieldSchema] {
    [
      FieldSchema(
        "mac1", .bits(offset: (length - 32) * 8, width: 128), .bytes, "shows that the sender knows the receiver's key",
        computed: .code(covering: length - 32) { layer in
          layer.addressee.map { MACKeys(of: $0).mac1.bytes }
        }),
      FieldSchema(
        "mac2", .bits(offset: (length - 16) * 8, width: 128), .bytes,
        "shows that the sender got the receiver's cookie; zero without one",
        computed: .code(covering: length - 16) { $0.bytes("cookie") }),
    ]
  }
}

/// What is not sent, but decides what is.
extension FieldSchema {
  static let from = FieldSchema(
    "from", .unsent(secret: false), .text,
    "the party whose keys are used: a client, a gateway, or mallory, a stranger with keys of the lab's seed")
  static let to = FieldSchema("to", .unsent(secret: false), .text, "the party that the message is made for")
  static let staticPrivate = FieldSchema(
    "static_private", .unsent(secret: true, length: 32), .bytes, "the sender's private key; by default that of `from`")
  static let peerPublic = FieldSchema(
    "peer_public", .unsent(secret: false, length: 32), .bytes, "the receiver's public key; by default that of `to`")
  static let ephemeralPrivate = FieldSchema(
    "ephemeral_private", .unsent(secret: true, length: 32), .bytes,
    "private half of `ephemeral`; by default drawn from the seed")
  static let presharedKey = FieldSchema(
    "psk", .unsent(secret: true, length: 32), .bytes, "the key that both share; by default that of `from` and `to`")
  static let cookie = FieldSchema(
    "cookie", .unsent(secret: true, length: 16), .bytes, "keys `mac2`; by default what the receiver has given")
  static let answers = FieldSchema(
    "answers", .unsent(secret: false), .packet, "the message that this one answers, as a packet or its bytes")
}

extension NameTable {
  static let tunnelMessages = NameTable([
    NamedValue(1, "initiation", "Handshake Initiation"), NamedValue(2, "response", "Handshake Response"),
    NamedValue(3, "cookie", "Cookie Reply"), NamedValue(4, "transport", "Transport Data"),
  ])
}

extension ComputedField {
  static func constant(_ number: UInt64) -> ComputedField {
    .constant(number, "\(number)")
  }

  /// What keys that are not sent make of the layer; of a packet that was only found nothing can be said.
  static func sealed(_ words: String, _ value: @escaping @Sendable (Layer) -> [UInt8]?) -> ComputedField {
    ComputedField(words, isSum: true, rule: .value { $0.written.flatMap(value).map(FieldValue.bytes) })
  }

  /// MAC of the first `count` bytes of the message. Without a key zeros, where it is known that there is none.
  static func code(covering count: Int, key: @escaping @Sendable (Layer) -> [UInt8]?) -> ComputedField {
    ComputedField(
      "keyed hash of all before it", isSum: true,
      rule: .value { site in
        guard let layer = site.written else { return nil }
        guard let key = key(layer) else { return .bytes([UInt8](repeating: 0, count: Bytes16.count)) }
        let covered = site.packet.bytes[site.header.start..<site.header.start + count]
        return .bytes(key.withUnsafeBytes { BLAKE2s.mac(key: $0, covered) }.bytes)
      })
  }
}
