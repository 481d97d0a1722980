@testable import Wire

extension ScapyNames {
  static let icmp4 = ScapyRow(
    "icmp4", "ICMP",
    [
      PeerField("type", "type"), PeerField("code", "code"), PeerField("checksum", "chksum"), PeerField("id", "id"),
      PeerField("seq", "seq"), PeerField("unused", "reserved"), PeerField("pointer", "ptr"),
      // Scapy leaves it to who adds an extension.
      PeerField("length", "length", isTold: true),
      PeerField("next_hop_mtu", "nexthopmtu"), PeerField("unused2", "unused"), PeerField("gateway", .address("gw")),
      PeerField("rest", "unused"), PeerField("quote", .bytes("_quote")),
    ])

  static let icmp6 = ScapyRow(
    "icmp6", { packet, span in messages6[packet.bytes[packet.layers[span].start]] ?? "ICMPv6Unknown" },
    [
      PeerField("type", "type"), PeerField("code", "code"), PeerField("checksum", "cksum"), PeerField("id", "id"),
      PeerField("seq", "seq"), PeerField("length", "length", isTold: true), PeerField("unused", "unused"),
      PeerField("mtu", "mtu"), PeerField("pointer", "ptr"), PeerField("rest", .bytes("msgbody")),
      PeerField("quote", .bytes("_quote")),
    ])

  static let messages6: [UInt8: String] = [
    1: "ICMPv6DestUnreach", 2: "ICMPv6PacketTooBig", 3: "ICMPv6TimeExceeded", 4: "ICMPv6ParamProblem",
    128: "ICMPv6EchoRequest", 129: "ICMPv6EchoReply",
  ]
}
