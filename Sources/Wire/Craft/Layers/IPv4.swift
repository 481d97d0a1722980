import Base

/// ```
///  0                   1                   2                   3
/// |version|  ihl  |   dscp    |ecn|         total_length          |
/// |              id               |flags|       frag_offset       |
/// |      ttl      |   protocol    |           checksum            |
/// |                              src                              |
/// |                              dst                              |
/// |                     options, padded to 32 bits                |
/// ```
extension LayerSchema {
  package static let ip4 = LayerSchema(
    "ip", aliases: ["ip4", "ipv4"], title: "Internet Protocol, version 4", rfc: "RFC 791", fixedLength: 20, tailUnit: 4,
    protocolNumber: (4, 4), role: .ip(.v4),
    fields: [
      FieldSchema("version", .bits(offset: 0, width: 4), "version of the protocol", initial: 4),
      FieldSchema("ihl", .bits(offset: 4, width: 4), "header length", computed: .headerLength(unit: 4)),
      FieldSchema(
        "dscp", .bits(offset: 8, width: 6), .named(.dscp), "differentiated services code point (RFC 2474)"),
      FieldSchema("ecn", .bits(offset: 14, width: 2), .named(.ecn), "explicit congestion notification (RFC 3168)"),
      FieldSchema(
        "total_length", .bits(offset: 16, width: 16), "length of the packet", computed: .wholeLength, aliases: ["len"]),
      FieldSchema("id", .bits(offset: 32, width: 16), "identification, for fragments"),
      FieldSchema(
        "flags", .bits(offset: 48, width: 3),
        .flags([FlagName(1, nil, "df"), FlagName(0, nil, "mf"), FlagName(2, nil, "evil")]),
        "df: do not fragment; mf: more fragments"),
      FieldSchema(
        "frag_offset", .bits(offset: 51, width: 13), "place of the fragment in units of 8 bytes", aliases: ["frag"]),
      FieldSchema("ttl", .bits(offset: 64, width: 8), "time to live, in hops", initial: 64, aliases: ["hop_limit"]),
      FieldSchema(
        "protocol", .bits(offset: 72, width: 8), .named(.protocols), "what follows this header",
        computed: .nextProtocol(.v4), aliases: ["proto"]),
      FieldSchema(
        "checksum", .bits(offset: 80, width: 16), .hexadecimal, "checksum of the header",
        computed: .headerChecksum(at: 10), aliases: ["chksum"]),
      FieldSchema("src", .bits(offset: 96, width: 32), .address(.v4), "source address"),
      FieldSchema("dst", .bits(offset: 128, width: 32), .address(.v4), "destination address"),
      FieldSchema("options", .tail, .items(IPv4Option.list), "options: `[router-alert, nop]`"),
    ],
    read: { bytes, start, end in
      let header = Int(bytes[start] & 15) * 4
      guard bytes[start] >> 4 == 4, header >= 20, start + header <= end else { return nil }
      let total = Int(bytes.be16(start + 2))
      let later = bytes.be16(start + 6) & 0x1fff != 0
      let next = later ? nil : LayerSchema.carried(by: .v4, bytes[start + 9])
      return LayerReading(
        headerEnd: start + header, end: total >= header ? min(start + total, end) : end,
        next: next.map { .layer($0) } ?? .raw)
    })
}

extension NameTable {
  /// The code points of RFC 2474, 2597, 3246, 5865 and 8622.
  static let dscp = NameTable(
    [
      NamedValue(0, "cs0", "CS0", "default"), NamedValue(44, "voice-admit", "VOICE-ADMIT"), NamedValue(46, "ef", "EF"),
      NamedValue(1, "le", "LE"),
    ]
      + (1...7).map { NamedValue(UInt64($0 * 8), "cs\($0)", "CS\($0)") }
      + (1...4).flatMap { c in (1...3).map { d in NamedValue(UInt64(c * 8 + d * 2), "af\(c)\(d)", "AF\(c)\(d)") } })

  /// RFC 3168 §5.
  static let ecn = NameTable([
    NamedValue(0, "not-ect", "Not-ECT"), NamedValue(1, "ect1", "ECT(1)"), NamedValue(2, "ect0", "ECT(0)"),
    NamedValue(3, "ce", "CE"),
  ])

  /// IANA "Assigned Internet Protocol Numbers", those that a tunnel may meet.
  static let protocols = NameTable([
    NamedValue(0, "hopopt", "HOPOPT", "hopopts"), NamedValue(1, "icmp", "ICMP", "icmp4"), NamedValue(2, "igmp", "IGMP"),
    NamedValue(4, "ipv4", "IPv4", "ip", "ipip"), NamedValue(6, "tcp", "TCP"), NamedValue(17, "udp", "UDP"),
    NamedValue(33, "dccp", "DCCP"), NamedValue(41, "ipv6", "IPv6", "ip6"),
    NamedValue(43, "ipv6-route", "IPv6-Route", "routing"), NamedValue(44, "ipv6-frag", "IPv6-Frag", "frag6"),
    NamedValue(47, "gre", "GRE"), NamedValue(50, "esp", "ESP"), NamedValue(51, "ah", "AH"),
    NamedValue(58, "ipv6-icmp", "IPv6-ICMP", "icmp6", "icmpv6"), NamedValue(59, "ipv6-nonxt", "IPv6-NoNxt", "none"),
    NamedValue(60, "ipv6-opts", "IPv6-Opts", "dstopts"), NamedValue(89, "ospf", "OSPFIGP"),
    NamedValue(132, "sctp", "SCTP"),
    NamedValue(136, "udplite", "UDPLite"), NamedValue(253, "experiment-1", "Use for experimentation and testing"),
    NamedValue(254, "experiment-2", "Use for experimentation and testing"),
    NamedValue(255, "reserved", "Reserved", "control"),
  ])
}
