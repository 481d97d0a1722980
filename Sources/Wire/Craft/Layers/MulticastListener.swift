import Base

extension [FieldSchema] {
  /// RFC 2710 §3 (version 1) and RFC 3810 §5 (version 2).
  ///
  /// ```
  /// |      max_response_delay       |           reserved            |   130 to 132; behind it: group
  /// |           reserved            |       number_of_records       |   143; behind it: records
  /// ```
  static let multicastListener: [FieldSchema] = [
    FieldSchema(
      "max_response_delay", .bits(offset: 32, width: 16), "milliseconds that listeners may take",
      onlyIf: .type(ICMPv6Type.listening)),
    FieldSchema("mld_reserved", .bits(offset: 48, width: 16), "zero", onlyIf: .type(ICMPv6Type.listening)),
    FieldSchema("report_reserved", .bits(offset: 32, width: 16), "zero", onlyIf: .type([143])),
    FieldSchema(
      "number_of_records", .bits(offset: 48, width: 16), "records that follow", computed: .itemCount("records"),
      onlyIf: .type([143])),
    FieldSchema(
      "group", .coded(.address(.v6)), .address(.v6), "multicast address; :: in a general query",
      onlyIf: .type(ICMPv6Type.listening)),
    FieldSchema(
      "v2", .tail, .items(ListenerItem.queries), "what a query of version 2 has behind the group: `query(sources=[…])`",
      onlyIf: .type([130])),
    FieldSchema(
      "records", .tail, .items(ListenerItem.records), "groups and their sources: `[record(ff02::1)]`",
      onlyIf: .type([143])),
  ]
}

/// What counts its own sources.
enum ListenerItem {
  /// ```
  /// | resv | s | qrv | qqic | number_of_sources (16) | sources … |
  /// ```
  static let query = LayerSchema(
    item: "query", "Version 2 query", "RFC 3810 §5.1",
    fields: [
      FieldSchema("reserved", .bits(offset: 0, width: 4), "zero"),
      FieldSchema("s", .bits(offset: 4, width: 1), "1: routers leave their timers alone"),
      FieldSchema("qrv", .bits(offset: 5, width: 3), "robustness of the querier", initial: 2),
      FieldSchema("qqic", .bits(offset: 8, width: 8), "code of the query interval in seconds", initial: 125),
      FieldSchema("number_of_sources", .bits(offset: 16, width: 16), "sources that follow", computed: sourceCount),
      FieldSchema("sources", .tail, .list(.address(.v6)), "senders that are asked for"),
    ], positional: ["sources"])
  static let queries = ItemList([query]) { bytes, at, end, _ in
    end - at >= 4 && end - at == 4 + Int(bytes.be16(at + 2)) * 16 ? FoundItem(schema: query, end: end) : nil
  }

  /// ```
  /// | type | aux_length | number_of_sources (16) | group (128) | sources … | aux … |
  /// ```
  static let record = LayerSchema(
    item: "record", "Multicast address record", "RFC 3810 §5.2.4",
    fields: [
      FieldSchema("type", .bits(offset: 0, width: 8), .named(recordTypes), "what the record says", initial: 4),
      FieldSchema("aux_length", .bits(offset: 8, width: 8), "length of auxiliary data in units of 4 bytes"),
      FieldSchema("number_of_sources", .bits(offset: 16, width: 16), "sources that follow", computed: sourceCount),
      FieldSchema("group", .bits(offset: 32, width: 128), .address(.v6), "multicast address"),
      FieldSchema("sources", .tail, .list(.address(.v6)), "senders that are listened to, or not"),
    ], positional: ["group", "sources"])
  static let records = ItemList(
    [record], count: { bytes, origin in Int(bytes.be16(origin + 6)) },
    find: { bytes, at, end, _ in
      // RFC 3810 §5.2.6: version 2 defines no auxiliary data.
      guard end - at >= 20, bytes[at + 1] == 0 else { return nil }
      let length = 20 + Int(bytes.be16(at + 2)) * 16
      return length <= end - at ? FoundItem(schema: record, end: at + length) : nil
    })

  private static let sourceCount = ComputedField(
    "number of the sources", needsWholeLayer: false,
    rule: .value { site in
      let fixed = site.header.schema.fixedLength
      return .number(UInt64((site.header.end - site.header.start - fixed) / 16))
    })

  /// RFC 3810 §5.2.12.
  private static let recordTypes = NameTable([
    NamedValue(1, "is-include", "MODE_IS_INCLUDE"), NamedValue(2, "is-exclude", "MODE_IS_EXCLUDE"),
    NamedValue(3, "to-include", "CHANGE_TO_INCLUDE_MODE"), NamedValue(4, "to-exclude", "CHANGE_TO_EXCLUDE_MODE"),
    NamedValue(5, "allow", "ALLOW_NEW_SOURCES"), NamedValue(6, "block", "BLOCK_OLD_SOURCES"),
  ])
}
