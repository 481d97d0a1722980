import Base

/// ```
/// |  next_header  |    length     |     type      | segments_left |
/// |                  as the type asks …                           |
/// ```
/// Type 0 (RFC 2460, forbidden by RFC 5095): reserved (32 bits), addresses. Type 2 (RFC 6275): reserved, one address.
/// Type 4 (RFC 8754): last_entry (8), flags (8), tag (16), addresses from the last to the first, options.
extension LayerSchema {
  package static let routing = LayerSchema(
    "routing", title: "IPv6 Routing header", rfc: "RFC 8200 §4.4", fixedLength: 4, tailUnit: 8, tailOffset: 4,
    protocolNumber: (nil, 43), foundation: .layer({ .ip6 }, []),
    fields: [
      .nextHeader, .extensionLength,
      FieldSchema("type", .bits(offset: 16, width: 8), .named(.routingTypes), "variant of the header"),
      FieldSchema("segments_left", .bits(offset: 24, width: 8), "nodes still to be visited", aliases: ["segleft"]),
      FieldSchema("reserved", .coded(.number(32)), "zero", onlyIf: .type([0, 2])),
      FieldSchema("addresses", .tail, .list(.address(.v6)), "nodes to be visited, in order", onlyIf: .type([0])),
      FieldSchema(
        "home_address", .coded(.address(.v6)), .address(.v6), "home address of the destination", onlyIf: .type([2])),
      FieldSchema(
        "last_entry", .coded(.number(8)), "index of the last segment",
        computed: ComputedField("number of segments, minus 1", needsWholeLayer: false, rule: .value(lastEntry)),
        onlyIf: .type([4])),
      FieldSchema("flags", .coded(.number(8)), .hexadecimal, "none is defined", onlyIf: .type([4])),
      FieldSchema("tag", .coded(.number(16)), .hexadecimal, "a class of packets", onlyIf: .type([4])),
      FieldSchema(
        "segments", .coded(.list(.address(.v6)) { bytes, origin in Int(bytes[origin + 4]) + 1 }), .list(.address(.v6)),
        "nodes to be visited, the last one first", onlyIf: .type([4]), aliases: ["segment_list"]),
      FieldSchema("tlvs", .tail, .items(SegmentOption.list), "options of the segments", onlyIf: .type([4])),
      FieldSchema(
        "data", .tail, .bytes, "what the type asks for", onlyIf: .type((0...255).filter { ![0, 4].contains($0) })),
    ],
    read: { bytes, start, end in
      extensionReading(bytes, start, end, length: (Int(bytes[start + 1]) + 1) * 8, next: bytes[start])
    })

  private static let lastEntry: @Sendable (ComputedSite) -> FieldValue? = { site in
    // What was found counts its own segments.
    guard site.written != nil else { return site.found("last_entry") }
    guard case .list(let segments)? = site.written?.value(of: "segments") else { return .number(0) }
    return .number(UInt64(max(0, segments.count - 1)))
  }
}

/// RFC 8754 §2.1.
enum SegmentOption {
  private static let frame = TLV(kind: (0, 8), length: (8, 8), uncounted: 2, alone: [0])
  private static let pad1 = frame.item("pad1", 0, "Pad1", rfc)
  private static let padN = frame.item("padn", 4, "PadN", rfc, [FieldSchema("data", .tail, .bytes, "zeros")])
  private static let hmac = frame.item(
    "hmac", 5, "HMAC", "RFC 8754 §2.1.2",
    [
      FieldSchema("key_id", .bits(offset: 16, width: 32), .hexadecimal, "which key and algorithm"),
      FieldSchema("hmac", .tail, .bytes, "keyed digest"),
      FieldSchema("flags", .bits(offset: 0, width: 16), .hexadecimal, "0x8000: destination is not verified"),
    ])

  static let list = ItemList(
    frame, [pad1, padN, hmac], generic: frame.generic("option", "Segment routing option", rfc),
    padding: { count in count < 2 ? [0] : [4, UInt8(count - 2)] + [UInt8](repeating: 0, count: count - 2) })
  private static let rfc = "RFC 8754 §2.1.1"
}

extension NameTable {
  /// IANA "IPv6 Routing Types".
  static let routingTypes = NameTable([
    NamedValue(0, "source-route", "Source Route (DEPRECATED)", "rh0"), NamedValue(1, "nimrod", "Nimrod (DEPRECATED)"),
    NamedValue(2, "home-address", "Type 2 Routing Header", "rh2"), NamedValue(3, "rpl", "RPL Source Route Header"),
    NamedValue(4, "segment-routing", "Segment Routing Header", "srh"), NamedValue(5, "crh16", "CRH-16"),
    NamedValue(6, "crh32", "CRH-32"), NamedValue(253, "experiment-1", "RFC3692-style Experiment 1"),
    NamedValue(254, "experiment-2", "RFC3692-style Experiment 2"),
  ])
}
