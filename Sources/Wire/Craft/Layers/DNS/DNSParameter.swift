import Base

/// ```
/// | key | length | value … |
/// ```
/// Parameters of service bindings (RFC 9460 §7). They are written in the order in which they stand, right or wrong.
enum DNSParameter {
  private static let frame = TLV(kindName: "key", kind: (0, 16), length: (16, 16), uncounted: 4)

  static let mandatory = frame.item(
    "mandatory", 0, "Keys that must be understood", "RFC 9460 §8",
    [FieldSchema("keys", .tail, .list(.number(width: 16)), "their numbers")])
  static let alpn = frame.item(
    "alpn", 1, "Protocols", "RFC 9460 §7.1",
    [FieldSchema("ids", .coded(.strings), .list(.string), "their ALPN ids")])
  static let noDefaultALPN = frame.item("no-default-alpn", 2, "Not the default protocol", "RFC 9460 §7.1")
  static let port = frame.item(
    "port", 3, "Port", "RFC 9460 §7.2", [FieldSchema("port", .bits(offset: 0, width: 16), "where the service is")])
  static let ipv4hint = frame.item(
    "ipv4hint", 4, "IPv4 addresses", "RFC 9460 §7.3",
    [FieldSchema("addresses", .tail, .list(.address(.v4)), "of the target")])
  static let ech = frame.item(
    "ech", 5, "Encrypted ClientHello", "RFC 9848", [FieldSchema("config", .tail, .bytes, "ECHConfigList")])
  static let ipv6hint = frame.item(
    "ipv6hint", 6, "IPv6 addresses", "RFC 9460 §7.3",
    [FieldSchema("addresses", .tail, .list(.address(.v6)), "of the target")])

  static let list = ItemList(
    frame, [mandatory, alpn, noDefaultALPN, port, ipv4hint, ech, ipv6hint],
    generic: frame.generic("param", "Service parameter", "RFC 9460 §2.2"))
}
