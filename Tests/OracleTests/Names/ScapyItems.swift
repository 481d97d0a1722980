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
}
