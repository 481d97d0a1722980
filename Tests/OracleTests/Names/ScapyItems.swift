/// Items in Scapy's words. In a tuple the values have their places for names.
extension ScapyNames {
  static let tcpOptions: [PeerItem] = [
    PeerItem("eol", "EOL"), PeerItem("nop", "NOP"), PeerItem("mss", "MSS", [PeerField("value", "0")]),
    PeerItem("wscale", "WScale", [PeerField("shift", "0")]), PeerItem("sackok", "SAckOK"),
    PeerItem("sack", "SAck", [PeerField("blocks", .numbered)]),
    PeerItem("timestamp", "Timestamp", [PeerField("tsval", "0"), PeerField("tsecr", "1")]),
    PeerItem("md5", "MD5", [PeerField("digest", .bytes("0"))]),
    // Scapy knows cookies of eight bytes alone, as two numbers.
    PeerItem("fastopen", "TFO", [PeerField("cookie", .nothing("of any length here"))]),
    PeerItem("option", numbered: "kind", [PeerField("data", .bytes("0"))]),
  ]

  static let ipv4Options: [PeerItem] =
    [("record-route", "IPOption_RR"), ("lsrr", "IPOption_LSRR"), ("ssrr", "IPOption_SSRR")].map { ours, theirs in
      PeerItem(ours, theirs, [PeerField("pointer", "pointer"), PeerField("route", .list("routers"))])
    } + [
      PeerItem("nop", "IPOption_NOP"), PeerItem("stream-id", "IPOption_Stream_Id", [PeerField("id", "security")]),
      PeerItem("router-alert", "IPOption_Router_Alert", [PeerField("value", "alert")]),
    ]

  static let ipv6Options: [PeerItem] = [
    PeerItem("pad1", "Pad1"), PeerItem("padn", "PadN", [PeerField("data", .bytes("optdata"))]),
    PeerItem("router-alert", "RouterAlert", [PeerField("value", "value")]),
    PeerItem("jumbo", "Jumbo", [PeerField("payload_length", "jumboplen")]),
    PeerItem("home-address", "HAO", [PeerField("address", .address("hoa"))]),
    PeerItem("tunnel-limit", "HBHOptUnknown", [PeerField("limit", .nothing("bytes there"))]),
    PeerItem("option", "HBHOptUnknown", [PeerField("type", "otype"), PeerField("data", .bytes("optdata"))]),
  ]
}
