import Base

@testable import Wire

/// A field of ours in tshark's words: its name, and how its number is written there.
struct TsharkField {
  let ours: String
  /// Nil where tshark cannot say it.
  let theirs: String?
  /// Why there is no name, or where the value differs by choice.
  let reason: String
  /// Our number as tshark's: a length in bytes.
  let number: @Sendable (UInt64) -> UInt64
  /// Of an address with a port.
  let part: Part

  enum Part { case port, v4, v6 }

  init(
    _ ours: String, _ theirs: String?, _ reason: String = "", part: Part = .port,
    number: @escaping @Sendable (UInt64) -> UInt64 = { $0 }
  ) {
    self.ours = ours
    self.theirs = theirs
    self.reason = reason
    self.number = number
    self.part = part
  }
}

struct TsharkRow {
  let layer: String
  let fields: [TsharkField]
  /// The field with tshark's verdict of the checksum.
  let sum: String?

  init(_ layer: String, sum: String? = nil, _ fields: [TsharkField]) {
    self.layer = layer
    self.sum = sum
    self.fields = fields
  }
}

enum TsharkNames {
  static func row(of schema: LayerSchema) -> TsharkRow? { rows.first { $0.layer == schema.name } }

  /// Every name there, with our fields that have it.
  static let fields: [(theirs: String, ours: [(row: TsharkRow, field: TsharkField)])] = {
    let all = rows.flatMap { row in row.fields.map { (row: row, field: $0) } }
    var names: [String] = []
    for name in all.compactMap(\.field.theirs) where !names.contains(name) { names.append(name) }
    return names.map { name in (name, all.filter { $0.field.theirs == name }) }
  }()

  /// What is asked for of each frame.
  static let asked: [String] = fields.map(\.theirs) + rows.compactMap(\.sum)

  /// Layers that tshark does not know, and why.
  static let unknown: [(layer: String, reason: String)] = [
    ("icmp", "stands for icmp4 or icmp6, and is one of them in every packet that is built"),
    ("control", "Firezone's own protocol; ControlVectorTests has its bytes by hand"),
    ("turn.padding", "not shown"),
    ("raw", "bytes are bytes"), ("dns.frame", "dns.length, which is shown in streams alone"),
    ("padding", "bytes behind the end belong to no protocol"),
  ]

  /// All that takes part; everything else is switched off, as it would be guessed by ports and random content.
  static let protocols = [
    "frame", "pkthdr", "raw", "ip", "ipv6", "ipv6.hopopts", "ipv6.dstopts", "ipv6.routing", "ipv6.fraghdr", "ah",
    "icmp",
    "icmpv6", "udp", "tcp", "wg", "dns", "stun", "turnchannel", "data", "_ws.malformed", "_ws.short",
  ]

  static let rows: [TsharkRow] =
    [ip4, ip6] + extensions + [icmp4, icmp6] + icmpExtensions + [udp, tcp] + tcpOptions + tunnelMessages + dns + stun

  private static let ip4 = TsharkRow(
    "ip", sum: "ip.checksum.status",
    [
      TsharkField("version", nil, "IPv6 headers have ip.version, too"),
      TsharkField("ihl", "ip.hdr_len", "in bytes") { $0 * 4 },
      TsharkField("dscp", "ip.dsfield.dscp"), TsharkField("ecn", "ip.dsfield.ecn"),
      TsharkField("total_length", "ip.len"), TsharkField("id", "ip.id"), TsharkField("flags", "ip.flags"),
      TsharkField("frag_offset", "ip.frag_offset"), TsharkField("ttl", "ip.ttl"), TsharkField("protocol", "ip.proto"),
      TsharkField("checksum", "ip.checksum"), TsharkField("src", "ip.src"), TsharkField("dst", "ip.dst"),
      TsharkField("options", nil, "each option has names of its own"),
    ])

  private static let ip6 = TsharkRow(
    "ip6",
    [
      TsharkField("version", "ipv6.version"), TsharkField("traffic_class", "ipv6.tclass"),
      TsharkField("flow_label", "ipv6.flow"), TsharkField("payload_length", "ipv6.plen"),
      TsharkField("next_header", "ipv6.nxt"), TsharkField("hop_limit", "ipv6.hlim"),
      TsharkField("src", "ipv6.src"), TsharkField("dst", "ipv6.dst"),
    ])

  private static let extensions: [TsharkRow] = [
    TsharkRow(
      "hopopts",
      [
        TsharkField("next_header", "ipv6.hopopts.nxt"), TsharkField("length", "ipv6.hopopts.len"),
        TsharkField("options", nil, "each option has names of its own"),
      ]),
    TsharkRow(
      "dstopts",
      [
        TsharkField("next_header", "ipv6.dstopts.nxt"), TsharkField("length", "ipv6.dstopts.len"),
        TsharkField("options", nil, "each option has names of its own"),
      ]),
    TsharkRow(
      "routing",
      [
        TsharkField("next_header", "ipv6.routing.nxt"), TsharkField("length", "ipv6.routing.len"),
        TsharkField("type", "ipv6.routing.type"), TsharkField("segments_left", "ipv6.routing.segleft"),
        TsharkField("reserved", nil, "each type has a name of its own"),
        TsharkField("addresses", "ipv6.routing.src.addr"),
        TsharkField("home_address", "ipv6.routing.mipv6.home_address"),
        TsharkField("last_entry", "ipv6.routing.srh.last_entry"), TsharkField("flags", "ipv6.routing.srh.flags"),
        TsharkField("tag", "ipv6.routing.srh.tag", "as bytes"), TsharkField("segments", "ipv6.routing.srh.addr"),
        TsharkField("tlvs", nil, "shown as bytes"), TsharkField("data", nil, "of types that nobody has defined"),
      ]),
    TsharkRow(
      "frag6",
      [
        TsharkField("next_header", "ipv6.fraghdr.nxt"), TsharkField("reserved", "ipv6.fraghdr.reserved_octet"),
        TsharkField("frag_offset", "ipv6.fraghdr.offset"), TsharkField("reserved2", "ipv6.fraghdr.reserved_bits"),
        TsharkField("m", "ipv6.fraghdr.more"), TsharkField("id", "ipv6.fraghdr.ident"),
      ]),
    TsharkRow(
      "ah",
      [
        TsharkField("next_header", "ah.next_header"), TsharkField("length", "ah.length"),
        TsharkField("reserved", "ah.reserved", "as bytes"), TsharkField("spi", "ah.spi"),
        TsharkField("seq", "ah.sequence"),
        TsharkField("icv", "ah.icv"),
      ]),
  ]

  private static let udp = TsharkRow(
    "udp", sum: "udp.checksum.status",
    [
      TsharkField("sport", "udp.srcport"), TsharkField("dport", "udp.dstport"), TsharkField("length", "udp.length"),
      TsharkField("checksum", "udp.checksum"),
    ])

  private static let tcp = TsharkRow(
    "tcp", sum: "tcp.checksum.status",
    [
      TsharkField("sport", "tcp.srcport"), TsharkField("dport", "tcp.dstport"), TsharkField("seq", "tcp.seq_raw"),
      TsharkField("ack", "tcp.ack_raw"), TsharkField("data_offset", "tcp.hdr_len", "in bytes") { $0 * 4 },
      TsharkField("reserved", nil, "stands in tcp.flags"),
      TsharkField("flags", "tcp.flags", "with the reserved bits"), TsharkField("window", "tcp.window_size_value"),
      TsharkField("checksum", "tcp.checksum"), TsharkField("urgent", "tcp.urgent_pointer"),
      TsharkField("options", "tcp.options"),
    ])

  private static let tcpOptions: [TsharkRow] = [
    TsharkRow("tcp/mss", [TsharkField("value", "tcp.options.mss_val")]),
    TsharkRow("tcp/wscale", [TsharkField("shift", "tcp.options.wscale.shift")]),
    TsharkRow(
      "tcp/timestamp",
      [TsharkField("tsval", "tcp.options.timestamp.tsval"), TsharkField("tsecr", "tcp.options.timestamp.tsecr")]),
    TsharkRow("tcp/md5", [TsharkField("digest", "tcp.options.md5.digest")]),
    TsharkRow("tcp/fastopen", [TsharkField("cookie", "tcp.options.tfo.cookie")]),
  ]

  /// Neighbour discovery, listeners, probes.
  private static let rare = "has a name for each message"

  private static let icmp4 = TsharkRow(
    "icmp4", sum: "icmp.checksum.status",
    [
      TsharkField("type", "icmp.type"), TsharkField("code", "icmp.code"), TsharkField("checksum", "icmp.checksum"),
      TsharkField("id", "icmp.ident"), TsharkField("seq", "icmp.seq"), TsharkField("unused", nil, "shown as bytes"),
      TsharkField("pointer", "icmp.pointer"), TsharkField("length", "icmp.length"),
      TsharkField("next_hop_mtu", "icmp.mtu"), TsharkField("unused2", nil, "shown as bytes"),
      TsharkField("gateway", "icmp.redir_gw"), TsharkField("rest", nil, "named by the type"),
      TsharkField("quote", nil, "its layers are found"),

      TsharkField("originate", "icmp.originate_timestamp"), TsharkField("receive", "icmp.receive_timestamp"),
      TsharkField("transmit", "icmp.transmit_timestamp"), TsharkField("address_mask", "icmp.address_mask"),
      TsharkField("number_of_addresses", "icmp.num_addrs"), TsharkField("entry_size", "icmp.addr_entry_size"),
      TsharkField("lifetime", "icmp.lifetime"),
    ]
      + [
        "probe_seq", "probe_reserved", "reply_reserved", "local", "state", "active", "runs_ipv4", "runs_ipv6",
        "routers", "outbound_hops", "return_hops", "link_speed", "link_mtu", "quote_length",
      ].map { TsharkField($0, nil, rare) })

  private static let icmpExtensions: [TsharkRow] =
    [
      TsharkRow(
        "icmpext", sum: "icmp.ext.checksum.status",
        [
          TsharkField("version", "icmp.ext.version"), TsharkField("reserved", "icmp.ext.res"),
          TsharkField("checksum", "icmp.ext.checksum"), TsharkField("objects", nil, "object by object"),
        ]),
      TsharkRow(
        "icmpext/interface",
        [
          TsharkField("role", "icmp.int_info.role"), TsharkField("index", "icmp.int_info.index"),
          TsharkField("name", "icmp.int_info.name"), TsharkField("mtu", "icmp.int_info.mtu"),
          TsharkField("length", "icmp.ext.length"), TsharkField("class", "icmp.ext.class"),
        ]),
    ]
    + ["mpls", "interface-id", "object"].map { object in
      TsharkRow(
        "icmpext/\(object)",
        [TsharkField("length", "icmp.ext.length"), TsharkField("class", "icmp.ext.class")])
    }

  private static let icmp6 = TsharkRow(
    "icmp6", sum: "icmpv6.checksum.status",
    [
      TsharkField("type", "icmpv6.type"), TsharkField("code", "icmpv6.code"),
      TsharkField("checksum", "icmpv6.checksum"), TsharkField("id", "icmpv6.echo.identifier"),
      TsharkField("seq", "icmpv6.echo.sequence_number"), TsharkField("length", "icmpv6.length"),
      TsharkField("unused", nil, "shown as bytes"), TsharkField("mtu", "icmpv6.mtu"),
      TsharkField("pointer", "icmpv6.pointer"), TsharkField("rest", nil, "named by the type"),
      TsharkField("quote", nil, "its layers are found"),

      TsharkField("cur_hop_limit", "icmpv6.nd.ra.cur_hop_limit"),
      TsharkField("router_lifetime", "icmpv6.nd.ra.router_lifetime"),
      TsharkField("reachable_time", "icmpv6.nd.ra.reachable_time"),
      TsharkField("retrans_timer", "icmpv6.nd.ra.retrans_timer"),
    ]
      + [
        "mobile_flags", "max_response_delay", "mld_reserved", "report_reserved", "number_of_records", "group", "v2",
        "records", "ra_flags", "na_flags", "nd_reserved", "na_reserved", "target", "destination", "options",
        "probe_seq", "probe_reserved", "reply_reserved", "local", "state", "active", "runs_ipv4", "runs_ipv6",
        "quote_length",
      ].map { TsharkField($0, nil, rare) })
}
