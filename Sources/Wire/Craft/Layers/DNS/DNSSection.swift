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

  /// Whether bytes at a port of DNS are a message: one whose first item can be read and is of a class that there is, or
  /// one that is whole whatever it says.
  static func isMessage(_ bytes: [UInt8], in range: Range<Int>) -> Bool {
    guard range.count >= DNSMessage.headerLength else { return false }
    return beginsWell(bytes, in: range) || isWhole(bytes, in: range)
  }

  private static func beginsWell(_ bytes: [UInt8], in range: Range<Int>) -> Bool {
    let (start, end) = (range.lowerBound, range.upperBound)
    let first = start + DNSMessage.headerLength
    let find = bytes.be16(start + 4) > 0 ? findQuestion : DNSRecordItem.find
    var reader = DNSReader(bytes, from: first, to: end, of: start)
    guard bytes.be64(start + 4) > 0, find(bytes, first, end, start) != nil, (try? reader.skipName()) != nil else {
      return false
    }
    // RFC 6762 §5.4, §10.2: in mDNS the top bit of a class is a flag.
    let (type, `class`) = (bytes.be16(reader.at), bytes.be16(reader.at + 2) & 0x7fff)
    return type == DNSType.opt.rawValue || NameTable.dnsClasses[UInt64(`class`)] != nil
  }

  private static func isWhole(_ bytes: [UInt8], in range: Range<Int>) -> Bool {
    let header = Header(schema: .dns, start: range.lowerBound, end: range.upperBound, origin: range.lowerBound)
    var at = range.lowerBound + DNSMessage.headerLength
    for list in [questions, answers, authorities, additionals] {
      let walk = bytes.items(list, in: at..<range.upperBound, of: header)
      guard walk.isWhole else { return false }
      at = walk.end
    }
    return at == range.upperBound
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
