import Base

@testable import Wire

/// Values for fields, by their kind and width, the edges more often than chance would have them.
struct FieldGenerator {
  var chance: Chance

  mutating func oneIn(_ count: UInt32) -> Bool { chance.below(count) == 0 }

  mutating func pick<T>(_ choices: [T]) -> T { choices[Int(chance.below(UInt32(choices.count)))] }

  mutating func bytes(_ count: ClosedRange<Int>) -> [UInt8] {
    let extra = Int(chance.below(UInt32(count.count)))
    return chance.bytes(count.lowerBound + extra)
  }

  mutating func number(width: Int) -> UInt64 {
    let greatest: UInt64 = width >= 64 ? .max : (1 << UInt64(width)) - 1
    switch chance.below(8) {
    case 0: return 0
    case 1: return greatest
    case 2: return greatest == 0 ? 0 : 1
    case 3: return greatest / 2 + 1
    default: return chance.nextUInt64() & greatest
    }
  }

  mutating func address(_ family: IPFamily) -> IPAddress {
    switch family {
    case .v4: .v4(IPv4Address(bits: UInt32(truncatingIfNeeded: number(width: 32))))
    case .v6:
      oneIn(3)
        ? .v6(IPv6Address(high: 0x2001_0db8_0000_0000, low: number(width: 16)))
        : .v6(IPv6Address(high: chance.nextUInt64(), low: chance.nextUInt64()))
    }
  }

  /// A layer with values in fields that nothing computes, as far as its message type has them. Quotes stay empty.
  mutating func layer(_ schema: LayerSchema) -> Layer {
    var layer = Layer(schema)
    let isNeutral = !schema.covered().isEmpty
    // Options are given by name or as bytes, not both.
    let byName = oneIn(2)
    for field in schema.fields where field.computed == nil && field.name != "version" {
      guard !isNeutral || field.name == "type", layer.has(field) else { continue }
      // Bytes alone are not empty, and neither is a list of segments.
      let isWanted = field.place == .tail && (schema.fixedLength == 0 || schema === LayerSchema.routing)
      guard isWanted || Self.usual["\(schema.name).\(field.name)"] != nil || !oneIn(4) else { continue }
      if let value = value(of: field, in: layer, byName: byName) { try? layer.set(field.name, to: value) }
    }
    return layer
  }

  /// Numbers that a table of names would have, where the schema has none.
  private static let usual: [String: [UInt64]] = [
    "routing.type": [0, 2, 4], "routing.segments_left": [1],
  ]

  private mutating func value(of field: FieldSchema, in layer: Layer, byName: Bool) -> FieldValue? {
    switch field.place {
    case .option where !byName: return nil
    case .tail where byName && layer.schema.fields.contains { $0.place.isOption }: return nil
    default: break
    }
    if let usual = Self.usual["\(layer.schema.name).\(field.name)"], 
      !oneIn(4) || layer.number(of: "type").map({ [0, 2, 4].contains($0) }) ?? true
    {
      return .number(pick(usual))
    }
    switch field.kind {
    case .address(let family): return .address(address(family))
    case .named(let names) where !layer.schema.covered().isEmpty: return .name(pick(names.names))
    case .named(let names) where oneIn(2) && !names.entries.isEmpty: return .number(pick(names.entries).value)
    case .namedBy(let other, let tables) where oneIn(2):
      let names = tables.first { $0.value == layer.number(of: other) }?.names.entries ?? []
      return names.isEmpty ? .number(0) : .number(pick(names).value)
    case .packet: return nil
    case .bytes: return .bytes(TailGenerator.bytes(of: layer, field, &self))
    default: return field.width.map { .number(number(width: max($0, 1))) }
    }
  }
}

extension Layer {
  /// Whether the field exists beside the values that the others have.
  func has(_ field: FieldSchema) -> Bool {
    field.onlyIf?.terms.allSatisfy { term in number(of: term.field).map(term.values.contains) ?? false } ?? true
  }
}

extension FieldPlace {
  var isOption: Bool {
    if case .option = self { true } else { false }
  }
}
