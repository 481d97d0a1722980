@testable import Wire

extension ScapyNames {
  /// Fields of messages to which Scapy gives no names, or other ones than an RFC.
  static let others4 = [
    "number_of_addresses", "entry_size", "lifetime", "probe_seq", "probe_reserved", "reply_reserved", "local", "state",
    "active", "runs_ipv4", "runs_ipv6", "routers", "outbound_hops", "return_hops", "link_speed", "link_mtu",
    "quote_length",
  ]
  static let others6 = [
    "mobile_flags", "max_response_delay", "mld_reserved", "report_reserved", "number_of_records", "group", "v2",
    "records", "cur_hop_limit", "ra_flags", "router_lifetime", "na_flags", "nd_reserved", "na_reserved",
    "reachable_time", "retrans_timer", "target", "destination", "options", "probe_seq", "probe_reserved",
    "reply_reserved", "local", "state", "active", "runs_ipv4", "runs_ipv6", "quote_length",
  ]

  static let icmp4 = ScapyRow(
    "icmp4", "ICMP",
    [
      PeerField("type", "type"), PeerField("code", "code"), PeerField("checksum", "chksum"), PeerField("id", "id"),
      PeerField("seq", "seq"), PeerField("unused", "reserved"), PeerField("pointer", "ptr"),
      // Scapy leaves it to who adds an extension.
      PeerField("length", "length", isTold: true),
      PeerField("next_hop_mtu", "nexthopmtu"), PeerField("unused2", "unused"), PeerField("gateway", .address("gw")),
      PeerField("rest", "unused"), PeerField("quote", .bytes("_quote")),
      PeerField("originate", "ts_ori"), PeerField("receive", "ts_rx"), PeerField("transmit", "ts_tx"),
      PeerField("address_mask", .address("addr_mask")),
    ] + others4.map { PeerField($0, .nothing("of messages that are told as bytes")) })

  static let icmp6 = ScapyRow(
    "icmp6", { packet, span in messages6[packet.bytes[packet.layers[span].start]] ?? "ICMPv6Unknown" },
    [
      PeerField("type", "type"), PeerField("code", "code"), PeerField("checksum", "cksum"), PeerField("id", "id"),
      PeerField("seq", "seq"), PeerField("length", "length", isTold: true), PeerField("unused", "unused"),
      PeerField("mtu", "mtu"), PeerField("pointer", "ptr"), PeerField("rest", .bytes("msgbody")),
      PeerField("quote", .bytes("_quote")),
    ] + others6.map { PeerField($0, .nothing("of messages that are told as bytes")) })

  private static let bare = [PeerField("type", "type"), PeerField("code", "code")]
  static let other4 = ScapyRow(
    "icmp4", "ICMP", bare + [PeerField("checksum", "chksum"), PeerField("", .bytes("_body"))])
  static let other6 = ScapyRow(
    "icmp6", "ICMPv6Unknown", bare + [PeerField("checksum", "cksum"), PeerField("", .bytes("_body"))])

  static let messages6: [UInt8: String] = [
    1: "ICMPv6DestUnreach", 2: "ICMPv6PacketTooBig", 3: "ICMPv6TimeExceeded", 4: "ICMPv6ParamProblem",
    128: "ICMPv6EchoRequest", 129: "ICMPv6EchoReply",
  ]
}
