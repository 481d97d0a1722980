import Base

/// ```
/// |             sport             |             dport             |
/// |            length             |           checksum            |
/// ```
extension LayerSchema {
  package static let udp = LayerSchema(
    "udp", title: "User Datagram Protocol", rfc: "RFC 768", fixedLength: 8, protocolNumber: (17, 17), foundation: .ip,
    role: .udp,
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
      let stated = start + Int(bytes.be16(start + 4))
      let next = carried(
        bytes, at: start, in: start + 8..<((start + 8..<end).contains(stated) ? stated : end), isStream: false)
      // RFC 9868 §5: what lies behind the datagram's own end is no part of its message.
      guard case .layer(let schema) = next, (start + 9..<end).contains(stated) else {
        return LayerReading(headerEnd: start + 8, end: end, next: next)
      }
      return LayerReading(headerEnd: start + 8, end: end, next: .sequence([(schema, stated)]))
    })
}
