import Base

extension [FieldSchema] {
  /// RFC 4861 §4. What stands behind the first eight bytes, type by type:
  ///
  /// ```
  /// router solicitation (133):    options
  /// router advertisement (134):   reachable_time, retrans_timer, options
  /// neighbor messages (135, 136): target, options
  /// redirect (137):               target, destination, options
  /// ```
  static let neighborDiscovery: [FieldSchema] = [
    FieldSchema("cur_hop_limit", .bits(offset: 32, width: 8), "hop limit to use; 0: not said", onlyIf: .type([134])),
    FieldSchema(
      "ra_flags", .bits(offset: 40, width: 8),
      .flags([
        FlagName(7, "M", "managed"), FlagName(6, "O", "other"), FlagName(5, "H", "home-agent"),
        FlagName(4, nil, "prf-reserved"), FlagName(3, nil, "prf-high"), FlagName(2, "P", "proxy"),
      ]), "M: addresses by DHCP; O: other things by DHCP; H: home agent", onlyIf: .type([134])),
    FieldSchema("router_lifetime", .bits(offset: 48, width: 16), "seconds as default router", onlyIf: .type([134])),
    FieldSchema(
      "na_flags", .bits(offset: 32, width: 3),
      .flags([FlagName(2, "R", "router"), FlagName(1, "S", "solicited"), FlagName(0, "O", "override")]),
      "R: a router; S: solicited; O: override what is known", onlyIf: .type([136])),
    FieldSchema("nd_reserved", .bits(offset: 32, width: 32), "zero", onlyIf: .type([133, 135, 137])),
    FieldSchema("na_reserved", .bits(offset: 35, width: 29), "zero", onlyIf: .type([136])),
    FieldSchema(
      "reachable_time", .coded(.number(32)), "milliseconds that a neighbour counts as reachable", onlyIf: .type([134])),
    FieldSchema(
      "retrans_timer", .coded(.number(32)), "milliseconds between solicitations", onlyIf: .type([134])),
    FieldSchema(
      "target", .coded(.address(.v6)), .address(.v6), "whom it is about", onlyIf: .type([135, 136, 137]),
      aliases: ["tgt"]),
    FieldSchema(
      "destination", .coded(.address(.v6)), .address(.v6), "what is reached by the target", onlyIf: .type([137])),
    FieldSchema(
      "options", .tail, .items(NeighborOption.list), "options: `[slla(x\"02 00 …\")]`",
      onlyIf: .type(ICMPv6Type.discovering)),
  ]
}

/// ```
/// | type | length | value … |      length: of all, in units of 8 bytes
/// ```
/// IANA "IPv6 Neighbor Discovery Option Formats".
enum NeighborOption {
  static let frame = TLV(kind: (0, 8), length: (8, 8), unit: 8)

  static let list = ItemList(
    frame,
    [
      linkAddress("slla", 1, "Source Link-Layer Address", ["source-link-layer-address"]),
      linkAddress("tlla", 2, "Target Link-Layer Address", ["target-link-layer-address"]),
      prefix, redirected, mtu, nonce, route, dnsServers, dnsSearch,
    ],
    generic: frame.generic("option", "Neighbor Discovery option", rfc), alignment: 8)

  private static func linkAddress(_ name: String, _ type: UInt64, _ title: String, _ aliases: [String]) -> LayerSchema {
    frame.item(
      name, type, aliases: aliases, title, "RFC 4861 §4.6.1",
      [FieldSchema("address", .tail, .bytes, "link-layer address")])
  }

  private static let prefix = frame.item(
    "prefix", 3, aliases: ["prefix-information"], "Prefix Information", "RFC 4861 §4.6.2",
    [
      FieldSchema("prefix", .bits(offset: 112, width: 128), .address(.v6), "the network"),
      FieldSchema("prefix_length", .bits(offset: 0, width: 8), "bits of the prefix that count", initial: 64),
      FieldSchema(
        "flags", .bits(offset: 8, width: 8),
        .flags([
          FlagName(7, "L", "on-link"), FlagName(6, "A", "autonomous"), FlagName(5, "R", "router-address"),
          FlagName(4, "P", "dhcp-pd"),
        ]), "L: on link; A: addresses may be made of it", initial: 0xc0),
      FieldSchema(
        "valid_lifetime", .bits(offset: 16, width: 32), "seconds; 0xffffffff: for ever", initial: 0xffff_ffff),
      FieldSchema(
        "preferred_lifetime", .bits(offset: 48, width: 32), "seconds; 0xffffffff: for ever", initial: 0xffff_ffff),
      FieldSchema("reserved", .bits(offset: 80, width: 32), "zero"),
    ])
  private static let redirected = frame.item(
    "redirected", 4, aliases: ["redirected-header"], "Redirected Header", "RFC 4861 §4.6.3",
    [
      FieldSchema("packet", .tail, .bytes, "the packet that was sent the wrong way, as far as it fits"),
      FieldSchema("reserved", .bits(offset: 0, width: 48), "zero"),
    ])
  private static let mtu = frame.item(
    "mtu", 5, "MTU", "RFC 4861 §4.6.4",
    [
      FieldSchema("mtu", .bits(offset: 16, width: 32), "of the link", initial: 1500),
      FieldSchema("reserved", .bits(offset: 0, width: 16), "zero"),
    ])
  private static let nonce = frame.item(
    "nonce", 14, "Nonce", "RFC 3971 §5.3.2", [FieldSchema("nonce", .tail, .bytes, "to pair answers")])
  private static let route = frame.item(
    "route", 24, aliases: ["route-information"], "Route Information", "RFC 4191 §2.3",
    [
      FieldSchema("prefix", .tail, .bytes, "the network: 0, 8 or 16 bytes"),
      FieldSchema("prefix_length", .bits(offset: 0, width: 8), "bits of the prefix that count"),
      FieldSchema("preference", .bits(offset: 8, width: 8), .hexadecimal, "bits 3 and 4: 1 high, 3 low"),
      FieldSchema("lifetime", .bits(offset: 16, width: 32), "seconds; 0xffffffff: for ever"),
    ])
  private static let dnsServers = frame.item(
    "rdnss", 25, aliases: ["recursive-dns-server"], "Recursive DNS Server", "RFC 8106 §5.1",
    [
      FieldSchema("reserved", .bits(offset: 0, width: 16), "zero"),
      FieldSchema("lifetime", .bits(offset: 16, width: 32), "seconds"),
      FieldSchema("servers", .tail, .list(.address(.v6)), "addresses of the servers"),
    ], positional: ["servers"])
  private static let dnsSearch = frame.item(
    "dnssl", 31, aliases: ["dns-search-list"], "DNS Search List", "RFC 8106 §5.2",
    [
      FieldSchema("names", .tail, .bytes, "domain names as in DNS, padded with zeros"),
      FieldSchema("reserved", .bits(offset: 0, width: 16), "zero"),
      FieldSchema("lifetime", .bits(offset: 16, width: 32), "seconds"),
    ])
  private static let rfc = "RFC 4861 §4.6"
}
