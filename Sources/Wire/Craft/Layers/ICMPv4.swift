import Base

/// ```
/// |     type      |     code      |           checksum            |
/// |    id, or length and others   |      seq, next_hop_mtu …      |
/// |        quote (errors), else what the message carries          |
/// ```
extension LayerSchema {
  package static let icmp4 = LayerSchema(
    "icmp4", aliases: ["icmpv4"], title: "Internet Control Message Protocol", rfc: "RFC 792", fixedLength: 8,
    protocolNumber: (1, nil), foundation: .ip,
    fields: [
      FieldSchema("type", .bits(offset: 0, width: 8), .named(.icmp4Types), "what kind of message", initial: 8),
      FieldSchema("code", .bits(offset: 8, width: 8), .namedBy("type", NameTable.icmp4Codes), "more about the type"),
      FieldSchema(
        "checksum", .bits(offset: 16, width: 16), .hexadecimal, "checksum of the message",
        computed: .messageChecksum(at: 2), aliases: ["chksum"]),
      FieldSchema("id", .bits(offset: 32, width: 16), "identifier of the asker", onlyIf: .type(asking)),
      FieldSchema("seq", .bits(offset: 48, width: 16), "sequence number", onlyIf: .type(asking)),
      FieldSchema("unused", .bits(offset: 32, width: 8), "zero", onlyIf: .type([3, 11])),
      FieldSchema(
        "pointer", .bits(offset: 32, width: 8), "the byte of the quote that is at fault", onlyIf: .type([12])),
      FieldSchema(
        "length", .bits(offset: 40, width: 8), "length of the quote in units of 4 bytes (RFC 4884)",
        computed: .quoteLength(unit: 4), onlyIf: .type([3, 11, 12])),
      FieldSchema(
        "next_hop_mtu", .bits(offset: 48, width: 16), "MTU of the next hop, in fragmentation-needed (RFC 1191)",
        onlyIf: .type([3]), aliases: ["mtu"]),
      FieldSchema("unused2", .bits(offset: 48, width: 16), "zero", onlyIf: .type([11, 12])),
      FieldSchema("gateway", .bits(offset: 32, width: 32), .address(.v4), "router to use instead", onlyIf: .type([5])),
      FieldSchema(
        "rest", .bits(offset: 32, width: 32), .hexadecimal, "bytes 4 to 7 of other types",
        onlyIf: .type((0...255).filter { !(asking + [3, 5, 11, 12]).contains($0) })),
      FieldSchema("quote", .tail, .packet, "the packet that the error is about", onlyIf: .type(quoting)),
    ],
    read: { bytes, start, end in
      guard quoting.contains(UInt64(bytes[start])) else {
        return LayerReading(headerEnd: start + 8, end: end, next: .raw)
      }
      let stated = bytes[start] == 4 || bytes[start] == 5 ? 0 : Int(bytes[start + 5]) * 4
      let quote = stated > 0 && start + 8 + stated <= end ? start + 8 + stated : end
      return LayerReading(headerEnd: quote, end: end, next: .quote(at: start + 8))
    })

  private static let asking: [UInt64] = [0, 8, 13, 14, 15, 16, 17, 18]
  /// RFC 1122 §3.2.2: the errors.
  private static let quoting: [UInt64] = [3, 4, 5, 11, 12]
}

extension FieldCondition {
  static func type(_ values: [UInt64]) -> FieldCondition { FieldCondition(("type", values)) }
}

extension ComputedField {
  /// RFC 4884 §4: stated where an extension structure follows the quote.
  static func quoteLength(unit: Int) -> ComputedField {
    ComputedField("0, or the quote's length where an extension follows it") { packet, i in
      packet.layer(after: i).map { _ in UInt64((packet.layers[i].headerEnd - packet.layers[i].start - 8) / unit) }
    }
  }
}
