import Base

/// ```
/// |     type      |     code      |           checksum            |
/// |    id, or length and others   |      seq, next_hop_mtu …      |
/// |  quote (errors), times, mask, routers, else what it carries   |
/// ```
extension LayerSchema {
  package static let icmp4: LayerSchema = LayerSchema(
    "icmp4", aliases: ["icmpv4"], title: "Internet Control Message Protocol", rfc: "RFC 792", fixedLength: 8,
    protocolNumber: (1, nil), foundation: .ip,
    fields: [
      FieldSchema("type", .bits(offset: 0, width: 8), .named(.icmp4Types), "what kind of message", initial: 8),
      FieldSchema("code", .bits(offset: 8, width: 8), .namedBy("type", NameTable.icmp4Codes), "more about the type"),
      FieldSchema(
        "checksum", .bits(offset: 16, width: 16), .hexadecimal, "checksum of the message",
        computed: .messageChecksum(at: 2), aliases: ["chksum"]),
      FieldSchema(
        "id", .bits(offset: 32, width: 16), "identifier of the asker", onlyIf: .type(ICMPv4Type.asking + [30, 42, 43])),
      FieldSchema("seq", .bits(offset: 48, width: 16), "sequence number", onlyIf: .type(ICMPv4Type.asking)),
      FieldSchema("unused", .bits(offset: 32, width: 8), "zero", onlyIf: .type([3, 11])),
      FieldSchema(
        "pointer", .bits(offset: 32, width: 8), "the byte of the quote that is at fault", onlyIf: .type([12]),
        aliases: ["ptr"]),
      FieldSchema(
        "length", .bits(offset: 40, width: 8), "length of the quote in units of 4 bytes (RFC 4884)",
        computed: .quoteLength(unit: 4), onlyIf: .type([3, 11, 12])),
      FieldSchema(
        "next_hop_mtu", .bits(offset: 48, width: 16), "MTU of the next hop, in fragmentation-needed (RFC 1191)",
        onlyIf: .type([3]), aliases: ["mtu", "nexthopmtu"]),
      FieldSchema("unused2", .bits(offset: 48, width: 16), "zero", onlyIf: .type([11, 12, 30])),
      FieldSchema(
        "gateway", .bits(offset: 32, width: 32), .address(.v4), "router to use instead", onlyIf: .type([5]),
        aliases: ["gw"]),
      FieldSchema(
        "number_of_addresses", .bits(offset: 32, width: 8), "routers that follow",
        computed: .itemCount("routers"), onlyIf: .type([9])),
      FieldSchema(
        "entry_size", .bits(offset: 40, width: 8), "words of an entry",
        computed: .constant(2, "2: address, preference"),
        onlyIf: .type([9])),
      FieldSchema("lifetime", .bits(offset: 48, width: 16), "seconds that it holds", onlyIf: .type([9])),
    ] + .extendedEcho + [
      FieldSchema(
        "rest", .bits(offset: 32, width: 32), .hexadecimal, "bytes 4 to 7 of other types",
        onlyIf: .type((0...255).filter { !ICMPv4Type.described.contains($0) })),
      FieldSchema(
        "originate", .coded(.number(32)), "when it was sent: milliseconds since midnight UT", onlyIf: .type([13, 14]),
        aliases: ["ts_ori"]),
      FieldSchema("receive", .coded(.number(32)), "when it came in", onlyIf: .type([13, 14]), aliases: ["ts_rx"]),
      FieldSchema(
        "transmit", .coded(.number(32)), "when it was answered", onlyIf: .type([13, 14]), aliases: ["ts_tx"]),
      FieldSchema(
        "address_mask", .coded(.address(.v4)), .address(.v4), "mask of the subnet (RFC 950)", onlyIf: .type([17, 18]),
        aliases: ["addr_mask"]),
      FieldSchema(
        "routers", .tail, .items(ICMPRouter.list), "routers and their preference (RFC 1256)", onlyIf: .type([9])),
      FieldSchema("outbound_hops", .coded(.number(16)), "hops on the way out (RFC 1393)", onlyIf: .type([30])),
      FieldSchema("return_hops", .coded(.number(16)), "hops on the way back", onlyIf: .type([30])),
      FieldSchema("link_speed", .coded(.number(32)), "bytes a second of the link out", onlyIf: .type([30])),
      FieldSchema("link_mtu", .coded(.number(32)), "MTU of the link out", onlyIf: .type([30])),
      FieldSchema("quote", .tail, .packet, "the packet that the error is about", onlyIf: .type(ICMPv4Type.quoting)),
    ] + .quoting,
    read: { bytes, start, end in
      let type = UInt64(bytes[start])
      if ICMPv4Type.quoting.contains(type) {
        let mayBe = ICMPv4Type.extended.contains(type)
        return .quote(bytes, start, end, length: mayBe ? Int(bytes[start + 5]) * 4 : 0, mayBeExtended: mayBe)
      }
      if ICMPv4Type.structured.contains(type) {
        let whole = bytes.variableEnd(of: Header(schema: .icmp4, start: start, end: end, origin: start))
        return LayerReading(headerEnd: whole ?? start + 8, end: end, next: .raw)
      }
      let isExtended = ICMPExtension.follows(bytes, start + 8..<end, if: type == 42)
      return LayerReading(headerEnd: start + 8, end: end, next: isExtended ? .layer(.icmpExtensions) : .raw)
    })
}

/// What the types have in common.
enum ICMPv4Type {
  static let asking: [UInt64] = [0, 8, 13, 14, 15, 16, 17, 18]
  /// RFC 1122 §3.2.2: the errors.
  static let quoting: [UInt64] = [3, 4, 5, 11, 12]
  /// RFC 4884 §4: errors that an extension structure may follow.
  static let extended: [UInt64] = [3, 11, 12]
  /// Those with more than eight bytes of their own.
  static let structured: [UInt64] = [9, 13, 14, 17, 18, 30]
  /// Those whose bytes 4 to 7 have names.
  static let described: [UInt64] = asking + [3, 5, 9, 11, 12, 30, 42, 43]
}

/// RFC 1256 §3: address and preference, of the size that the message says; any other size stays bytes.
enum ICMPRouter {
  static let entry = LayerSchema(
    item: "router", "Router", "RFC 1256 §3",
    fields: [
      FieldSchema("address", .bits(offset: 0, width: 32), .address(.v4), "of the router"),
      FieldSchema("preference", .bits(offset: 32, width: 32), .hexadecimal, "two's complement; higher is better"),
    ], positional: ["address", "preference"])
  static let list = ItemList(
    [entry], count: { bytes, origin in Int(bytes[origin + 4]) },
    find: { bytes, at, end, origin in
      bytes[origin + 5] == 2 && at + 8 <= end ? FoundItem(schema: entry, end: at + 8) : nil
    })
}
