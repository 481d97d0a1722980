import Base

/// One comparison of a pattern against a field of one known layer.
struct CompiledTest: Sendable {
  let field: FieldSchema
  let negated: Bool
  let expected: Expected
  /// As written, for the explanation of a miss.
  let written: FieldTest

  enum Expected: Sendable {
    /// One of these holds the number.
    case numbers([ClosedRange<UInt64>])
    /// All of these bits are set.
    case bits(UInt64)
    case addresses([IPPrefix])
    case bytes([[UInt8]])
    /// These bytes stand somewhere in it.
    case part([UInt8])
    /// The name has this in it, letter case aside.
    case nameWith(String)
    /// One of these is the name, letter case aside.
    case names([DomainName])
    /// One of these is the value: of text, endpoints, lists.
    case values([FieldValue])
    /// These items are there in this order, others may stand between them; or the bytes of all.
    case items([CompiledItem])
    /// The quoted packet matches.
    case packet(PacketPattern)
  }

  /// - Parameter value: canonical, without names.
  init(_ test: FieldTest, _ field: FieldSchema, value: FieldValue, in schema: LayerSchema) throws(CraftingError) {
    if value.members.contains(where: { if case .raw = $0 { true } else { false } }) {
      throw CraftingError(schema, field.name, .wrongType(wanted: "in a pattern a value of its own width", got: value))
    }
    self.field = field
    written = test
    negated = test.comparison == .notEqual
    if test.comparison == .has, !field.holdsItems {
      expected = try Self.part(value, of: field, schema)
      return
    }
    switch field.kind {
    case .address: expected = .addresses(value.members.compactMap(\.asPrefix))
    case .bytes: expected = .bytes(value.members.compactMap(\.asBytes))
    case .domainName: expected = .names(value.members.compactMap(\.domainName))
    case .text, .endpoint, .list: expected = .values(value.members)
    case .items:
      switch value {
      case .items(let items): expected = .items(try items.map { i throws(CraftingError) in try CompiledItem(i) })
      default: expected = .bytes(value.members.compactMap(\.asBytes))
      }
    case .packet:
      switch value {
      case .packet(let packet): expected = .packet(try PacketPattern(packet))
      default: expected = .bytes(value.members.compactMap(\.asBytes))
      }
    default: expected = .numbers(try Self.ranges(test, value, field, schema))
    }
    if field.width == nil || !field.isNumber, !test.comparison.isMembership {
      throw CraftingError(schema, field.name, .wrongType(wanted: "= or != or in", got: value))
    }
  }

  /// What `flags has S`, `data has "GET"` look for.
  private static func part(_ value: FieldValue, of field: FieldSchema, _ schema: LayerSchema) throws(CraftingError)
    -> Expected
  {
    switch (field.kind, value) {
    case (.flags, .number(let bits)): return .bits(bits)
    case (.bytes, .bytes(let part)): return .part(part)
    case (.text, .text(let part)): return .part(Array(part.utf8))
    case (.domainName, .text(let part)): return .nameWith(part.lowercased())
    default: throw CraftingError(schema, field.name, .noParts)
    }
  }

  private init(_ other: CompiledTest, of field: FieldSchema) {
    self.field = field
    (negated, expected, written) = (other.negated, other.expected, other.written)
  }

  private static func ranges(_ test: FieldTest, _ value: FieldValue, _ field: FieldSchema, _ schema: LayerSchema)
    throws(CraftingError) -> [ClosedRange<UInt64>]
  {
    if test.comparison.isMembership { return value.members.compactMap(\.asRange) }
    guard case .number(let number) = value else {
      throw CraftingError(schema, field.name, .wrongType(wanted: "one number", got: value))
    }
    switch test.comparison {
    case .less: return number == 0 ? [] : [0...(number - 1)]
    case .lessOrEqual: return [0...number]
    case .greater: return number == .max ? [] : [(number + 1)...UInt64.max]
    default: return [number...UInt64.max]
    }
  }

  /// Whether the field of the layer at `span` passes. A field that is not there passes no test.
  func holds(in packet: Packet, at span: Int) -> Bool {
    if case .following(let schema, let name) = field.place {
      guard let next = packet.layer(after: span), packet.layers[next].schema === schema(), let other = schema()[name]
      else { return false }
      return CompiledTest(self, of: other).holds(in: packet, at: next)
    }
    if case .packet(let pattern) = expected {
      let inside = span + 1 < packet.layers.count && packet.layers[span + 1].depth > packet.layers[span].depth
      return inside && pattern.matches(packet, depth: packet.layers[span].depth + 1) != negated
    }
    return holds(in: packet, packet.layers[span].header, at: span)
  }

  /// - Parameter header: the layer's, or that of an item in it.
  func holds(in packet: Packet, _ header: Header, at span: Int) -> Bool {
    if case .items(let wanted) = expected { return holds(wanted, in: packet, header, at: span) != negated }
    guard let value = packet.value(of: field, in: header, at: span) else { return false }
    switch (expected, value) {
    case (.numbers(let ranges), .number(let number)): return ranges.contains { $0.contains(number) } != negated
    case (.bits(let bits), .number(let number)): return number & bits == bits
    case (.part(let part), .bytes(let bytes)): return bytes.firstRange(of: part) != nil
    case (.part(let part), .text(let text)): return Array(text.utf8).firstRange(of: part) != nil
    case (.nameWith(let part), _): return value.domainName?.description.lowercased().contains(part) ?? false
    case (.addresses(let prefixes), .address(let address)): return prefixes.contains { $0.contains(address) } != negated
    case (.bytes(let all), .bytes(let bytes)): return all.contains(bytes) != negated
    case (.bytes(let all), .items):
      return packet.bytes.range(of: field, in: header).map { all.contains(Array(packet.bytes[$0])) } ?? false != negated
    case (.names(let all), _): return value.domainName.map(all.contains) ?? false != negated
    case (.values(let all), _): return all.contains(value) != negated
    default: return false
    }
  }

  private func holds(_ wanted: [CompiledItem], in packet: Packet, _ header: Header, at span: Int) -> Bool {
    guard case .items(let list) = field.kind, let range = packet.bytes.range(of: field, in: header) else {
      return false
    }
    var rest = packet.bytes.items(list, in: range, of: header).items[...]
    for item in wanted {
      guard let found = rest.firstIndex(where: { item.matches($0, in: packet, at: span) }) else { return false }
      rest = rest[(found + 1)...]
    }
    return true
  }

  /// `53`, `in {53, 80}`, `!= 6`.
  func expectation(type: UInt64?) -> String {
    let value: String
    switch written.value {
    case .number: value = field.text(written.value, type: type)
    default: value = written.value.text
    }
    return written.comparison == .equal ? value : "\(written.comparison.rawValue) \(value)"
  }
}

extension FieldComparison {
  var isMembership: Bool { self == .equal || self == .notEqual || self == .isIn || self == .has }
}

/// An item that a pattern asks for, with the fields that it names.
struct CompiledItem: Sendable {
  let schema: LayerSchema
  let tests: [CompiledTest]

  init(_ item: Layer) throws(CraftingError) {
    var item = item
    try item.settleNames()
    schema = item.schema
    var tests: [CompiledTest] = []
    for assignment in item.assignments {
      let field = schema.fields[assignment.field]
      let test = FieldTest(field.name, .equal, assignment.value)
      tests.append(try CompiledTest(test, field, value: assignment.value, in: schema))
    }
    self.tests = tests
  }

  func matches(_ header: Header, in packet: Packet, at span: Int) -> Bool {
    header.schema === schema && tests.allSatisfy { $0.holds(in: packet, header, at: span) }
  }
}

extension FieldValue {
  fileprivate var members: [FieldValue] {
    if case .set(let members) = self { members.flatMap(\.members) } else { [self] }
  }
  fileprivate var asRange: ClosedRange<UInt64>? {
    switch self {
    case .number(let number): number...number
    case .range(let low, let high): low...high
    default: nil
    }
  }
  fileprivate var asPrefix: IPPrefix? {
    switch self {
    case .address(let address): IPPrefix(host: address)
    case .prefix(let prefix): prefix
    default: nil
    }
  }
  fileprivate var asBytes: [UInt8]? {
    if case .bytes(let bytes) = self { bytes } else { nil }
  }
}
