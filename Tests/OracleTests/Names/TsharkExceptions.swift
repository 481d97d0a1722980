import Base

@testable import Wire

/// Where tshark differs by choice or by mistake, and why that is not ours to mend.
extension TsharkNames {
  /// Why nothing that tshark finds in such a packet can be compared; nil: all can.
  static func goesItsOwnWay(_ packet: Packet) -> String? {
    for span in packet.layers where span.schema.family != nil {
      switch span.schema.family {
      case .v4 where packet.bytes.be16(span.start + 2) == 0: return "a length of 0 is taken for an offloaded segment"
      case .v6 where packet.bytes.be16(span.start + 4) == 0: return "a length of 0 is taken for an offloaded segment"
      default: break
      }
    }
    for span in packet.layers.indices {
      let schema = packet.layers[span].schema
      guard let field = schema["next_header"] ?? schema["protocol"] else { continue }
      switch packet.number(field, at: span) {
      case 1 where schema.family != .v4: return "ICMPv4 is looked for over IPv6, too"
      case 58 where schema.family == .v4: return "ICMPv6 is looked for over IPv4, too"
      case 0, 43, 44, 51, 60:
        if schema.family == .v4 { return "extension headers of IPv6 are looked for over IPv4, too" }
      default: break
      }
    }
    return nil
  }

  /// - Parameter lies: whether the packet was spoiled where other headers are made of what follows.
  static func excuse(
    _ row: TsharkRow, _ name: TsharkField, _ packet: Packet, _ ours: [String], _ found: [String], lies: Bool
  ) -> String? {
    switch (row.layer, name.ours) {
    case ("icmp4", "next_hop_mtu") where found.count < ours.count:
      return "shown in fragmentation-needed alone (RFC 1191 §4)"
    case ("ip", "dst") where packet.layers.contains { $0.schema === LayerSchema.ip4 && $0.headerEnd - $0.start > 20 }:
      return "with a source route, the last stop is shown"
    case ("icmp4", "length"), ("icmp6", "length"):
      return found.filter { $0 != "0" } == ours.filter { $0 != "0" } ? "zero, which says nothing, is not shown" : nil
    case ("tcp", "seq") where found.count < ours.count && packet.layers.contains { $0.depth > 0 }:
      return "not always shown of a header that the quote cuts off"
    case ("icmp4", "id"), ("icmp6", "id"), ("icmp4", "seq"), ("icmp6", "seq"):
      if packet.layers.contains(where: {
        $0.end > $0.start && [42, 43, 160, 161, 144, 145, 146, 147].contains(packet.bytes[$0.start])
      }) {
        return "names of their own in probes and for mobile nodes"
      }
    default: break
    }
    if name.theirs?.hasPrefix("wg.") ?? false, ours.isEmpty, lies || !packet.faults.isEmpty || packet.carriesReserved {
      return "type and reserved bytes are one number for us, as for Linux"
    }
    if name.theirs?.hasPrefix("dns.") ?? false, lies { return "names that lying counts make of other bytes" }
    if row.layer.hasPrefix("icmpext"), ours.isEmpty,
      packet.holds(.icmp4, typed: [42, 43]) || packet.holds(.icmp6, typed: [160, 161])
    {
      return "the extension structure of RFC 8335 is drawn as bytes"
    }
    let isPrefix = zip(ours, found).allSatisfy { $0 == $1 }
    if name.theirs?.hasPrefix("dns.") ?? false, isPrefix, found.count < ours.count, packet.holdsDrawnRecord {
      return "a record whose data is drawn stops tshark"
    }
    if name.theirs?.hasPrefix("dns.") ?? false, ours.isEmpty,
      !packet.layers.contains(where: { $0.schema === LayerSchema.dns })
    {
      return "DNS is seen at any port, and in quotes; we ask for one of DNS's ports"
    }
    // Behind a header that cannot be, one goes on and the other does not.
    return isPrefix && (lies || packet.isSuspect) ? "one of us stops at what cannot be" : nil
  }

  /// Where the length of a header below is a lie, tshark does not verify what it cannot measure.
  static func excuse(sum verdict: String, _ packet: Packet, _ span: Int) -> String? {
    if verdict == "2", packet.faults.contains(where: { $0.layer <= span && packet.isLength($0) }) {
      return "not verified where a length is a lie"
    }
    let isSourceRouted = packet.layers[..<span].contains {
      $0.schema === LayerSchema.routing && packet.bytes[$0.start + 2] == 3 && packet.bytes[$0.start + 3] > 0
    }
    if isSourceRouted { return "tshark reads the compressed addresses of RFC 6554, which are bytes here" }
    let isRouted = packet.layers[..<span].contains { $0.schema === LayerSchema.routing && $0.depth > 0 }
    return isRouted && packet.layers[span].depth > 0 ? "inside a quote the final destination is not looked for" : nil
  }

  /// Why a remark of tshark's is no fault; nil: it is one.
  static func excuse(remark: String, _ packet: Packet, lies: Bool) -> String? {
    if lies, !accusations.contains(where: { remark.hasPrefix($0.remark) }) {
      return "headers and options that are made of other bytes"
    }
    if lies, remark.hasPrefix("Bad checksum"),
      packet.holds(.icmp4, typed: [3, 11, 12]) || packet.holds(.icmp6, typed: [1, 3])
    {
      return "a lying length makes an extension structure (RFC 4884) of the quote's end"
    }
    if remark.contains("length"), packet.holdsFragment { return "of a fragment we say nothing about lengths" }
    if let known = remarks.first(where: { remark.hasPrefix($0.remark) }) { return known.reason }
    if packet.layers.indices.contains(where: { ScapyNames.takesApart(packet, $0) }) {
      return "the message's own fields are drawn as bytes"
    }
    if packet.holds(.icmp4, typed: [9, 30]) { return "lists of routers and routes whose sizes are drawn" }
    if remark.hasPrefix("Malformed"), packet.holdsDrawnRecord { return "a record whose data is drawn" }
    let last = packet.layers.last { $0.schema !== LayerSchema.padding }
    if remark.hasPrefix("Malformed"), last?.schema.isExtension ?? false {
      return "nothing needs to follow an extension header (RFC 8200 §4.7)"
    }
    if remark.hasPrefix("Malformed"), last?.schema === LayerSchema.icmp6 { return "the error quotes nothing" }
    if remark.hasPrefix("Bad checksum"),
      packet.holds(.icmp4, typed: [42, 43]) || packet.holds(.icmp6, typed: [160, 161])
    {
      return "the extension structure of RFC 8335 is drawn as bytes"
    }
    if remark.hasPrefix("Bad Fingerprint"), packet.hasFingerprintInside {
      return "not the last attribute: tshark sums with the length of the whole message"
    }
    if remark.hasPrefix("Bad checksum"), packet.holds(.routing, ofType: 3) {
      return "tshark reads the compressed addresses of RFC 6554, which are bytes here"
    }
    if remark.hasPrefix("Bad checksum"),
      packet.layers.contains(where: { $0.depth > 0 && $0.schema === LayerSchema.routing })
    {
      return "inside a quote the final destination is not looked for"
    }
    if remark == "Bogus IP version", packet.layers.contains(where: { $0.depth > 0 && $0.schema === LayerSchema.raw }) {
      return "the error quotes bytes of no packet"
    }
    return blamed(for: remark, packet) ? "a lie that we see, too" : nil
  }

  /// Whether what a remark is about is a fault for us, too: of these fields, or a header that cannot be.
  private static func blamed(for remark: String, _ packet: Packet) -> Bool {
    guard let known = accusations.first(where: { remark.hasPrefix($0.remark) }) else { return packet.isSuspect }
    return packet.givesUp
      || packet.faults.contains {
        known.fields.contains($0.name)
      }
  }

  private static let accusations: [(remark: String, fields: [String])] = [
    ("Bad checksum", ["checksum"]), ("Bad Fingerprint", ["fingerprint.crc"]),
    ("IPv4 total length exceeds", ["total_length"]), ("Bad length value", ["length"]),
    ("IPv6 payload length exceeds", ["payload_length"]), ("IPv6 payload length", ["payload_length"]),
  ]

  private static let remarks: [(remark: String, reason: String)] = [
    ("The acknowledgment number field is nonzero", "drawn so"),
    ("The urgent pointer field is nonzero", "drawn so"),
    ("Window scale shift exceeds 14", "drawn so"),
    ("\"Time To Live\"", "drawn so"),
    ("\"Hop Limit\"", "drawn so"),
    ("Routing header type is deprecated", "drawn so"),
    ("Multicast addresses must not appear in the source route list", "drawn so"),
    ("Undecoded IPv6 routing header field", "of a type that nobody has defined"),
    ("Unreassembled fragment", "nothing is put together again here"),
    ("Possible traceroute", "a guess from a port"),
    ("IPv6 Type ", "drawn so"), ("Unknown attribute", "drawn so"), ("This is a Keepalive", "says what it is"),
    ("The uppermost bit of the TTL", "drawn so"), ("Field Termination Indicator", "drawn so"),
    ("Extraneous data in option", "drawn so"), ("Pointer ", "drawn so"), ("Tunnel Encapsulation Limit", "drawn so"),
    ("D-SACK", "says what it is"),
    ("TCP SYN with TFO Cookie", "says what it is"),
    ("Trailing stray characters", "what a reset carries is read as its cause"),
    ("Connection ", "says what it is"),
    ("This frame ", "says what it is"),
    ("The SYN packet does not contain a MSS option", "need not"),
    ("The non-SYN packet does contain a MSS option", "drawn so"),
  ]
}

extension Packet {
  fileprivate func holds(_ schema: LayerSchema, ofType type: UInt8) -> Bool {
    layers.contains { $0.schema === schema && $0.end - $0.start > 2 && bytes[$0.start + 2] == type }
  }

  /// What would be a WireGuard message but for its reserved bytes.
  fileprivate var carriesReserved: Bool {
    guard let last = layers.last(where: { $0.schema === LayerSchema.raw }), last.end - last.start >= 4 else {
      return false
    }
    return (1...4).contains(bytes[last.start]) && bytes[last.start + 1..<last.start + 4].contains { $0 != 0 }
  }

  /// RFC 8489 §14.7: it must be the last attribute.
  fileprivate var hasFingerprintInside: Bool {
    layers.contains { layer in
      layer.schema === LayerSchema.stun
        && items(in: layer.header).dropLast().contains { $0.schema.name == "fingerprint" }
    }
  }

  /// Records of DNS with parameters or data of a shape that nobody looked at.
  fileprivate var holdsDrawnRecord: Bool {
    layers.contains { layer in
      layer.schema === LayerSchema.dns
        && items(in: layer.header).contains {
          ["https", "svcb", "opt", "caa", "record"].contains($0.schema.name)
        }
    }
  }

  fileprivate func holds(_ schema: LayerSchema, typed types: [UInt8]) -> Bool {
    layers.contains { $0.schema === schema && $0.end > $0.start && types.contains(bytes[$0.start]) }
  }

  /// A header that the one below announces cannot be: it was left as bytes.
  var givesUp: Bool {
    layers.indices.contains { i in
      guard layers[i].schema === LayerSchema.raw else { return false }
      guard i > 0 else { return true }
      let below = layers[i - 1]
      let name = below.schema.family == .v4 ? "protocol" : "next_header"
      guard let field = below.schema[name], let number = number(field, at: i - 1) else { return false }
      return LayerSchema.carried(by: below.schema.family ?? .v6, UInt8(truncatingIfNeeded: number)) != nil
    }
  }

  /// The first of several: what it carries is cut off.
  var holdsFragment: Bool {
    layers.contains {
      ($0.schema === LayerSchema.ip4 && bytes.be16($0.start + 6) & 0x2000 != 0)
        || ($0.schema === LayerSchema.fragment && $0.end - $0.start >= 8 && bytes[$0.start + 3] & 1 != 0)
    }
  }

  var isSuspect: Bool { givesUp || !faults.isEmpty }

  func isLength(_ fault: FieldFault) -> Bool {
    let name = layers[fault.layer].schema.fields[fault.field].name
    return ["total_length", "payload_length", "length", "ihl", "data_offset"].contains(name)
  }
}
