import Base

/// What RFC 4884 lets follow the quote of an error.
///
/// ```
/// |version|       reserved        |           checksum            |
/// |            length             |     class     |    c_type     |   each object
/// ```
extension LayerSchema {
  package static let icmpExtensions = LayerSchema(
    "icmpext", title: "ICMP extension structure", rfc: "RFC 4884 §7", fixedLength: 4,
    role: .icmpExtensions,
    fields: [
      FieldSchema("version", .bits(offset: 0, width: 4), "version of the structure", initial: 2),
      FieldSchema("reserved", .bits(offset: 4, width: 12), "zero"),
      FieldSchema(
        "checksum", .bits(offset: 16, width: 16), .hexadecimal, "checksum of the structure; 0: none",
        computed: .messageChecksum(at: 2)),
      FieldSchema("objects", .tail, .items(ICMPExtension.list), "what is told: `[mpls(label=3)]`"),
    ],
    read: { _, _, end in LayerReading(headerEnd: end, end: end, next: .raw) })
}

/// IANA "ICMP Extension Object Classes and Class Sub-types".
enum ICMPExtension {
  static let frame = TLV(kindName: "class", kind: (16, 8), length: (0, 16))

  static let mpls = frame.item(
    "mpls", 1, "MPLS Label Stack", "RFC 4950 §5",
    [
      type(1), FieldSchema("entries", .tail, .items(labels), "the label stack, its top first"),
      .item(label, "label"), .item(label, "exp", as: "exp"), .item(label, "s", as: "s"), .item(label, "ttl", as: "ttl"),
    ], positional: ["entries"])

  static let list = ItemList(
    frame, [mpls, interface, interfaceIdentification],
    generic: LayerSchema(
      item: "object", "Extension object", "RFC 4884 §8", headerLength: 4,
      fields: [
        FieldSchema("class", .bits(offset: 16, width: 8), "which object it is"),
        FieldSchema("c_type", .bits(offset: 24, width: 8), "variant of the class"),
        FieldSchema("length", .bits(offset: 0, width: 16), "length of the object", computed: frame.stated),
        FieldSchema("data", .tail, .bytes, "the value"),
      ], positional: ["class", "c_type", "data"]))

  static func type(_ initial: UInt64) -> FieldSchema {
    FieldSchema("c_type", .bits(offset: 0, width: 8), "variant of the class", initial: initial)
  }

  /// Whether a structure of the version that RFC 4884 defines begins there.
  static func follows(_ bytes: [UInt8], _ range: Range<Int>, if condition: Bool) -> Bool {
    condition && range.count >= 4 && bytes[range.lowerBound] >> 4 == 2
  }

  /// Whether all from there to the end is a structure whose checksum is right.
  static func isSummed(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Bool {
    end - start >= 8 && follows(bytes, start..<end, if: true) && bytes.be16(start + 2) != 0
      && Checksum.of(bytes[start..<end]) == 0
  }

  /// RFC 3032 §2.1.
  private static let label = LayerSchema(
    item: "label", "MPLS label stack entry", "RFC 3032 §2.1",
    fields: [
      FieldSchema("label", .bits(offset: 0, width: 20), "label"),
      FieldSchema("exp", .bits(offset: 20, width: 3), "traffic class"),
      FieldSchema("s", .bits(offset: 23, width: 1), "1: bottom of the stack", initial: 1),
      FieldSchema("ttl", .bits(offset: 24, width: 8), "time to live", initial: 1),
    ], positional: ["label", "exp", "s", "ttl"])
  private static let labels = ItemList([label]) { _, at, end, _ in
    at + 4 <= end ? FoundItem(schema: label, end: at + 4) : nil
  }
}
