@testable import Wire

/// DNS and STUN in Scapy's words.
extension ScapyNames {
  static let dns = ScapyRow(
    "dns", "DNS",
    [
      "id", "qr", "opcode", "aa", "tc", "rd", "ra", "z", "ad", "cd", "rcode", "qdcount", "ancount", "nscount",
      "arcount",
    ]
    .map { PeerField($0, $0) } + [
      PeerField("questions", .items("qd", dnsQuestions)), PeerField("answers", .items("an", dnsRecords)),
      PeerField("authorities", .items("ns", dnsRecords)), PeerField("additionals", .items("ar", dnsRecords)),
    ])

  private static let dnsQuestions = [
    PeerItem(
      "question", "DNSQR",
      [
        PeerField("name", .domain("qname")), PeerField("type", "qtype"),
        PeerField("class", .bits([.init("unicastresponse", width: 1), .init("qclass", width: 15)])),
      ])
  ]

  private static let dnsRecords: [PeerItem] = [
    record("a", "DNSRR", [PeerField("address", .address("rdata"))]),
    record("aaaa", "DNSRR", [PeerField("address", .address("rdata"))]),
    record("cname", "DNSRR", [PeerField("target", .domain("rdata"))]),
    record("dname", "DNSRR", [PeerField("target", .domain("rdata"))]),
    record("ns", "DNSRR", [PeerField("target", .domain("rdata"))]),
    record("ptr", "DNSRR", [PeerField("target", .domain("rdata"))]),
    record("txt", "DNSRR", [PeerField("strings", .list("rdata"))]),
    record("mx", "DNSRRMX", [PeerField("preference", "preference"), PeerField("exchange", .domain("exchange"))]),
    record(
      "srv", "DNSRRSRV",
      [
        PeerField("priority", "priority"), PeerField("weight", "weight"), PeerField("port", "port"),
        PeerField("target", .domain("target")),
      ]),
    PeerItem(
      "soa", "DNSRRSOA",
      [
        PeerField("name", .domain("rrname")), PeerField("type", "type"), PeerField("class", "rclass"),
        PeerField("ttl", "ttl"), PeerField("mname", .domain("mname")), PeerField("rname", .domain("rname")),
      ] + ["serial", "refresh", "retry", "expire", "minimum"].map { PeerField($0, $0) }),
    record("record", "DNSRR", [PeerField("data", .bytes("rdata"))]),
  ]

  private static func record(_ ours: String, _ theirs: String, _ data: [PeerField]) -> PeerItem {
    PeerItem(
      ours, theirs,
      [
        PeerField("name", .domain("rrname")), PeerField("type", "type"), PeerField("ttl", "ttl"),
        PeerField("class", .bits([.init("cacheflush", width: 1), .init("rclass", width: 15)])),
      ] + data)
  }

  static let stun = ScapyRow(
    "stun", "STUN", tellsTail: true,
    [
      PeerField("type", .bits([.init("RESERVED", width: 2), .init("stun_message_type", width: 14)])),
      PeerField("length", "length"), PeerField("magic_cookie", "magic_cookie"),
      PeerField("transaction_id", .bytes("transaction_id")), PeerField("method", .nothing("bits of the type")),
      PeerField("class", .nothing("bits of the type")),
      PeerField("attributes", .items("attributes", stunAttributes)),
    ])

  private static let stunAttributes: [PeerItem] =
    [
      PeerItem("username", "STUNUsername", [PeerField("name", .bytes("username"))]),
      PeerItem("priority", "STUNPriority", [PeerField("value", "priority")]),
      PeerItem("fingerprint", "STUNFingerprint", [PeerField("crc", "crc_32")]),
      PeerItem("ice-controlling", "STUNIceControlling", [PeerField("tie_breaker", "tie_breaker")]),
      PeerItem(
        "mapped-address", "STUNMappedAddress",
        [PeerField("reserved", "RESERVED"), PeerField("address", .endpoint("ip", port: "port"))]),
      PeerItem(
        "xor-mapped-address", "STUNXorMappedAddress",
        [PeerField("reserved", "RESERVED"), PeerField("address", .endpoint("xip", port: "xport"))]),
      PeerItem("use-candidate", "STUNUseCandidate"), PeerItem("message-integrity", "STUNMessageIntegrity"),
      PeerItem("attribute", "STUNGenericTlv", [PeerField("type", "type"), PeerField("data", .bytes("value"))]),
    ] + ["software", "realm", "nonce"].map { PeerItem($0, "STUNGenericTlv") }
}
