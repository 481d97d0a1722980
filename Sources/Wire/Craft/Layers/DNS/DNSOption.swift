import Base

/// ```
/// | 0 | 41 | size | extended_rcode | version | do, z | rdlength | options … |
/// option:    | code | length | value … |
/// ```
/// The record of EDNS (RFC 6891 §6.1), and its options.
enum DNSOption {
  static let opt = LayerSchema(
    item: "opt", "EDNS", "RFC 6891",
    fields: [
      FieldSchema("name", .coded(.name), .domainName(.owner), "the root"),
      .coded("type", 16, "type", kind: .named(.dnsTypes), initial: UInt64(DNSType.opt.rawValue)),
      .coded("size", 16, "greatest UDP payload that the sender takes", initial: 1232, aliases: ["class"]),
      .coded("extended_rcode", 8, "response code, its high eight bits"), .coded("version", 8, "version of EDNS"),
      FieldSchema("do", .coded(dnssecOK), "answers with signatures are wanted (RFC 3225)"),
      FieldSchema("z", .coded(reserved), "zero"),
      .coded("rdlength", 16, "length of the options", computed: DNSRecordItem.dataLength),
      FieldSchema("options", .tail, .items(list), "`[nsid, cookie(x\"0102030405060708\")]`"),
    ], positional: ["options"])

  private static let frame = TLV(kindName: "code", kind: (0, 16), length: (16, 16), uncounted: 4)

  static let nsid = frame.item("nsid", 3, "Name server identifier", "RFC 5001", [rest("id", "which server it is")])
  static let ecs = frame.item(
    "ecs", 8, aliases: ["client-subnet"], "Client subnet", "RFC 7871 §6",
    [
      FieldSchema("family", .bits(offset: 0, width: 16), .named(.addressFamilies), "of the address", initial: 1),
      FieldSchema("source", .bits(offset: 16, width: 8), "length of the client's network"),
      FieldSchema("scope", .bits(offset: 24, width: 8), "length of the network that the answer is for"),
      rest("address", "as many bytes of it as the length needs"),
    ])
  static let cookie = frame.item(
    "cookie", 10, "Cookie", "RFC 7873 §4",
    [
      FieldSchema("client", .bits(offset: 0, width: 64), .bytes, "the client's eight bytes"),
      rest("server", "the server's, none or 8 to 32"),
    ])
  static let padding = frame.item("padding", 12, "Padding", "RFC 7830", [rest("zeros", "what makes lengths alike")])
  static let ede = frame.item(
    "ede", 15, aliases: ["extended-error"], "Extended DNS error", "RFC 8914",
    [
      FieldSchema("info_code", .bits(offset: 0, width: 16), "what went wrong"),
      FieldSchema("text", .tail, .text, "what went wrong, for people"),
    ])

  static let list = ItemList(
    frame, [nsid, ecs, cookie, padding, ede], generic: frame.generic("option", "EDNS option", "RFC 6891 §6.1.2"))

  private static func rest(_ name: String, _ meaning: String) -> FieldSchema {
    FieldSchema(name, .tail, .bytes, meaning)
  }

  /// The first of sixteen bits; it lays all of them out.
  private static let dnssecOK = Coding(
    width: 1, extent: { _, at, end, _ in at + 2 <= end ? at + 2 : nil },
    read: { bytes, range, _ in .number(UInt64(bytes[range.lowerBound] >> 7)) },
    write: { value, bytes, _ in bytes += [value == .number(1) ? 0x80 : 0, 0] })

  /// The other fifteen, which stand where `do` has laid them out.
  private static let reserved = Coding(
    width: 15, extent: { _, at, _, _ in at },
    read: { bytes, range, _ in .number(UInt64(bytes.be16(range.lowerBound - 2) & 0x7fff)) },
    write: { value, bytes, _ in
      guard case .number(let number)? = value else { return }
      let at = bytes.count - 2
      bytes.put16(bytes.be16(at) | UInt16(truncatingIfNeeded: number), at: at)
    })
}

extension NameTable {
  /// IANA "Address Family Numbers".
  static let addressFamilies = NameTable([NamedValue(1, "ipv4", "IPv4"), NamedValue(2, "ipv6", "IPv6")])
}
