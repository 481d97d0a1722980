@testable import Wire

/// Where tshark differs by choice or by mistake, and why that is not ours to mend.
extension TsharkNames {
  static func excuse(_ row: TsharkRow, _ name: TsharkField, _ packet: Packet, _ ours: [String], _ found: [String])
    -> String?
  {
    switch (row.layer, name.ours) {
    case ("icmp4", "next_hop_mtu") where found.count < ours.count:
      return "shown in fragmentation-needed alone (RFC 1191 §4)"
    case ("icmp4", "length"), ("icmp6", "length"):
      return found.filter { $0 != "0" } == ours.filter { $0 != "0" } ? "zero, which says nothing, is not shown" : nil
    case ("tcp", "seq") where found.count < ours.count && packet.layers.contains { $0.depth > 0 }:
      return "not always shown of a header that the quote cuts off"
    case ("icmp4", "id"), ("icmp6", "id"), ("icmp4", "seq"), ("icmp6", "seq"):
      let isExtended = packet.layers.contains { [42, 43, 160, 161].contains(packet.bytes[$0.start]) }
      return isExtended ? "RFC 8335 messages have them too, which are bytes here" : nil
    default: return nil
    }
  }

  static func excuse(sum verdict: String, _ packet: Packet, _ span: Int) -> String? { nil }

  /// Why a remark of tshark's is no fault; nil: it is one.
  static func excuse(remark: String, _ packet: Packet) -> String? {
    if let known = remarks.first(where: { remark.hasPrefix($0.remark) }) { return known.reason }
    if packet.layers.indices.contains(where: { ScapyNames.takesApart(packet, $0) }) {
      return "the message's own fields are drawn as bytes"
    }
    return nil
  }

  private static let remarks: [(remark: String, reason: String)] = [
    ("The acknowledgment number field is nonzero", "drawn so"),
    ("The urgent pointer field is nonzero", "drawn so"),
    ("Window scale shift exceeds 14", "drawn so"),
    ("\"Time To Live\"", "drawn so"),
    ("\"Hop Limit\"", "drawn so"),
    ("Routing header type is deprecated", "drawn so"),
    ("Multicast addresses must not appear in the source route list", "drawn so"),
    ("Undecoded IPv6 routing header field", "of a type that nobody has defined"),
    ("Connection ", "says what it is"),
    ("This frame ", "says what it is"),
    ("The SYN packet does not contain a MSS option", "need not"),
    ("The non-SYN packet does contain a MSS option", "drawn so"),
  ]
}
