import Base

/// ```
/// |             sport             |             dport             |
/// |            length             |           checksum            |
/// ```
extension LayerSchema {
  package static let udp = LayerSchema(
    "udp", title: "User Datagram Protocol", rfc: "RFC 768", fixedLength: 8, protocolNumber: (17, 17), foundation: .ip,
    fields: [
      FieldSchema(
        "sport", .bits(offset: 0, width: 16), .named(.ports), "source port", initial: 53, aliases: ["source_port"]),
      FieldSchema(
        "dport", .bits(offset: 16, width: 16), .named(.ports), "destination port", initial: 53,
        aliases: ["destination_port"]),
      FieldSchema(
        "length", .bits(offset: 32, width: 16), "length of header and payload", computed: .wholeLength, aliases: ["len"]
      ),
      FieldSchema(
        "checksum", .bits(offset: 48, width: 16), .hexadecimal, "checksum; 0 over IPv4: none",
        computed: .pseudoHeaderChecksum(at: 6, .udp, zeroMeansNone: true), aliases: ["chksum"]),
    ],
    read: { bytes, start, end in
      LayerReading(
        headerEnd: start + 8, end: end, next: carried(bytes, at: start, in: start + 8..<end, isStream: false))
    })
}
