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

  /// A layer, or an item of one, with values in fields that nothing computes, as far as its message type has them.
  /// Quotes stay empty.
  mutating func layer(_ schema: LayerSchema) -> Layer {
    var layer = Layer(schema)
    let isNeutral = !schema.covered().isEmpty
    // Options are given one by one or as the layer's own fields, not both.
    let byName = oneIn(3)
    for field in schema.fields where field.mayBeDrawn && !schema.identifies(field) {
      guard !isNeutral || field.name == "type", layer.has(field), field.place.isShorthand ? byName : true else {
        continue
      }
      guard isWanted(field, of: schema) || !oneIn(4) else { continue }
      if let value = value(of: field, in: layer, byName: byName) { try? layer.set(field.name, to: value) }
    }
    if schema === LayerSchema.dns, oneIn(2) { try? layer.set("compression", to: .name("none")) }
    layer.shorten()
    return layer
  }

  /// Bytes alone are not empty, and neither is a list of segments, nor a number that has no sense as zero.
  private func isWanted(_ field: FieldSchema, of schema: LayerSchema) -> Bool {
    if Self.usual["\(schema.name).\(field.name)"] != nil { return true }
    if case .list = field.kind { return true }
    guard case .tail = field.place else { return false }
    return schema.fixedLength == 0 || schema === LayerSchema.routing || schema === LayerSchema.wgTransport
  }

  /// Numbers that a table of names would have, where the schema has none.
  private static let usual: [String: [UInt64]] = [
    "record-route.pointer": [4], "lsrr.pointer": [4], "ssrr.pointer": [4], "timestamp.pointer": [5],
    "routing.type": [0, 2, 4], "routing.segments_left": [0, 1], "option.kind": [0x5e, 0xde],
    "option.type": [0x1e, 0x3e],
    // Updates and sessions have sections of other meanings.
    "dns.opcode": [0, 0, 2, 4],
    "attribute.type": [0x7e01, 0xfe01], "record.type": [0xff01], "object.class": [200], "option.code": [0xfe01],
  ]

  private mutating func value(of field: FieldSchema, in layer: Layer, byName: Bool) -> FieldValue? {
    if let usual = Self.usual["\(layer.schema.name).\(field.name)"],
      layer.schema.isItem || field.name != "type" || !oneIn(4)
    {
      return .number(pick(usual))
    }
    // What kind of item it is, is its own.
    if layer.schema.isItem, layer.schema.name != "question", ["kind", "type", "code"].contains(field.name),
      field.isNumber
    {
      return nil
    }
    switch field.kind {
    case .address(let family): return .address(address(family ?? pick([.v4, .v6])))
    case .endpoint:
      return .endpoint(Endpoint(address(oneIn(2) ? .v4 : .v6), UInt16(truncatingIfNeeded: number(width: 16))))
    case .named(let names) where !layer.schema.covered().isEmpty: return .name(pick(names.names))
    case .named(let names) where layer.schema === LayerSchema.stun: return .number(pick(names.entries).value)
    case .named(let names) where oneIn(2) && !names.entries.isEmpty: return .number(pick(names.entries).value)
    case .namedBy(let other, let tables) where oneIn(2):
      let names = tables.first { $0.value == layer.number(of: other) }?.names.entries ?? []
      return names.isEmpty ? .number(0) : .number(pick(names).value)
    case .packet: return nil
    case .text: return .text(text())
    case .domainName: return .text(oneIn(6) ? "." : oneIn(2) ? "\(text()).example" : "\(text()).\(text()).example")
    case .list(let element): return .list((0..<1 + chance.below(3)).map { _ in self.element(element) })
    case .items(let list): return byName ? nil : .items(items(of: list, in: layer))
    case .bytes:
      if let width = field.width { return .bytes(chance.bytes(width / 8)) }
      return .bytes(TailGenerator.bytes(of: layer, field, &self))
    default:
      // The kind of a known item is its own.
      if layer.schema.isItem, ["kind", "type", "code"].contains(field.name), layer.schema.name != "option" {
        return nil
      }
      return field.width.map { .number(number(width: max($0, 1))) }
    }
  }

  private mutating func element(_ element: ListElement) -> FieldValue {
    switch element {
    case .address(let family): return .address(address(family))
    case .number(let width): return .number(number(width: width))
    case .string: return .text(text())
    case .range(let width):
      let (a, b) = (number(width: width), number(width: width))
      return .range(min(a, b), max(a, b))
    }
  }

  /// Letters, as names and user names have them.
  private mutating func text() -> String {
    String(decoding: (0..<1 + chance.below(12)).map { _ in UInt8(97 + chance.below(26)) }, as: UTF8.self)
  }

  /// As many as there is room for in a header.
  private mutating func items(of list: ItemList, in layer: Layer) -> [Layer] {
    var items: [Layer] = []
    for _ in 0..<chance.below(5) {
      let item = self.layer(pick(list.schemas))
      if item.schema === list.last || !layer.schema.mayHold(item, beside: items) { continue }
      var whole = layer
      guard let field = layer.schema.fields.first(where: { $0.holds(list) }) else { continue }
      try? whole.set(field.name, to: .items(items + [item]))
      if whole.fits { items.append(item) }
    }
    return items
  }
}

extension Layer {
  /// Whether its own length can state it.
  fileprivate var fits: Bool {
    let built: Packet
    do throws(CraftingError) { built = try CraftedPacket([self]).build() } catch {
      // Nothing else is asked of a layer that stands alone.
      if case .computedTooWide = error.problem { return false }
      return true
    }
    guard let last = built.layers.last(where: { $0.schema === schema }) else { return true }
    return last.headerEnd - last.start <= schema.greatestHeader
  }

  /// Takes items away until the header fits.
  fileprivate mutating func shorten() {
    while schema.greatestHeader == 60, !fits, let last = assignments.last {
      try? set(schema.fields[last.field].name, to: .auto)
    }
  }
}

extension LayerSchema {
  /// What its own length can state.
  fileprivate var greatestHeader: Int { ["ip", "tcp"].contains(name) ? 60 : 1000 }

  /// RFC 6275 §6.3, RFC 2675 §3, RFC 2711 §2.1: options of one header alone, and not twice.
  fileprivate func mayHold(_ item: Layer, beside others: [Layer]) -> Bool {
    switch (name, item.schema.name) {
    case ("hopopts", "home-address"), (_, "jumbo"), ("dstopts", "router-alert"): false
    case ("dstopts", "home-address"): !others.contains { $0.schema === item.schema }
    default: true
    }
  }

  /// One that is no layer of its own.
  var isItem: Bool { !LayerSchema.all.contains { $0 === self } }
}

extension LayerSchema {
  /// What makes the layer what it is, so that it is no such layer with another value.
  func identifies(_ field: FieldSchema) -> Bool {
    switch name {
    case "stun": return ["magic_cookie", "method", "class"].contains(field.name)
    case "icmpext": return field.name == "version"
    default: break
    }
    return field.name == "version" && !isItem || name.hasPrefix("wg.") && ["type", "reserved"].contains(field.name)
  }
}

extension FieldSchema {
  /// Nothing computes it, or only somebody with keys.
  fileprivate var mayBeDrawn: Bool {
    // Whose length is another field, which nobody computes.
    if name == "parameters" { return false }
    switch place {
    case .unsent, .following, .lengthOf: return false
    case .item(let schema, let field?): return schema.fields[field].computed == nil
    default: break
    }
    // Of who is answered; here nobody is.
    if name == "receiver" { return true }
    guard case .bytes = kind else { return computed == nil }
    return true
  }

  fileprivate func holds(_ list: ItemList) -> Bool {
    if case .items(let own) = kind { own === list } else { false }
  }
}

extension Layer {
  /// Whether the field exists beside the values that the others have.
  func has(_ field: FieldSchema) -> Bool {
    field.onlyIf?.terms.allSatisfy { term in number(of: term.field).map(term.values.contains) ?? false } ?? true
  }
}

extension FieldPlace {
  /// Not a field of its own, but of an item.
  var isShorthand: Bool {
    if case .item = self { true } else { false }
  }

  /// In the bytes, and not of an item.
  var isOwn: Bool {
    switch self {
    case .item, .unsent, .following: false
    default: true
    }
  }
}
