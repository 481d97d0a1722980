import Base

/// The peer control protocol between client and gateway: IPv6 from `::` to `::`, next header 255, hop limit 0.
///
/// ```
/// |     type      |            reserved (7 bytes) …               |
/// |                               … body                          |
/// ```
extension LayerSchema {
  package static let control = LayerSchema(
    "control", title: "Peer control protocol", rfc: "Firezone p2p control", fixedLength: 8,
    protocolNumber: (nil, IPProtocol.peerControl.rawValue),
    foundation: .layer({ .ip6 }, [("hop_limit", .number(0))]),
    fields: [
      FieldSchema(
        "type", .bits(offset: 0, width: 8), .named(.controlEvents), "which event the body tells of", initial: 2),
      FieldSchema("reserved", .bits(offset: 8, width: 56), .hexadecimal, "zero"),
    ],
    read: { _, start, end in LayerReading(headerEnd: start + 8, end: end, next: .raw) })
}

extension NameTable {
  static let controlEvents = NameTable([
    NamedValue(0, "assigned-ips", "AssignedIps", "assignedips"),
    NamedValue(1, "domain-status", "DomainStatus", "domainstatus"),
    NamedValue(2, "goodbye", "Goodbye"),
  ])
}
