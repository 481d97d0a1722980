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
    case addresses([IPPrefix])
    case bytes([[UInt8]])
    /// The quoted packet matches.
    case packet(PacketPattern)
  }

  /// - Parameter value: canonical, without names.
  init(_ test: FieldTest, _ field: FieldSchema, value: FieldValue, in schema: LayerSchema) throws(CraftingError) {
    self.field = field
    written = test
    negated = test.comparison == .notEqual
    switch field.kind {
    case .address: expected = .addresses(value.members.compactMap(\.asPrefix))
    case .bytes: expected = .bytes(value.members.compactMap(\.asBytes))
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
    if case .packet(let pattern) = expected {
      let inside = span + 1 < packet.layers.count && packet.layers[span + 1].depth > packet.layers[span].depth
      return inside && pattern.matches(packet, depth: packet.layers[span].depth + 1) != negated
    }
    guard let value = packet.value(of: field, at: span) else { return false }
    switch (expected, value) {
    case (.numbers(let ranges), .number(let number)): return ranges.contains { $0.contains(number) } != negated
    case (.addresses(let prefixes), .address(let address)): return prefixes.contains { $0.contains(address) } != negated
    case (.bytes(let all), .bytes(let bytes)): return all.contains(bytes) != negated
    default: return false
    }
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
  var isMembership: Bool { self == .equal || self == .notEqual || self == .isIn }
}

extension FieldSchema {
  fileprivate var isNumber: Bool {
    switch kind {
    case .number, .hexadecimal, .flags, .named, .namedBy: true
    case .address, .bytes, .packet: false
    }
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
