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

  static let questions = list([question], countedAt: 4, find: findQuestion)
  static let answers = list(DNSRecordItem.all, countedAt: 6, find: DNSRecordItem.find)
  static let authorities = list(DNSRecordItem.all, countedAt: 8, find: DNSRecordItem.find)
  static let additionals = list(DNSRecordItem.all, countedAt: 10, find: DNSRecordItem.find)

  /// - Parameter offset: of the count in the header.
  private static func list(
    _ schemas: [LayerSchema], countedAt offset: Int,
    find: @escaping @Sendable (_ bytes: [UInt8], _ at: Int, _ end: Int, _ origin: Int) -> FoundItem?
  ) -> ItemList {
    ItemList(schemas, count: { bytes, origin in Int(bytes.be16(origin + offset)) }, find: find)
  }

  @Sendable private static func findQuestion(_ bytes: [UInt8], at: Int, _ end: Int, origin: Int) -> FoundItem? {
    var reader = DNSReader(bytes, from: at, to: end, of: origin)
    guard (try? reader.skipName()) != nil, reader.left >= 4 else { return nil }
    return FoundItem(schema: question, end: reader.at + 4)
  }

  /// Whether bytes at a port of DNS look like a message: a header alone, or one whose first item can be read.
  static func isMessage(_ bytes: [UInt8], in range: Range<Int>) -> Bool {
    guard range.count >= DNSMessage.headerLength else { return false }
    let (start, first) = (range.lowerBound, range.lowerBound + DNSMessage.headerLength)
    if bytes.be16(start + 4) > 0 { return findQuestion(bytes, at: first, range.upperBound, origin: start) != nil }
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
