@testable import Wire

/// Where Scapy differs by choice or by mistake, and why that is not ours to mend.
extension ScapyNames {
  /// Neighbour discovery, multicast listeners and others: Scapy gives names to what is `rest` and payload here, and
  /// reads nothing of types that it does not know.
  static func takesApart(_ packet: Packet, _ span: Int) -> Bool {
    packet.layers[span].schema === LayerSchema.icmp6
      && messages6[packet.bytes[packet.layers[span].start]] == nil
  }

  /// Where Scapy stops before we do.
  static func endsEarly(_ packet: Packet, _ span: Int) -> Bool {
    if takesApart(packet, span) { return true }
    // Scapy guesses by ports alone, and not in quotes.
    if ["dns", "stun"].contains(packet.layers[span].schema.name) {
      // Of streams it reads what begins a segment, if that is long enough for it.
      return packet.layers[span].depth > 0 || packet.layers[span - 1].schema === LayerSchema.dnsFrame
    }
    // A timestamp that the quote cuts off is none for Scapy.
    if packet.layers[span].schema === LayerSchema.icmp4, packet.layers[span].depth > 0,
      (13...18).contains(packet.bytes[packet.layers[span].start])
    {
      return true
    }
    if packet.layers[span].schema.name.hasPrefix("wg.") {
      let udp = packet.layers[span - 1].start
      return packet.bytes.be16(udp) != 51820 && packet.bytes.be16(udp + 2) != 51820 || packet.layers[span].depth > 0
    }
    // Scapy binds TCP, UDP and IPv6 to the authentication header, but neither IPv4 nor extension headers.
    let depth = packet.layers[span].depth
    if depth > 0, packet.layers[span].schema === LayerSchema.authentication { return true }
    if packet.layers[..<span].contains(where: { layer in
      layer.schema === LayerSchema.ip4
        && packet.items(in: layer.header).contains { ["security", "timestamp"].contains($0.schema.name) }
    }) {
      return true
    }
    return packet.layers[..<span].contains { $0.depth == depth && $0.schema === LayerSchema.authentication }
  }

  /// Why Scapy sums otherwise above these layers, so that the sum must be told; nil: it does not.
  static func sumsOtherwise(above layers: ArraySlice<Layer>) -> String? {
    for layer in layers {
      switch layer.schema.name {
      case "ip" where (layer.value(of: "total_length") ?? layer.value(of: "ihl")) != nil:
        return "with the length that the IP header states; RFC 9293 §3.1: it is counted, not sent"
      case "routing" where ![0, 2, 4].contains(layer.number(of: "type")) && layer.number(of: "segments_left") != 0:
        return "with the last address of a header whose type nobody has defined"
      case "ip" where layer.hasTwistedRoute: return "by the first source route alone, and losing its way behind others"
      case "dstopts" where layer.options.contains("home-address"):
        return "with the home address only where not even padding is beside it"
      case "ah": return "not at all"
      default: break
      }
    }
    return nil
  }

  /// Scapy takes any bytes for IPv4 that do not begin with a 6; we look at the version, and at a header length that
  /// can be.
  static func isNothing(_ packet: Packet) -> Bool { packet.layers.first?.schema === LayerSchema.raw }

  /// Where Scapy goes on although there is nothing to be known.
  static func mayGuess(behind span: Int, of packet: Packet) -> Bool {
    switch packet.layers[span].schema.name {
    // By ports alone; we look at the content first.
    case "udp", "tcp": true
    // IPv6 in a fragment of IPv4 that is not the first.
    case "ip": packet.bytes.be16(packet.layers[span].start + 6) & 0x1fff != 0
    // An error that quotes no packet.
    case "icmp4", "icmp6": packet.layers[span...].contains { $0.depth > packet.layers[span].depth }
    default: false
    }
  }

  /// Scapy reads whole addresses of a Routing header, and goes on behind them, wherever its length says that it ends.
  static func losesItsWay(behind span: Int, of packet: Packet) -> Bool {
    let layer = packet.layers[span]
    return layer.schema === LayerSchema.routing && (layer.headerEnd - layer.start) % 16 != 8
  }

  /// Why a field need not be the same; nil: it must.
  static func excuse(_ field: FieldSchema, _ packet: Packet, _ span: Int) -> String? {
    let layer = packet.layers[span]
    switch (layer.schema.name, field.name) {
    case ("icmp4", "rest") where [37, 38].contains(packet.bytes[layer.start]):
      return "Scapy gives domain name messages four bytes too many"
    case ("stun", "length") where packet.bytes[layer.start + 2] > 127: return "Scapy takes it for a signed number"
    case ("tcp", "options") where layer.depth > 0:
      guard layer.end - layer.start > 12 else { return "cut off before it" }
      let stated = Int(packet.bytes[layer.start + 12] >> 4) * 4
      return layer.headerEnd - layer.start == stated
        ? nil : "of a header that the quote cuts off we keep what is left, Scapy what its length states"
    default: return nil
    }
  }

  /// What Scapy builds wrong.
  static func cannotBuild(_ packet: Packet) -> String? {
    for span in packet.layers where span.schema === LayerSchema.stun {
      if packet.bytes[span.start + 2] > 127 { return "Scapy takes the length for a signed number" }
      for item in packet.items(in: span.header) where item.schema.name == "username" && (item.end - item.start) % 4 != 0
      {
        return "Scapy fills user names up with spaces; RFC 8489 §14: with zeros"
      }
    }
    for span in packet.layers where span.depth == 0 && span.schema === LayerSchema.icmp4 {
      // RFC 1788 §2: identifier and sequence number, as in an echo.
      if [37, 38].contains(packet.bytes[span.start]) { return "Scapy gives domain name messages four bytes too many" }
    }
    return nil
  }

  /// What Scapy fails on when it takes it apart.
  static func cannotDissect(_ packet: Packet) -> String? {
    for span in packet.layers where span.schema === LayerSchema.ip6 {
      let (length, next) = (packet.bytes.be16(span.start + 4), packet.bytes[span.start + 6])
      if length == 0, next == 0 { return "Scapy searches for a jumbo payload behind the end" }
      if length < 3, next == 43 { return "Scapy looks for the type of a Routing header that is not there" }
    }
    return nil
  }
}

extension Layer {
  /// The names of what is in `options`.
  fileprivate var options: [String] {
    guard case .items(let items)? = value(of: "options") else { return [] }
    return items.map(\.schema.name)
  }

  /// A source route that is not the only one (RFC 791 §3.1), or behind an option that Scapy reads otherwise.
  fileprivate var hasTwistedRoute: Bool {
    let routes = options.filter { ["lsrr", "ssrr"].contains($0) }
    return routes.count > 1 || !routes.isEmpty && options.contains { ["security", "timestamp", "option"].contains($0) }
  }
}
