/// DNS and STUN in tshark's words.
extension TsharkNames {
  private static let inFlags = "a bit of dns.flags"

  static let dns: [TsharkRow] = [
    TsharkRow(
      "dns",
      [TsharkField("id", "dns.id"), TsharkField("qr", "dns.flags", "all sixteen bits")]
        + ["opcode", "aa", "tc", "rd", "ra", "z", "ad", "cd", "rcode"].map { TsharkField($0, nil, inFlags) } + [
          TsharkField("qdcount", "dns.count.queries"), TsharkField("ancount", "dns.count.answers"),
          TsharkField("nscount", "dns.count.auth_rr"), TsharkField("arcount", "dns.count.add_rr"),
        ] + ["questions", "answers", "authorities", "additionals"].map { TsharkField($0, nil, "record by record") }),
    TsharkRow(
      "dns/question",
      [
        TsharkField("name", "dns.qry.name"), TsharkField("type", "dns.qry.type"), TsharkField("class", "dns.qry.class"),
      ]),
    record("a", [TsharkField("address", "dns.a")]), record("aaaa", [TsharkField("address", "dns.aaaa")]),
    record("cname", [TsharkField("target", "dns.cname")]), record("ns", [TsharkField("target", "dns.ns")]),
    record("ptr", [TsharkField("target", "dns.ptr.domain_name")]), record("dname", []), record("record", []),
    record("txt", [TsharkField("strings", "dns.txt")]), record("caa", []),
    record("mx", [TsharkField("preference", "dns.mx.preference"), TsharkField("exchange", "dns.mx.mail_exchange")]),
    // The owner's labels are service, protocol and name there.
    record(
      "srv", owner: nil,
      [
        TsharkField("priority", "dns.srv.priority"), TsharkField("weight", "dns.srv.weight"),
        TsharkField("port", "dns.srv.port"), TsharkField("target", "dns.srv.target"),
      ]),
    record(
      "soa",
      [
        TsharkField("mname", "dns.soa.mname"), TsharkField("rname", "dns.soa.rname"),
        TsharkField("serial", "dns.soa.serial_number"), TsharkField("refresh", "dns.soa.refresh_interval"),
        TsharkField("retry", "dns.soa.retry_interval"), TsharkField("expire", "dns.soa.expire_limit"),
        TsharkField("minimum", "dns.soa.minimum_ttl"),
      ]),
    record("https", binding), record("svcb", binding),
    TsharkRow(
      "dns/opt",
      [
        TsharkField("name", "dns.resp.name"), TsharkField("type", "dns.resp.type"),
        TsharkField("size", "dns.rr.udp_payload_size"), TsharkField("extended_rcode", "dns.resp.ext_rcode"),
        TsharkField("version", "dns.resp.edns0_version"), TsharkField("rdlength", "dns.resp.len"),
        TsharkField("do", "dns.resp.z.do"),
      ]),
  ]

  private static let binding = [
    TsharkField("priority", "dns.svcb.svcpriority"), TsharkField("target", "dns.svcb.targetname"),
  ]

  private static func record(_ item: String, owner: String? = "dns.resp.name", _ data: [TsharkField]) -> TsharkRow {
    TsharkRow(
      "dns/\(item)",
      [
        TsharkField("name", owner, "in parts"), TsharkField("type", "dns.resp.type"),
        TsharkField("ttl", "dns.resp.ttl"),
        TsharkField("class", "dns.resp.class"), TsharkField("rdlength", "dns.resp.len"),
      ] + data)
  }

  static let stun: [TsharkRow] =
    [
      TsharkRow(
        "stun",
        [
          TsharkField("type", "stun.type"),
          // Both as they stand in the type, whose bits are mixed (RFC 8489 §5).
          TsharkField("method", "stun.type.method") { $0 & 0xf | ($0 & 0x70) << 1 | ($0 & 0xf80) << 2 },
          TsharkField("class", "stun.type.class") { $0 & 1 | ($0 & 2) << 3 }, TsharkField("length", "stun.length"),
          TsharkField("magic_cookie", "stun.cookie", "as bytes"), TsharkField("transaction_id", "stun.id"),
          TsharkField("attributes", nil, "attribute by attribute"),
        ]),
      TsharkRow("turn.channel", [TsharkField("number", "stun.channel"), TsharkField("length", "stun.length")]),
      attribute("username", "name", "stun.att.username"), attribute("realm", "name", "stun.att.realm"),
      attribute("nonce", "value", "stun.att.nonce"), attribute("software", "description", "stun.att.software"),
      attribute("priority", "value", "stun.att.priority"), attribute("lifetime", "seconds", "stun.att.lifetime"),
      attribute("ice-controlled", "tie_breaker", "stun.att.tie-breaker", "as bytes"),
      attribute("ice-controlling", "tie_breaker", "stun.att.tie-breaker", "as bytes"),
      attribute("fingerprint", "crc", "stun.att.crc32"), attribute("message-integrity", "hmac", "stun.att.hmac"),
      attribute("channel-number", "number", "stun.att.channelnum"),
      attribute("requested-transport", "protocol", "stun.att.transp"),
      // Taken for an older draft's attribute, an XORed address: what is read as a port are the bytes behind ours.
      TsharkRow("stun/response-port", [TsharkField("reserved", "stun.att.port") { $0 ^ 0x2112 }]),
      attribute("error-code", "reason", "stun.att.error.reason"),
    ]
    + [
      "mapped-address", "xor-mapped-address", "xor-peer-address", "xor-relayed-address", "alternate-server",
      "response-origin", "other-address",
    ].map { item in
      TsharkRow(
        "stun/\(item)",
        [
          TsharkField("address", "stun.att.port"), TsharkField("address", "stun.att.ipv4", part: .v4),
          TsharkField("address", "stun.att.ipv6", part: .v6),
        ])
    }

  private static func attribute(_ item: String, _ field: String, _ theirs: String, _ reason: String = "") -> TsharkRow {
    TsharkRow("stun/\(item)", [TsharkField(field, theirs, reason)])
  }
}
