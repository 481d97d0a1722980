import Base

/// The headers between IPv6 and the upper layer (RFC 8200 §4). All begin alike:
///
/// ```
/// |  next_header  |    length     |  … in units of 8 bytes, the first 8 not counted
/// ```
extension LayerSchema {
  package static let hopByHop = options("hopopts", alias: "hbh", "Hop-by-Hop Options", number: 0)
  package static let destinationOptions = options(
    "dstopts", alias: "destopts", "Destination Options", number: 60)

  private static func options(_ name: String, alias: String, _ title: String, number: UInt8) -> LayerSchema {
    LayerSchema(
      name, aliases: [alias], title: "IPv6 \(title) header", rfc: "RFC 8200 §4.2", fixedLength: 2, tailUnit: 8,
      tailOffset: 2,
      protocolNumber: (nil, number),
      foundation: .layer({ .ip6 }, []),
      fields: [
        .nextHeader, .extensionLength,
        FieldSchema("options", .tail, .items(IPv6Option.list), "options: `[router-alert]`"),
      ],
      read: { bytes, start, end in
        extensionReading(bytes, start, end, length: (Int(bytes[start + 1]) + 1) * 8, next: bytes[start])
      })
  }

  /// ```
  /// |  next_header  |   reserved    |       frag_offset       |res|m|
  /// |                              id                               |
  /// ```
  package static let fragment = LayerSchema(
    "frag6", aliases: ["fragment"], title: "IPv6 Fragment header", rfc: "RFC 8200 §4.5", fixedLength: 8,
    protocolNumber: (nil, 44),
    foundation: .layer({ .ip6 }, []),
    fields: [
      .nextHeader, FieldSchema("reserved", .bits(offset: 8, width: 8), "zero"),
      FieldSchema(
        "frag_offset", .bits(offset: 16, width: 13), "place of the fragment in units of 8 bytes", aliases: ["offset"]),
      FieldSchema("reserved2", .bits(offset: 29, width: 2), "zero"),
      FieldSchema("m", .bits(offset: 31, width: 1), "1: more fragments follow"),
      FieldSchema("id", .bits(offset: 32, width: 32), .hexadecimal, "identification of the whole packet"),
    ],
    read: { bytes, start, end in
      // RFC 8200 §4.5: only the first fragment holds the headers of the upper layers.
      let later = bytes.be16(start + 2) & 0xfff8 != 0
      return LayerReading(
        headerEnd: start + 8, end: end,
        next: later ? .raw : carried(by: .v6, bytes[start]).map { .layer($0) } ?? .raw)
    })

  /// ```
  /// |  next_header  |    length     |           reserved            |  length: in units of 4 bytes, minus 2
  /// |                              spi                              |
  /// |                              seq                              |
  /// |                              icv …                            |
  /// ```
  package static let authentication = LayerSchema(
    "ah", title: "IP Authentication Header", rfc: "RFC 4302", fixedLength: 12, tailUnit: 4,
    protocolNumber: (51, 51), foundation: .layer({ .ip6 }, []),
    fields: [
      FieldSchema(
        "next_header", .bits(offset: 0, width: 8), .named(.protocols), "what follows this header", initial: 59,
        computed: .nextProtocol, aliases: ["nh"]),
      FieldSchema(
        "length", .bits(offset: 8, width: 8), "length of the header",
        computed: ComputedField(
          "length of the header in units of 4 bytes, minus 2", needsWholeLayer: false,
          rule: .plain(.headerLength(unit: 4, less: 2)))),
      FieldSchema("reserved", .bits(offset: 16, width: 16), "zero"),
      FieldSchema("spi", .bits(offset: 32, width: 32), .hexadecimal, "security parameters index"),
      FieldSchema("seq", .bits(offset: 64, width: 32), "sequence number"),
      FieldSchema("icv", .tail, .bytes, "integrity check value"),
    ],
    read: { bytes, start, end in
      let length = (Int(bytes[start + 1]) + 2) * 4
      guard length >= 12, start + length <= end else { return nil }
      return LayerReading(headerEnd: start + length, end: end, next: .carried(bytes[start]))
    })

  static func extensionReading(_ bytes: [UInt8], _ start: Int, _ end: Int, length: Int, next: UInt8)
    -> LayerReading?
  {
    guard start + length <= end else { return nil }
    return LayerReading(
      headerEnd: start + length, end: end, next: carried(by: .v6, next).map { .layer($0) } ?? .raw)
  }
}

extension FieldSchema {
  static let nextHeader = FieldSchema(
    "next_header", .bits(offset: 0, width: 8), .named(.protocols), "what follows this header", initial: 59,
    computed: .nextProtocol(.v6), aliases: ["nh"])

  static let extensionLength = FieldSchema(
    "length", .bits(offset: 8, width: 8), "length of the header",
    computed: ComputedField(
      "length of the header in units of 8 bytes, the first not counted", needsWholeLayer: false,
      rule: .plain(.headerLength(unit: 8, less: 1))))
}
