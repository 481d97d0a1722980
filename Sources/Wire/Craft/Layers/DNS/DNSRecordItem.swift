import Base

/// ```
/// | name … | type | class |      ttl      | rdlength | data … |
/// ```
/// Records (RFC 1035 §4.1.3), one item for each type that is read; `record` is any other.
enum DNSRecordItem {
  static let a = item(
    "a", .a, "IPv4 address", "RFC 1035 §3.4.1",
    [FieldSchema("address", .coded(.address(.v4)), .address(.v4), "the host's address")])
  static let aaaa = item(
    "aaaa", .aaaa, "IPv6 address", "RFC 3596 §2.2",
    [FieldSchema("address", .coded(.address(.v6)), .address(.v6), "the host's address")])
  static let cname = item("cname", .cname, "Canonical name", "RFC 1035 §3.3.1", [target("what the name stands for")])
  static let dname = item(
    "dname", .dname, "Redirection of a subtree", "RFC 6672", [target("where the names below it are", .opaque)])
  static let ns = item(
    "ns", .ns, "Name server", "RFC 1035 §3.3.11", [target("who knows the zone", aliases: ["nsdname"])])
  static let ptr = item(
    "ptr", .ptr, "Pointer", "RFC 1035 §3.3.12", [target("the name of the address", aliases: ["ptrdname"])])
  static let mx = item(
    "mx", .mx, "Mail exchange", "RFC 1035 §3.3.9",
    [
      .coded("preference", 16, "the lowest is tried first"),
      FieldSchema("exchange", .coded(.name), .domainName(.data), "who takes the mail"),
    ])
  static let srv = item(
    "srv", .srv, "Server selection", "RFC 2782",
    [
      .coded("priority", 16, "the lowest is tried first"), .coded("weight", 16, "its share among equals"),
      .coded("port", 16, "where the service is"), target("who has the service", .target),
    ])
  static let txt = item(
    "txt", .txt, "Text strings", "RFC 1035 §3.3.14",
    [FieldSchema("strings", .coded(.strings), .list(.string), "texts of at most 255 bytes each")])
  static let soa = item(
    "soa", .soa, "Start of a zone of authority", "RFC 1035 §3.3.13",
    [
      FieldSchema("mname", .coded(.name), .domainName(.data), "the zone's first server"),
      FieldSchema("rname", .coded(.name), .domainName(.data), "mailbox of who is responsible"),
      .coded("serial", 32, "version of the zone"), .coded("refresh", 32, "seconds between checks of the version"),
      .coded("retry", 32, "seconds until a failed check is repeated"),
      .coded("expire", 32, "seconds until the zone is no longer known"),
      .coded("minimum", 32, "seconds that `nxdomain` may be kept"),
    ])
  static let svcb = item("svcb", .svcb, "Service binding", "RFC 9460", binding)
  static let https = item("https", .https, "Service binding for HTTPS", "RFC 9460 §9", binding)
  static let caa = item(
    "caa", .caa, "Certification authority restriction", "RFC 8659",
    [
      .coded("flags", 8, "whether the tag must be understood", kind: .flags([FlagName(7, nil, "critical")])),
      FieldSchema("tag", .coded(.string), .text, "`issue`, `issuewild`, `iodef`"),
      FieldSchema("value", .tail, .text, "what the tag asks for"),
    ])

  static let record = LayerSchema(
    item: "record", "Record of any type", "RFC 3597",
    fields: frame(0) + [FieldSchema("data", .tail, .bytes, "the data")], positional: ["name", "type", "data"])

  private static let known = [a, aaaa, cname, dname, ns, ptr, mx, srv, txt, soa, svcb, https, caa, DNSOption.opt]

  static let all = known + [record]

  private static let byType: [UInt16: LayerSchema] = Dictionary(
    known.compactMap { schema in schema["type"].map { (UInt16(truncatingIfNeeded: $0.initial), schema) } }
  ) { first, _ in first }
}

extension DNSRecordItem {
  private static func item(
    _ name: String, _ type: DNSType, _ title: String, _ rfc: String, _ data: [FieldSchema]
  ) -> LayerSchema {
    LayerSchema(
      item: name, title, rfc, fields: frame(type.rawValue) + data, positional: ["name"] + data.map(\.name))
  }

  private static func frame(_ type: UInt16) -> [FieldSchema] {
    [
      FieldSchema("name", .coded(.name), .domainName(.owner), "owner"),
      .coded("type", 16, "type", kind: .named(.dnsTypes), initial: UInt64(type)),
      .coded("class", 16, "class", kind: .named(.dnsClasses), initial: 1),
      .coded("ttl", 32, "seconds that it may be kept"),
      .coded("rdlength", 16, "length of the data", computed: dataLength),
    ]
  }

  /// Of what stands behind the field itself.
  static let dataLength = ComputedField(
    "length of the data", needsWholeLayer: false,
    rule: .value { site in
      guard let field = site.header.schema["rdlength"],
        let range = site.packet.bytes.range(of: field, in: site.header)
      else { return nil }
      return .number(UInt64(site.header.end - range.upperBound))
    })

  private static func target(_ meaning: String, _ place: NamePlace = .data, aliases: [String] = []) -> FieldSchema {
    FieldSchema("target", .coded(.name), .domainName(place), meaning, aliases: aliases)
  }

  private static var binding: [FieldSchema] {
    [
      .coded("priority", 16, "0: an alias; else the lowest is tried first", initial: 1),
      target("who has the service; the root: the owner", .opaque),
      FieldSchema(
        "params", .tail, .items(DNSParameter.list), "`alpn(\"h2\", \"h3\"), port(8443)`", aliases: ["parameters"]),
    ]
  }

  /// The record at `at`; one whose data its type's fields do not fill is of any type.
  @Sendable static func find(_ bytes: [UInt8], at: Int, _ end: Int, origin: Int) -> FoundItem? {
    var reader = DNSReader(bytes, from: at, to: end, of: origin)
    guard (try? reader.skipName()) != nil, reader.left >= 10 else { return nil }
    let length = Int(bytes.be16(reader.at + 8))
    guard reader.left >= 10 + length else { return nil }
    let end = reader.at + 10 + length
    if let schema = byType[bytes.be16(reader.at)],
      bytes.variableEnd(of: Header(schema: schema, start: at, end: end, origin: origin)) == end
    {
      return FoundItem(schema: schema, end: end)
    }
    return FoundItem(schema: record, end: end)
  }
}
