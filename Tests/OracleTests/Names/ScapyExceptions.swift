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
    // Scapy binds TCP, UDP and IPv6 to the authentication header, but neither IPv4 nor extension headers.
    let depth = packet.layers[span].depth
    return packet.layers[..<span].contains { $0.depth == depth && $0.schema === LayerSchema.authentication }
  }

  /// Scapy sums TCP and UDP over IPv4 with the length that the IP header states, we with the bytes that are there
  /// (RFC 9293 §3.1: the length is counted, not sent): where that length is a lie, the sums must be told.
  static func sumsByStatedLength(_ layers: ArraySlice<Layer>) -> Bool {
    layers.contains { $0.schema === LayerSchema.ip4 && ($0.value(of: "total_length") ?? $0.value(of: "ihl")) != nil }
  }

  /// Scapy takes any bytes for IPv4 that do not begin with a 6; we look at the version, and at a header length that
  /// can be.
  static func isNothing(_ packet: Packet) -> Bool { packet.layers.first?.schema === LayerSchema.raw }

  /// Scapy guesses what UDP and TCP carry by ports alone, we by the content first.
  static func mayGuess(behind span: LayerSpan) -> Bool {
    span.schema === LayerSchema.udp || span.schema === LayerSchema.tcp
  }
}
