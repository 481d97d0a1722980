import Base

/// ICMP of either family: names are understood in the family of the IP layer below, or of the quoted packet.
extension LayerSchema {
  package static let icmp = LayerSchema(
    "icmp", title: "Internet Control Message Protocol of either family", rfc: "RFC 792, RFC 4443", fixedLength: 8,
    foundation: .ip, role: .eitherICMP,
    fields: [
      FieldSchema("type", .bits(offset: 0, width: 8), .named(.eitherTypes), "what kind of message", initial: 8),
      FieldSchema("code", .bits(offset: 8, width: 8), .namedBy("type", []), "more about the type"),
      FieldSchema(
        "checksum", .bits(offset: 16, width: 16), .hexadecimal, "checksum",
        computed: ComputedField("as the family's own layer does") { _, _ in nil }, aliases: ["chksum"]),
      FieldSchema("id", .bits(offset: 32, width: 16), "identifier of the asker"),
      FieldSchema("seq", .bits(offset: 48, width: 16), "sequence number"),
      FieldSchema("mtu", .bits(offset: 32, width: 32), "MTU of the next hop", aliases: ["next_hop_mtu"]),
      FieldSchema("pointer", .bits(offset: 32, width: 32), "the byte of the quote that is at fault"),
      FieldSchema("length", .bits(offset: 32, width: 8), "length of the quote (RFC 4884)"),
      FieldSchema("rest", .bits(offset: 32, width: 32), .hexadecimal, "bytes 4 to 7 of other types"),
      FieldSchema("quote", .tail, .packet, "the packet that the error is about"),
    ] + .quoting,
    covered: { [.icmp4, .icmp6] },
    read: { _, _, _ in nil })
}

extension NameTable {
  /// What both families have. The numbers are ICMPv4's and serve only to list the names.
  static let eitherTypes = NameTable(
    icmp4Types.entries.filter { icmp6Types.entry(named: $0.name) != nil }
      + [NamedValue(3, "packet-too-big", "Packet Too Big", "too-big")])
}

extension ICMPMeaning {
  /// The same news in both families. ICMPv4 tells networks and hosts apart where ICMPv6 does not.
  private static let pairs: [(v4: Counterpart, v6: Counterpart)] = [
    (Counterpart(type: 3, code: 13), Counterpart(type: 1, code: 1)),
    (Counterpart(type: 3, code: 9), Counterpart(type: 1, code: 1)),
    (Counterpart(type: 3, code: 10), Counterpart(type: 1, code: 1)),
    (Counterpart(type: 3, code: 0), Counterpart(type: 1, code: 0)),
    (Counterpart(type: 3, code: 1), Counterpart(type: 1, code: 3)),
    (Counterpart(type: 3, code: 3), Counterpart(type: 1, code: 4)),
    (Counterpart(type: 3, code: 4), Counterpart(type: 2, code: 0)),
    (Counterpart(type: 3, code: nil), Counterpart(type: 1, code: nil)),
    (Counterpart(type: 11, code: 0), Counterpart(type: 3, code: 0)),
    (Counterpart(type: 11, code: 1), Counterpart(type: 3, code: 1)),
    (Counterpart(type: 11, code: nil), Counterpart(type: 3, code: nil)),
    (Counterpart(type: 12, code: 0), Counterpart(type: 4, code: 0)),
    (Counterpart(type: 12, code: nil), Counterpart(type: 4, code: nil)),
    (Counterpart(type: 8, code: nil), Counterpart(type: 128, code: nil)),
    (Counterpart(type: 0, code: nil), Counterpart(type: 129, code: nil)),
  ]

  /// What the numbers mean in `other`, if they mean nothing in `family`: then somebody thinks of the other family.
  static func misplaced(type: UInt64, code: UInt64?, in family: IPFamily) -> ICMPMeaning? {
    let other: IPFamily = family == .v4 ? .v6 : .v4
    guard !isAssigned(type, code, in: family), isAssigned(type, code, in: other) else { return nil }
    return ICMPMeaning(
      type: type, code: code, family: other, name: name(type, code, in: other),
      counterpart: counterpart(of: type, code, from: other))
  }

  static func counterpart(of type: UInt64, _ code: UInt64?, from family: IPFamily) -> Counterpart? {
    let here = pairs.map { family == .v4 ? $0.v4 : $0.v6 }
    let match =
      here.firstIndex(of: Counterpart(type: type, code: code))
      ?? here.firstIndex(of: Counterpart(type: type, code: nil))
    return match.map { family == .v4 ? pairs[$0].v6 : pairs[$0].v4 }
  }

  /// The registry's title of a code, or else of the type.
  static func name(_ type: UInt64, _ code: UInt64?, in family: IPFamily) -> String {
    let codes = (family == .v4 ? NameTable.icmp4Codes : NameTable.icmp6Codes).first { $0.value == type }?.names
    let types = family == .v4 ? NameTable.icmp4Types : NameTable.icmp6Types
    return code.flatMap { codes?[$0]?.title } ?? types[type]?.title ?? "type \(type)"
  }

  private static func isAssigned(_ type: UInt64, _ code: UInt64?, in family: IPFamily) -> Bool {
    guard (family == .v4 ? NameTable.icmp4Types : .icmp6Types)[type] != nil else { return false }
    guard let code else { return true }
    let codes = (family == .v4 ? NameTable.icmp4Codes : NameTable.icmp6Codes).first { $0.value == type }?.names
    return codes.map { $0[code] != nil } ?? (code == 0)
  }
}
