import Base

/// ```
/// |version| traffic_class |              flow_label               |
/// |        payload_length         |  next_header  |   hop_limit   |
/// |                              src (16 bytes)                   |
/// |                              dst (16 bytes)                   |
/// ```
extension LayerSchema {
  package static let ip6 = LayerSchema(
    "ip6", aliases: ["ipv6"], title: "Internet Protocol, version 6", rfc: "RFC 8200", fixedLength: 40,
    protocolNumber: (41, 41), role: .ip(.v6),
    fields: [
      FieldSchema("version", .bits(offset: 0, width: 4), "version of the protocol", initial: 6),
      FieldSchema("traffic_class", .bits(offset: 4, width: 8), "DSCP (6 bits) and ECN (2 bits)", aliases: ["tc"]),
      FieldSchema(
        "flow_label", .bits(offset: 12, width: 20), .hexadecimal, "label of the flow (RFC 6437)", aliases: ["fl"]),
      FieldSchema(
        "payload_length", .bits(offset: 32, width: 16), "length behind this header",
        computed: .payloadLength(behind: 40), aliases: ["plen"]),
      FieldSchema(
        "next_header", .bits(offset: 48, width: 8), .named(.protocols), "what follows this header", initial: 59,
        computed: .nextProtocol(.v6), aliases: ["nh", "protocol"]),
      FieldSchema("hop_limit", .bits(offset: 56, width: 8), "hops left", initial: 64, aliases: ["hlim", "ttl"]),
      FieldSchema("src", .bits(offset: 64, width: 128), .address(.v6), "source address"),
      FieldSchema("dst", .bits(offset: 192, width: 128), .address(.v6), "destination address"),
    ],
    read: { bytes, start, end in
      guard bytes[start] >> 4 == 6 else { return nil }
      return LayerReading(
        headerEnd: start + 40, end: min(start + 40 + Int(bytes.be16(start + 4)), end),
        next: LayerSchema.carried(by: .v6, bytes[start + 6]).map { .layer($0) } ?? .raw)
    })
}
