import Script

/// FZ03xx: packets, layers and patterns.
extension DiagnosticCode {
  package static let unknownLayer = DiagnosticCode(
    "FZ0301", "no layer has this name",
    explanation: """
      A packet is a stack of layers. `layers` lists them all; upper-case names are understood too.
      """, example: "fields ipx          write: fields ip")
  package static let valueTooWide = DiagnosticCode(
    "FZ0302", "a value does not fit its field",
    explanation: """
      A field has as many bits as its RFC gives it; the largest number is shown. To send what is wrong on \
      purpose, set fields that can hold it, such as a checksum or a length.
      """,
    example: "udp(dport=70000)    write: udp(dport=7000)")
  package static let wrongFieldType = DiagnosticCode(
    "FZ0303", "a value of the wrong kind for a field",
    explanation: """
      Addresses go into address fields, numbers and names into numbers, quoted text and `x"…"` into bytes.
      """,
    example: "ip(ttl=\"many\")      write: ip(ttl=64)")
  package static let impossibleLayers = DiagnosticCode(
    "FZ0304", "these layers do not go together",
    explanation: """
      What stands in the packet is not what its outer layer can carry, or says in the numbers of one \
      address family what the other one says in different numbers. `icmp(type=unreachable, \
      code=prohibited)` is right in both: ICMPv4 3/13, ICMPv6 1/1.
      """,
    example:
      "ip6(dst=172:20::100)/icmp(type=3, code=13)   write: ip6(dst=172:20::100)/icmp(type=unreachable, code=prohibited)"
  )
  package static let onePacketNeeded = DiagnosticCode(
    "FZ0305", "a set where one packet is needed",
    explanation: """
      A field with several values makes one packet for each. Where exactly one is needed, give the field \
      one value; `as ps[]` takes all.
      """, example: "hex udp(dst=172.20.0.100, dport={53, 80})   write: hex udp(dst=172.20.0.100, dport=53)")
  package static let unknownNamedValue = DiagnosticCode(
    "FZ0306", "the field knows no such name",
    explanation: """
      Named values follow the IANA registries; numbers always work. The note lists the names.
      """,
    example: "icmp(type=unreachble)   write: icmp(type=unreachable)")
  package static let cannotBuild = DiagnosticCode(
    "FZ0307", "the packet cannot be built",
    explanation: """
      Something that is needed on the wire is missing or too large: an address, room for the payload.
      """,
    example:
      "send ip(dst=172.20.0.100, total_length=5) from client   write: send ip(dst=172.20.0.100) from client")
  package static let notAPacket = DiagnosticCode(
    "FZ0308", "not a packet",
    explanation: """
      A packet is written as layers (`ip(dst=…)/udp(dport=53)`), by its number (`p3`) or as a variable \
      that holds one.
      """, example: "send 5 from client   write: send udp(dst=172.20.0.100) from client")
  package static let notAPattern = DiagnosticCode(
    "FZ0309", "not a pattern",
    explanation: """
      A pattern is a packet with holes: layers with the fields that matter, compared with `=`, `!=`, `<`, \
      `in`. What is not named is not looked at.
      """, example: "on 5 at client.tun : drop   write: on udp at client.tun : drop")
  package static let layerMissing = DiagnosticCode(
    "FZ0310", "the packet has no such layer",
    explanation: """
      A field is changed in a layer that the packet has. `show P` lists its layers.
      """, example: "let q = udp(); q with tcp.dport=81   write: let q = udp(); q with udp.dport=81")
  package static let truncatedPacket = DiagnosticCode(
    "FZ0311", "the bytes end before the packet does",
    explanation: """
      A packet's header says how long the packet is, and fewer bytes are here: a hexdump lost its end. Where that is \
      well so, say `truncated=true`.
      """,
    example: "packet x\"45 00 00 54\"   write: packet(x\"45 00 00 54\", truncated=true)")

  static let ofPackets: [DiagnosticCode] = [
    .unknownLayer, .valueTooWide, .wrongFieldType, .impossibleLayers, .onePacketNeeded, .unknownNamedValue,
    .cannotBuild, .notAPacket, .notAPattern, .layerMissing, .truncatedPacket,
  ]
}
