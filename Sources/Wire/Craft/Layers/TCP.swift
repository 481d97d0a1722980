import Base

/// ```
/// |             sport             |             dport             |
/// |                              seq                              |
/// |                              ack                              |
/// | offset| rsvd  |C E U A P R S F|            window             |
/// |           checksum            |            urgent             |
/// |                     options, padded to 32 bits                |
/// ```
extension LayerSchema {
  package static let tcp = LayerSchema(
    "tcp", title: "Transmission Control Protocol", rfc: "RFC 9293", fixedLength: 20, tailUnit: 4,
    protocolNumber: (6, 6),
    foundation: .ip,
    fields: [
      FieldSchema(
        "sport", .bits(offset: 0, width: 16), .named(.ports), "source port", initial: 20, aliases: ["source_port"]),
      FieldSchema(
        "dport", .bits(offset: 16, width: 16), .named(.ports), "destination port", initial: 80,
        aliases: ["destination_port"]),
      FieldSchema("seq", .bits(offset: 32, width: 32), "sequence number"),
      FieldSchema("ack", .bits(offset: 64, width: 32), "acknowledgment number"),
      FieldSchema(
        "data_offset", .bits(offset: 96, width: 4), "header length", computed: .headerLength(unit: 4),
        aliases: ["dataofs"]),
      FieldSchema("reserved", .bits(offset: 100, width: 4), "zero"),
      FieldSchema(
        "flags", .bits(offset: 104, width: 8),
        .flags([
          FlagName(0, "F", "fin"), FlagName(1, "S", "syn"), FlagName(2, "R", "rst"), FlagName(3, "P", "psh"),
          FlagName(4, "A", "ack"), FlagName(5, "U", "urg"), FlagName(6, "E", "ece"), FlagName(7, "C", "cwr"),
        ]), "control bits: F S R P A U E C", initial: 2),
      FieldSchema("window", .bits(offset: 112, width: 16), "window, before scaling", initial: 8192),
      FieldSchema(
        "checksum", .bits(offset: 128, width: 16), .hexadecimal, "checksum",
        computed: .pseudoHeaderChecksum(at: 16, .tcp), aliases: ["chksum"]),
      FieldSchema("urgent", .bits(offset: 144, width: 16), "urgent pointer", aliases: ["urgptr"]),
      FieldSchema("options", .tail, .items(TCPOption.list), "options: `[mss(1460), sackok]`"),
      .item(TCPOption.mss), .item(TCPOption.sackok), .item(TCPOption.timestamp, aliases: ["tsval"]),
      .item(TCPOption.timestamp, "tsecr", as: "tsecr"), .item(TCPOption.wscale), .item(TCPOption.sack),
      .item(TCPOption.fastopen), .item(TCPOption.md5),
    ],
    read: { bytes, start, end in
      // A header length that cannot be right, a lie or the work of a capture's limit, leaves the fixed part readable.
      let headerEnd = min(start + max(Int(bytes[start + 12] >> 4) * 4, 20), end)
      return LayerReading(
        headerEnd: headerEnd, end: end, next: carried(bytes, at: start, in: headerEnd..<end, isStream: true))
    })
}

extension NameTable {
  /// IANA service names, a choice.
  static let ports = NameTable([
    NamedValue(22, "ssh", "ssh"), NamedValue(53, "domain", "domain", "dns"), NamedValue(67, "bootps", "bootps"),
    NamedValue(80, "http", "http"), NamedValue(123, "ntp", "ntp"), NamedValue(443, "https", "https"),
    NamedValue(3478, "stun", "stun", "turn"), NamedValue(5349, "stuns", "stuns", "turns"),
    NamedValue(51820, "wireguard", "wireguard", "wg"),
  ])
}
