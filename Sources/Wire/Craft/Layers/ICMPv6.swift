import Base

/// ```
/// |     type      |     code      |           checksum            |
/// |    id and seq, mtu, pointer, or length and unused, flags …    |
/// |  quote (errors), addresses and options, else what it carries  |
/// ```
extension LayerSchema {
  package static let icmp6: LayerSchema = LayerSchema(
    "icmp6", aliases: ["icmpv6"], title: "Internet Control Message Protocol for IPv6", rfc: "RFC 4443", fixedLength: 8,
    protocolNumber: (nil, 58), foundation: .ip,
    fields: [
      FieldSchema("type", .bits(offset: 0, width: 8), .named(.icmp6Types), "what kind of message", initial: 128),
      FieldSchema("code", .bits(offset: 8, width: 8), .namedBy("type", NameTable.icmp6Codes), "more about the type"),
      FieldSchema(
        "checksum", .bits(offset: 16, width: 16), .hexadecimal, "checksum of pseudo-header and message",
        computed: .pseudoHeaderChecksum(at: 2, .icmpv6), aliases: ["chksum", "cksum"]),
      FieldSchema("id", .bits(offset: 32, width: 16), "identifier of the asker", onlyIf: .type(ICMPv6Type.identified)),
      FieldSchema("seq", .bits(offset: 48, width: 16), "sequence number", onlyIf: .type([128, 129])),
      FieldSchema(
        "mobile_flags", .bits(offset: 48, width: 16), .hexadecimal, "of prefix advertisements: M and O; else zero",
        onlyIf: .type([144, 145, 146, 147])),
      FieldSchema(
        "length", .bits(offset: 32, width: 8), "length of the quote in units of 8 bytes (RFC 4884)",
        computed: .quoteLength(unit: 8), onlyIf: .type([1, 3])),
      FieldSchema("unused", .bits(offset: 40, width: 24), "zero", onlyIf: .type([1, 3])),
      FieldSchema(
        "mtu", .bits(offset: 32, width: 32), "MTU of the next hop", onlyIf: .type([2]), aliases: ["next_hop_mtu"]),
      FieldSchema(
        "pointer", .bits(offset: 32, width: 32), "the byte of the quote that is at fault", onlyIf: .type([4]),
        aliases: ["ptr"]),
    ] + .multicastListener + .neighborDiscovery + .extendedEcho + [
      FieldSchema(
        "rest", .bits(offset: 32, width: 32), .hexadecimal, "bytes 4 to 7 of other types",
        onlyIf: .type((0...255).filter { !ICMPv6Type.described.contains($0) })),
      FieldSchema("quote", .tail, .packet, "the packet that the error is about", onlyIf: .type(ICMPv6Type.quoting)),
    ] + .quoting,
    read: { bytes, start, end in
      let type = UInt64(bytes[start])
      if ICMPv6Type.quoting.contains(type) {
        let mayBe = ICMPv6Type.extended.contains(type)
        return .quote(bytes, start, end, length: mayBe ? Int(bytes[start + 4]) * 8 : 0, mayBeExtended: mayBe)
      }
      if ICMPv6Type.structured.contains(type) {
        let whole = bytes.variableEnd(of: Header(schema: .icmp6, start: start, end: end, origin: start))
        return LayerReading(headerEnd: whole ?? start + 8, end: end, next: .raw)
      }
      let isExtended = ICMPExtension.follows(bytes, start + 8..<end, if: type == 160)
      return LayerReading(headerEnd: start + 8, end: end, next: isExtended ? .layer(.icmpExtensions) : .raw)
    })
}

/// What the types have in common.
enum ICMPv6Type {
  /// RFC 4443 §2.1: the errors that are defined.
  static let quoting: [UInt64] = [1, 2, 3, 4]
  /// RFC 4884 §4: errors that an extension structure may follow.
  static let extended: [UInt64] = [1, 3]
  static let identified: [UInt64] = [128, 129, 144, 145, 146, 147, 160, 161]
  static let listening: [UInt64] = [130, 131, 132]
  static let discovering: [UInt64] = [133, 134, 135, 136, 137]
  /// Those with more than eight bytes of their own.
  static let structured = listening + [143] + discovering
  /// Those whose bytes 4 to 7 have names.
  static let described = quoting + identified + structured
}
