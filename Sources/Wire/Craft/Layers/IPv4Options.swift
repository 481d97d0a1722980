import Base

/// ```
/// | type | length | value … |      length: of all three; types 0 and 1 stand alone
///   type: copied (1 bit), class (2), number (5)
/// ```
/// IANA "IP Option Numbers", those that RFC 7126 speaks of.
enum IPv4Option {
  static let frame = TLV(kind: (0, 8), length: (8, 8), alone: [0, 1])

  static let eol = frame.item("eol", 0, "End of Options List", rfc)
  static let nop = frame.item("nop", 1, "No Operation", rfc)
  static let recordRoute = route("record-route", 7, aliases: ["rr"], "Record Route", "the way that it went")
  static let looseRoute = route("lsrr", 131, aliases: ["loose-route"], "Loose Source Route", "the way to go and gone")
  static let strictRoute = route(
    "ssrr", 137, aliases: ["strict-route"], "Strict Source Route", "the way to go and gone")
  static let timestamp = frame.item(
    "timestamp", 68, "Time Stamp", rfc,
    [
      FieldSchema(
        "flag", .bits(offset: 12, width: 4), .named(timestampFlags), "whether addresses go with the times"),
      FieldSchema(
        "entries", .tail, .items(entries), "addresses with their times",
        onlyIf: FieldCondition(("flag", [1, 3]))),
      FieldSchema(
        "times", .tail, .list(.number(width: 32)), "milliseconds since midnight UT",
        onlyIf: FieldCondition(("flag", [0] + Array(4...15) + [2]))),
      FieldSchema("pointer", .bits(offset: 0, width: 8), "where the next time goes, from 1", initial: 5),
      FieldSchema("overflow", .bits(offset: 8, width: 4), "hosts that found no room"),
    ])
  static let security = frame.item(
    "security", 130, "Security", "RFC 1108 §2",
    [
      FieldSchema("level", .bits(offset: 0, width: 8), .named(levels), "classification", initial: 0xab),
      FieldSchema("authority", .tail, .bytes, "protection authority flags"),
    ])
  static let streamID = frame.item(
    "stream-id", 136, "Stream Identifier", rfc, [FieldSchema("id", .bits(offset: 0, width: 16), "SATNET stream")])
  static let routerAlert = frame.item(
    "router-alert", 148, "Router Alert", "RFC 2113",
    [FieldSchema("value", .bits(offset: 0, width: 16), "0: routers shall look at the packet")])

  static let list = ItemList(
    frame, [eol, nop, recordRoute, looseRoute, strictRoute, timestamp, security, streamID, routerAlert],
    generic: frame.generic("option", "IPv4 option", rfc), last: eol)

  private static func route(_ name: String, _ type: UInt64, aliases: [String], _ title: String, _ meaning: String)
    -> LayerSchema
  {
    frame.item(
      name, type, aliases: aliases, title, rfc,
      [
        FieldSchema("route", .tail, .list(.address(.v4)), meaning),
        FieldSchema("pointer", .bits(offset: 0, width: 8), "where the next address stands, from 1", initial: 4),
      ], positional: ["route"])
  }

  private static let entry = LayerSchema(
    item: "entry", "Address and time", rfc,
    fields: [
      FieldSchema("address", .bits(offset: 0, width: 32), .address(.v4), "of the host"),
      FieldSchema("time", .bits(offset: 32, width: 32), "milliseconds since midnight UT"),
    ], positional: ["address", "time"])
  private static let entries = ItemList([entry]) { _, at, end, _ in
    at + 8 <= end ? FoundItem(schema: entry, end: at + 8) : nil
  }

  private static let timestampFlags = NameTable([
    NamedValue(0, "times", "Timestamps only", "timestamps-only"),
    NamedValue(1, "addresses", "Each timestamp is preceded by an address"),
    NamedValue(3, "prespecified", "Addresses are prespecified"),
  ])
  private static let levels = NameTable([
    NamedValue(0x3d, "top-secret", "Top Secret"), NamedValue(0x5a, "secret", "Secret"),
    NamedValue(0x96, "confidential", "Confidential"), NamedValue(0xab, "unclassified", "Unclassified"),
  ])
  private static let rfc = "RFC 791 §3.1"
}
