import Base

/// The four lists of a message. Each counts its items by its own field of the header.
enum DNSSection {
  static let question = LayerSchema(
    item: "question", "Question", "RFC 1035 §4.1.2",
    fields: [
      FieldSchema("name", .coded(.name), .domainName(.owner), "whose records are asked for", aliases: ["qname"]),
      .coded("type", 16, "which records are asked for", kind: .named(.dnsTypes), initial: 1, aliases: ["qtype"]),
      .coded("class", 16, "class", kind: .named(.dnsClasses), initial: 1, aliases: ["qclass"]),
    ], positional: ["name", "type", "class"])

  static let questions = ItemList([question], count: { bytes, origin in Int(bytes.be16(origin + 4)) }) {
    bytes, at, end, origin in
    var reader = DNSReader(bytes, from: at, to: end, of: origin)
    guard (try? reader.skipName()) != nil, reader.left >= 4 else { return nil }
    return FoundItem(schema: question, end: reader.at + 4)
  }

  static let answers = records(countedAt: 6)
  static let authorities = records(countedAt: 8)
  static let additionals = records(countedAt: 10)

  private static func records(countedAt offset: Int) -> ItemList {
    ItemList(DNSRecordItem.known + [DNSRecordItem.record], count: { bytes, origin in Int(bytes.be16(origin + offset)) })
    {
      DNSRecordItem.find($0, at: $1, $2, origin: $3)
    }
  }

  /// Whether bytes at a port of DNS look like a message: a header alone, or one whose first item can be read.
  static func isMessage(_ bytes: [UInt8], in range: Range<Int>) -> Bool {
    guard range.count >= DNSMessage.headerLength else { return false }
    let (start, first) = (range.lowerBound, range.lowerBound + DNSMessage.headerLength)
    if bytes.be16(start + 4) > 0 { return questions.find(bytes, first, range.upperBound, start) != nil }
    if bytes.be16(start + 6) | bytes.be16(start + 8) | bytes.be16(start + 10) > 0 {
      return DNSRecordItem.find(bytes, at: first, range.upperBound, origin: start) != nil
    }
    return first == range.upperBound
  }
}

extension FieldSchema {
  /// A number of whole bytes behind fields whose length varies.
  static func coded(
    _ name: String, _ width: Int, _ meaning: String, kind: FieldKind = .number, initial: UInt64 = 0,
    computed: ComputedField? = nil, aliases: [String] = []
  ) -> FieldSchema {
    FieldSchema(
      name, .coded(.number(width, initial: initial)), kind, meaning, initial: initial, computed: computed,
      aliases: aliases)
  }
}
