import Base

/// ```
/// | type | length | value … |      length: of the value; type 0 stands alone
///   type: what to do if unknown (2 bits), may change on the way (1), number (5)
/// ```
/// IANA "Destination Options and Hop-by-Hop Options".
enum IPv6Option {
  static let frame = TLV(kind: (0, 8), length: (8, 8), uncounted: 2, alone: [0])

  static let pad1 = frame.item("pad1", 0, "Pad1", rfc)
  static let padN = frame.item(
    "padn", 1, "PadN", rfc, [FieldSchema("data", .tail, .bytes, "zeros")])
  static let tunnelLimit = frame.item(
    "tunnel-limit", 4, aliases: ["tunnel-encapsulation-limit"], "Tunnel Encapsulation Limit", "RFC 2473 §4.1.1",
    [FieldSchema("limit", .bits(offset: 0, width: 8), "further tunnels that are allowed", initial: 4)])
  static let routerAlert = frame.item(
    "router-alert", 5, "Router Alert", "RFC 2711 §2.1",
    [FieldSchema("value", .bits(offset: 0, width: 16), .named(alerts), "what routers shall look for")])
  static let jumbo = frame.item(
    "jumbo", 0xc2, "Jumbo Payload", "RFC 2675 §2",
    [FieldSchema("payload_length", .bits(offset: 0, width: 32), "length behind the IPv6 header")])
  static let homeAddress = frame.item(
    "home-address", 0xc9, "Home Address", "RFC 6275 §6.3",
    [FieldSchema("address", .bits(offset: 0, width: 128), .address(.v6), "of the mobile node at home")])

  /// RFC 8200 §4.2: one byte is filled with Pad1, more with one PadN.
  static let list = ItemList(
    frame, [pad1, padN, tunnelLimit, routerAlert, jumbo, homeAddress],
    generic: frame.generic("option", "IPv6 option", rfc),
    padding: { count in count < 2 ? [0] : [1, UInt8(count - 2)] + [UInt8](repeating: 0, count: count - 2) })

  private static let alerts = NameTable([
    NamedValue(0, "mld", "Multicast Listener Discovery"), NamedValue(1, "rsvp", "RSVP"),
    NamedValue(2, "active-networks", "Active Networks"),
  ])
  private static let rfc = "RFC 8200 §4.2"
}
