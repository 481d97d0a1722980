import Base

/// ```
/// | kind | length | value … |      length: of all three; kinds 0 and 1 stand alone
/// ```
/// IANA "TCP Option Kind Numbers"; those that are met on the Internet.
enum TCPOption {
  static let frame = TLV(kindName: "kind", kind: (0, 8), length: (8, 8), alone: [0, 1])

  static let eol = frame.item("eol", 0, "End of Option List", rfc)
  static let nop = frame.item("nop", 1, "No-Operation", rfc)
  static let mss = frame.item(
    "mss", 2, "Maximum Segment Size", rfc, [FieldSchema("value", .bits(offset: 0, width: 16), "in bytes")])
  static let wscale = frame.item(
    "wscale", 3, "Window Scale", "RFC 7323 §2.2",
    [FieldSchema("shift", .bits(offset: 0, width: 8), "by how many bits the window is shifted")])
  static let sackok = frame.item("sackok", 4, aliases: ["sack-permitted"], "SACK Permitted", "RFC 2018 §2")
  static let sack = frame.item(
    "sack", 5, "Selective Acknowledgment", "RFC 2018 §3",
    [FieldSchema("blocks", .tail, .list(.range(width: 32)), "what was received: left and right edges")])
  static let timestamp = frame.item(
    "timestamp", 8, aliases: ["ts"], "Timestamps", "RFC 7323 §3.2",
    [
      FieldSchema("tsval", .bits(offset: 0, width: 32), "the sender's clock"),
      FieldSchema("tsecr", .bits(offset: 32, width: 32), "the receiver's clock, echoed"),
    ])
  static let md5 = frame.item(
    "md5", 19, "MD5 Signature", "RFC 2385 §3.0",
    [FieldSchema("digest", .bits(offset: 0, width: 128), .bytes, "MD5 digest of the segment and a key")])
  static let fastopen = frame.item(
    "fastopen", 34, aliases: ["tfo"], "TCP Fast Open Cookie", "RFC 7413 §4.1.1",
    [FieldSchema("cookie", .tail, .bytes, "empty: a cookie is asked for")])

  static let list = ItemList(
    frame, [eol, nop, mss, wscale, sackok, sack, timestamp, md5, fastopen],
    generic: frame.generic("option", "TCP option", rfc), last: eol)

  private static let rfc = "RFC 9293 §3.2"
}
