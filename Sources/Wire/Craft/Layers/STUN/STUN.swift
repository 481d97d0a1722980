import Base

/// ```
/// |             type              |            length             |  length: of the attributes
/// |                         magic_cookie                          |
/// |                                                               |
/// |                        transaction_id                         |
/// |                                                               |
/// |                          attributes …                         |
/// ```
/// A transaction id that is not set is zero.
extension LayerSchema {
  package static let stun = LayerSchema(
    "stun", title: "Session Traversal Utilities for NAT", rfc: "RFC 8489", fixedLength: STUNMessage.headerCount,
    foundation: .layer({ .udp }, [("dport", .number(3478))]),
    fields: [
      FieldSchema(
        "type", .bits(offset: 0, width: 16), .named(.stunTypes), "method and class: `allocate-error`", initial: 1),
      FieldSchema(
        "length", .bits(offset: 16, width: 16), "length of the attributes",
        computed: ComputedField(
          "length of the attributes", rule: .plain(.headerLength(unit: 1, less: STUNMessage.headerCount)))),
      FieldSchema(
        "magic_cookie", .bits(offset: 32, width: 32), .hexadecimal, "what makes it STUN",
        initial: UInt64(STUNMessage.magicCookie), aliases: ["cookie"]),
      FieldSchema(
        "transaction_id", .bits(offset: 64, width: 96), .bytes, "pairs an answer with its request; zero if not set",
        aliases: ["txid"]),
      .stunMethod, .stunClass,
      FieldSchema("attributes", .tail, .items(STUNItem.list), "attributes: `[username(\"a:b\"), fingerprint]`"),
    ] + STUNItem.shorthands + [
      FieldSchema(
        "integrity_key", .unsent(secret: true), .bytes, "not sent: what message-integrity is computed with"),
      FieldSchema(
        "password", .unsent(secret: true), .bytes, "not sent: the key, or with a realm what the key is made of"),
    ],
    recognises: { STUNMessage.isLikely($0.bytes, in: $0.range) },
    read: { bytes, start, end in
      // A length that cannot be is kept as a fault; without it all there is counts as attributes.
      let stated = start + STUNMessage.headerCount + Int(bytes.be16(start + 2))
      let headerEnd = stated <= end ? stated : end
      return LayerReading(
        headerEnd: headerEnd, end: end, next: carriedData(bytes, start + STUNMessage.headerCount..<headerEnd))
    })

  /// What a DATA attribute carries, where that is known.
  private static func carriedData(_ bytes: [UInt8], _ attributes: Range<Int>) -> LayerReading.Next {
    for span in STUNAttributes(bytes, attributes) where span.type == .data {
      guard let schema = carried(bytes, in: span.value) else { return .raw }
      return .inside(schema, span.value)
    }
    return .raw
  }
}

/// Both are parts of the type, and can be set apart from each other.
extension FieldSchema {
  fileprivate static let stunMethod = FieldSchema(
    "method",
    .coded(
      .stunType(width: 12, { UInt64($0.method.rawValue) }, { $1.method = STUNMethod(rawValue: UInt16($0)) })),
    .named(.stunMethods), "what it is about: a part of the type", computed: .stunType { UInt64($0.method.rawValue) })

  fileprivate static let stunClass = FieldSchema(
    "class",
    .coded(
      .stunType(
        width: 2, { UInt64($0.kind.rawValue) }, { $1.kind = STUNClass(rawValue: UInt8($0)) ?? .request })),
    .named(.stunClasses), "request, indication, success or error: a part of the type",
    computed: .stunType { UInt64($0.kind.rawValue) })
}

extension ComputedField {
  /// What the type says already.
  fileprivate static func stunType(_ part: @escaping @Sendable (STUNType) -> UInt64) -> ComputedField {
    ComputedField(
      "what the type says", needsWholeLayer: false,
      rule: .value { .number(part(STUNType(rawValue: $0.packet.bytes.be16($0.header.start)))) })
  }
}

extension STUNItem {
  /// Attributes as fields of the layer, in the order in which they are written.
  static let shorthands: [FieldSchema] =
    list.schemas.dropLast().flatMap { schema -> [FieldSchema] in
      switch schema {
      case messageIntegrity, messageIntegritySHA256:
        [presence(schema), .item(schema, "hmac", as: "\(schema.name)-hmac", "its value")]
      case fingerprint: [presence(schema), .item(schema, "crc", as: "\(schema.name)-crc", "its value")]
      case errorCode: [named(schema), .item(schema, "reason", as: "reason", "of the error code: words for people")]
      default: [named(schema)]
      }
    }

  private static func named(_ schema: LayerSchema) -> FieldSchema { .item(schema, nil, as: nil, schema.title) }

  /// 1: it is there and computed.
  private static func presence(_ schema: LayerSchema) -> FieldSchema {
    FieldSchema(schema.name, .item(schema, field: nil), .number, "1: \(schema.title)")
  }
}
