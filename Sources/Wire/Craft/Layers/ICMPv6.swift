import Base

/// ```
/// |     type      |     code      |           checksum            |
/// |    id and seq, mtu, pointer, or length and unused             |
/// |        quote (errors), else what the message carries          |
/// ```
extension LayerSchema {
  package static let icmp6 = LayerSchema(
    "icmp6", aliases: ["icmpv6"], title: "Internet Control Message Protocol for IPv6", rfc: "RFC 4443", fixedLength: 8,
    protocolNumber: (nil, 58), foundation: .ip,
    fields: [
      FieldSchema("type", .bits(offset: 0, width: 8), .named(.icmp6Types), "what kind of message", initial: 128),
      FieldSchema("code", .bits(offset: 8, width: 8), .namedBy("type", NameTable.icmp6Codes), "more about the type"),
      FieldSchema(
        "checksum", .bits(offset: 16, width: 16), .hexadecimal, "checksum of pseudo-header and message",
        computed: .pseudoHeaderChecksum(at: 2, .icmpv6), aliases: ["chksum"]),
      FieldSchema("id", .bits(offset: 32, width: 16), "identifier of the asker", onlyIf: .type([128, 129])),
      FieldSchema("seq", .bits(offset: 48, width: 16), "sequence number", onlyIf: .type([128, 129])),
      FieldSchema(
        "length", .bits(offset: 32, width: 8), "length of the quote in units of 8 bytes (RFC 4884)",
        computed: .quoteLength(unit: 8), onlyIf: .type([1, 3])),
      FieldSchema("unused", .bits(offset: 40, width: 24), "zero", onlyIf: .type([1, 3])),
      FieldSchema(
        "mtu", .bits(offset: 32, width: 32), "MTU of the next hop", onlyIf: .type([2]), aliases: ["next_hop_mtu"]),
      FieldSchema(
        "pointer", .bits(offset: 32, width: 32), "the byte of the quote that is at fault", onlyIf: .type([4])),
      FieldSchema(
        "rest", .bits(offset: 32, width: 32), .hexadecimal, "bytes 4 to 7 of other types",
        onlyIf: .type((0...255).filter { ![1, 2, 3, 4, 128, 129].contains($0) })),
      FieldSchema("quote", .tail, .packet, "the packet that the error is about", onlyIf: .type([1, 2, 3, 4])),
    ],
    read: { bytes, start, end in
      guard (1...4).contains(bytes[start]) else { return LayerReading(headerEnd: start + 8, end: end, next: .raw) }
      let stated = bytes[start] % 2 == 0 ? 0 : Int(bytes[start + 4]) * 8
      let quote = stated > 0 && start + 8 + stated <= end ? start + 8 + stated : end
      return LayerReading(headerEnd: quote, end: end, next: .quote(at: start + 8))
    })
}
