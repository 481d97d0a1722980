import Base

/// Which fields `fuzz` leaves as they are, and which it draws although they would be computed.
///
/// A path without a field stands for all fields of its layer.
package struct FuzzRules: Hashable, Sendable {
  package var keep: [PacketPath]
  package var also: [PacketPath]

  package init(keep: [PacketPath] = [], also: [PacketPath] = []) {
    self.keep = keep
    self.also = also
  }
}

extension CraftedPacket {
  /// The packet with chance in every field that is neither kept nor computed.
  ///
  /// Each field draws from a stream of its own, named by its place, so that keeping one moves no other. The version
  /// of a header stays, since it says what the bytes are; so does what a field of no fixed place was not given.
  package func fuzzed(_ rules: FuzzRules, _ chance: Chance) throws(CraftingError) -> CraftedPacket {
    var packet = try single().completed()
    let (kept, also) = (packet.fields(of: rules.keep), packet.fields(of: rules.also))
    for i in packet.layers.indices {
      let schema = packet.layers[i].schema
      packet.layers[i].fuzz(chance.stream("\(i).\(schema.name)")) { index in
        let position = FieldPosition(layer: i, field: index)
        if kept.contains(position) { return false }
        let field = schema.fields[index]
        return also.contains(position) || (field.computed == nil && field.name != "version")
      }
    }
    return packet
  }

  /// The layer that a path leads to; nil where the packet has none.
  package func index(of path: PacketPath) -> Int? {
    guard path.depth == 0, let wanted = path.layer else { return nil }
    let matching = layers.indices.filter { wanted.covers(layers[$0].schema) || layers[$0].schema.covers(wanted) }
    return matching.count >= path.occurrence ? matching[path.occurrence - 1] : nil
  }

  private func fields(of paths: [PacketPath]) -> [FieldPosition] {
    paths.flatMap { path -> [FieldPosition] in
      guard let layer = index(of: path) else { return [] }
      let schema = layers[layer].schema
      guard let name = path.field else { return schema.fields.indices.map { FieldPosition(layer: layer, field: $0) } }
      return schema.index(of: name).map { [FieldPosition(layer: layer, field: $0)] } ?? []
    }
  }
}

/// One field of one layer of a packet.
private struct FieldPosition: Equatable {
  let layer: Int
  let field: Int
}

extension Layer {
  fileprivate mutating func fuzz(_ chance: Chance, where isDrawn: (Int) -> Bool) {
    for (i, field) in schema.fields.enumerated() where isDrawn(i) && exists(field) {
      var stream = chance.stream(field.name)
      if let value = fuzzed(i, field, &stream) { assign(i, value) }
    }
  }

  /// Nil where the field stays as it is.
  private func fuzzed(_ index: Int, _ field: FieldSchema, _ chance: inout Chance) -> FieldValue? {
    if case .bits = field.place { return field.drawn(from: &chance) }
    // What stands behind the fixed part keeps its length, a list its items.
    switch value(ofFieldAt: index) {
    case .bytes(let bytes): return .bytes(chance.bytes(bytes.count))
    case .items(let items): return .items(items.enumerated().map { $1.fuzzedAsItem(chance.stream("\($0)")) })
    case .text, .number, .address, .endpoint: return field.drawn(from: &chance)
    default: return nil
    }
  }

  /// What was set in an item, and what has a fixed place in it; its kind and length stay.
  private func fuzzedAsItem(_ chance: Chance) -> Layer {
    var item = self
    item.fuzz(chance) { index in schema.positional.contains(index) }
    return item
  }

  /// Whether the other fields, as far as they are known, let the layer have this one.
  private func exists(_ field: FieldSchema) -> Bool {
    guard let condition = field.onlyIf else { return true }
    return condition.terms.allSatisfy { term in number(of: term.field).map(term.values.contains) ?? false }
  }
}
