import Base

@testable import Wire

/// A layer of ours in Scapy's words.
struct ScapyRow {
  let layer: String
  /// Scapy's class; it has one for each ICMPv6 message.
  let name: @Sendable (Packet, Int) -> String
  let fields: [PeerField]
  /// What stands behind the fixed part is given to Scapy as bytes, for Scapy to read and to say again.
  let tellsTail: Bool

  init(_ layer: String, _ name: String, tellsTail: Bool = false, _ fields: [PeerField]) {
    self.layer = layer
    self.name = { _, _ in name }
    self.fields = fields
    self.tellsTail = tellsTail
  }

  init(
    _ layer: String, _ name: @escaping @Sendable (Packet, Int) -> String, tellsTail: Bool = false, _ fields: [PeerField]
  ) {
    self.layer = layer
    self.name = name
    self.fields = fields
    self.tellsTail = tellsTail
  }
}

enum ScapyNames {
  static func row(of schema: LayerSchema) -> ScapyRow? { rows.first { $0.layer == schema.name } }

  /// The row of a layer where it stands: of ICMP's messages some have names there, of all others type, code and sum.
  static func row(of packet: Packet, _ span: Int) -> ScapyRow? {
    let layer = packet.layers[span]
    guard layer.end - layer.start >= 8 else { return row(of: layer.schema) }
    switch layer.schema.name {
    case "icmp4" where ![0, 3, 4, 5, 8, 11, 12, 13, 14, 15, 16, 17, 18].contains(packet.bytes[layer.start]):
      return other4
    case "icmp6" where messages6[packet.bytes[layer.start]] == nil: return other6
    default: return row(of: layer.schema)
    }
  }

  /// Layers that Scapy does not know, and why; it gets their bytes.
  static let unknown: [(layer: String, reason: String)] = [
    ("icmp", "stands for icmp4 or icmp6, and is one of them in every packet that is built"),
    ("control", "Firezone's own protocol; ControlVectorTests has its bytes by hand"),
    ("turn.channel", "Scapy has no TURN"),
    ("turn.padding", "Scapy has no TURN"),
    (
      "icmpext", "a field of the error there, told as bytes behind the quote; ScapyExtensionTests compares it by itself"
    ),
    ("dns.frame", "a field of DNS there"),
  ]

  static let rows: [ScapyRow] =
    [ip4, ip6] + extensions + [icmp4, icmp6, udp, tcp, dns, stun] + tunnelMessages + [raw, padding]

  private static let ip4 = ScapyRow(
    "ip", "IP",
    [
      PeerField("version", "version"), PeerField("ihl", "ihl"), PeerField("dscp", .number("tos", shift: 2)),
      PeerField("ecn", "tos"), PeerField("total_length", "len"), PeerField("id", "id"), PeerField("flags", "flags"),
      PeerField("frag_offset", "frag"), PeerField("ttl", "ttl"), PeerField("protocol", "proto"),
      PeerField("checksum", "chksum"), PeerField("src", .address("src")), PeerField("dst", .address("dst")),
      PeerField("options", .items("options", ipv4Options)),
    ])

  private static let ip6 = ScapyRow(
    "ip6", "IPv6",
    [
      PeerField("version", "version"), PeerField("traffic_class", "tc"), PeerField("flow_label", "fl"),
      PeerField("payload_length", "plen"), PeerField("next_header", "nh"), PeerField("hop_limit", "hlim"),
      PeerField("src", .address("src")), PeerField("dst", .address("dst")),
    ])

  /// Scapy computes next headers for IPv6 alone, not for what stands between it and the upper layer.
  private static let nextHeader = PeerField("next_header", "nh", isTold: true)

  private static let extensions: [ScapyRow] = [
    ScapyRow(
      "hopopts", "IPv6ExtHdrHopByHop", tellsTail: true,
      [nextHeader, PeerField("length", "len"), PeerField("options", .items("options", ipv6Options))]),
    ScapyRow(
      "dstopts", "IPv6ExtHdrDestOpt", tellsTail: true,
      [nextHeader, PeerField("length", "len"), PeerField("options", .items("options", ipv6Options))]),
    ScapyRow(
      "routing",
      { packet, span in
        packet.bytes[packet.layers[span].start + 2] == 4 ? "IPv6ExtHdrSegmentRouting" : "IPv6ExtHdrRouting"
      }, tellsTail: true,
      [
        nextHeader, PeerField("length", "len"), PeerField("type", "type"), PeerField("segments_left", "segleft"),
        PeerField("reserved", "reserved"), PeerField("addresses", .list("addresses")),
        PeerField("home_address", .nothing("a list of one there")), PeerField("last_entry", "lastentry"),
        PeerField("flags", .nothing("a field for each bit there")), PeerField("tag", "tag"),
        PeerField("segments", .list("addresses")), PeerField("tlvs", .nothing("compared as bytes")),
        PeerField("data", .nothing("read as addresses there, whatever the type")),
      ]),
    ScapyRow(
      "frag6", "IPv6ExtHdrFragment",
      [
        nextHeader, PeerField("reserved", "res1"), PeerField("frag_offset", "offset"), PeerField("reserved2", "res2"),
        PeerField("m", "m"), PeerField("id", "id"),
      ]),
    ScapyRow(
      "ah", "AH",
      [
        // Scapy leaves the length to its security associations.
        nextHeader, PeerField("length", "payloadlen", isTold: true), PeerField("reserved", "reserved"),
        PeerField("spi", "spi"), PeerField("seq", "seq"), PeerField("icv", .bytes("icv")),
      ]),
  ]

  private static let udp = ScapyRow(
    "udp", "UDP",
    [
      PeerField("sport", "sport"), PeerField("dport", "dport"), PeerField("length", "len"),
      PeerField("checksum", "chksum"),
    ])

  private static let tcp = ScapyRow(
    "tcp", "TCP",
    [
      PeerField("sport", "sport"), PeerField("dport", "dport"), PeerField("seq", "seq"), PeerField("ack", "ack"),
      PeerField("data_offset", "dataofs"),
      // Scapy counts the lowest reserved bit among the flags, as RFC 3540 had it.
      PeerField("reserved", .bits([.init("reserved", width: 3), .init("flags", width: 1, shift: 8)])),
      PeerField("flags", "flags"), PeerField("window", "window"), PeerField("checksum", "chksum"),
      PeerField("urgent", "urgptr"), PeerField("options", .items("options", tcpOptions)),
    ])

  private static let raw = ScapyRow("raw", "Raw", [PeerField("data", .bytes("load"))])
  private static let padding = ScapyRow("padding", "Padding", [PeerField("data", .bytes("load"))])
}
