import Base

extension [FieldSchema] {
  /// RFC 8335 §2 and §3: probing an interface, in both families.
  ///
  /// ```
  /// |              id               |      seq      | reserved    |L|    request
  /// |              id               |      seq      |state| res |A|4|6|  reply
  /// ```
  static let extendedEcho: [FieldSchema] = [
    FieldSchema(
      "probe_seq", .bits(offset: 48, width: 8), "sequence number of a probe (RFC 8335)",
      onlyIf: .type([42, 43, 160, 161])),
    FieldSchema("probe_reserved", .bits(offset: 56, width: 7), "zero", onlyIf: .type([42, 160])),
    FieldSchema("reply_reserved", .bits(offset: 59, width: 2), "zero", onlyIf: .type([43, 161])),
    FieldSchema(
      "local", .bits(offset: 63, width: 1), "1: the interface is on the node that is asked", onlyIf: .type([42, 160])),
    FieldSchema(
      "state", .bits(offset: 56, width: 3), .named(.probeStates), "of the neighbour table's entry",
      onlyIf: .type([43, 161])),
    FieldSchema("active", .bits(offset: 61, width: 1), "1: the interface is active", onlyIf: .type([43, 161])),
    FieldSchema("runs_ipv4", .bits(offset: 62, width: 1), "1: it runs IPv4", onlyIf: .type([43, 161])),
    FieldSchema("runs_ipv6", .bits(offset: 63, width: 1), "1: it runs IPv6", onlyIf: .type([43, 161])),
  ]
}

extension NameTable {
  /// RFC 8335 §3.
  static let probeStates = NameTable([
    NamedValue(0, "reserved", "Reserved"), NamedValue(1, "incomplete", "Incomplete"),
    NamedValue(2, "reachable", "Reachable"), NamedValue(3, "stale", "Stale"), NamedValue(4, "delay", "Delay"),
    NamedValue(5, "probe", "Probe"), NamedValue(6, "failed", "Failed"),
  ])
}
