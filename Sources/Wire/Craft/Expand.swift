import Base

/// The packets that a packet with sets stands for, made one at a time.
///
/// The order is that of nested loops in the order of writing: the last field of the last layer changes fastest;
/// within a layer fields stand in the order of the schema, `src` and `dst` of a shorthand after them.
package struct PacketSet: RandomAccessCollection, Sendable {
  private let packet: CraftedPacket
  private let sets: [(place: Place, value: FieldValue, count: Int)]
  package let startIndex = 0
  package let endIndex: Int

  private enum Place {
    /// The assignment of a layer, and the way into its items.
    case field(layer: Int, index: Int, inside: [ItemStep])
    case lent(layer: Int, index: Int)
  }

  /// - Parameter limit: more packets than this are an error.
  init(_ packet: CraftedPacket, limit: Int) throws(CraftingError) {
    var sets: [(place: Place, value: FieldValue, count: Int)] = []
    var total = 1
    func add(_ place: Place, _ value: FieldValue, of schema: LayerSchema, _ field: String, at layer: Int)
      throws(CraftingError)
    {
      guard value.isSet else { return }
      let count = value.memberCount
      let (product, overflow) = total.multipliedReportingOverflow(by: count)
      guard !overflow, product <= limit else {
        throw CraftingError(schema, field, .tooManyPackets(limit: limit), layer: layer)
      }
      total = product
      sets.append((place, value, count))
    }
    for (i, layer) in packet.layers.enumerated() {
      for (j, set) in layer.assignments.enumerated() {
        let field = layer.schema.fields[set.field].name
        for (steps, value) in set.value.sets {
          try add(.field(layer: i, index: j, inside: steps), value, of: layer.schema, field, at: i)
        }
      }
      for (j, lent) in layer.lent.enumerated() {
        try add(.lent(layer: i, index: j), lent.value, of: layer.schema, lent.field, at: i)
      }
    }
    self.packet = packet
    self.sets = sets
    endIndex = total
  }

  package subscript(position: Int) -> CraftedPacket {
    var packet = packet
    var rest = position
    for (place, value, count) in sets.reversed() {
      let member = value.member(rest % count)
      rest /= count
      switch place {
      case .field(let layer, let index, let inside):
        packet.layers[layer].assignments[index].value.replace(inside[...], with: member)
      case .lent(let layer, let index): packet.layers[layer].lent[index].value = member
      }
    }
    return packet
  }
}

extension CraftedPacket {
  package static let greatestSet = 1_000_000

  /// One packet of each combination of the members of all sets; the packet itself where there is none.
  package func expand(limit: Int = greatestSet) throws(CraftingError) -> PacketSet { try PacketSet(self, limit: limit) }

  package var holdsSets: Bool {
    let layers = layers.span
    for i in layers.indices where layers[i].holdsSets { return true }
    return false
  }

  /// The packet itself, where exactly one is needed.
  package func single() throws(CraftingError) -> CraftedPacket {
    guard holdsSets else { return self }
    let all = try expand()
    guard all.count == 1 else { throw severalPackets(all.count) }
    return all[0]
  }

  private func severalPackets(_ count: Int) -> CraftingError {
    for (i, layer) in layers.enumerated() {
      if let set = layer.assignments.first(where: { $0.value.sets.contains { $0.value.memberCount != 1 } }) {
        return CraftingError(layer.schema, layer.schema.fields[set.field].name, .severalPackets(count), layer: i)
      }
      if let lent = layer.lent.first(where: \.value.isSet) {
        return CraftingError(layer.schema, lent.field, .severalPackets(count), layer: i)
      }
    }
    return CraftingError(nil, nil, .severalPackets(count))
  }
}

/// One step into a list of items: to an assignment of one of them.
private struct ItemStep {
  let item: Int
  let assignment: Int
}

extension FieldValue {
  /// The sets in it: itself, or those in its items, in the order of writing.
  fileprivate var sets: [(steps: [ItemStep], value: FieldValue)] {
    guard case .items(let items) = self else { return isSet ? [([], self)] : [] }
    return items.enumerated().flatMap { i, item in
      item.assignments.enumerated().flatMap { j, assignment in
        assignment.value.sets.map { ([ItemStep(item: i, assignment: j)] + $0.steps, $0.value) }
      }
    }
  }

  fileprivate mutating func replace(_ steps: ArraySlice<ItemStep>, with member: FieldValue) {
    guard let step = steps.first, case .items(var items) = self else {
      self = member
      return
    }
    items[step.item].assignments[step.assignment].value.replace(steps.dropFirst(), with: member)
    self = .items(items)
  }
}

extension FieldValue {
  /// How many values a set has; saturates.
  var memberCount: Int {
    switch self {
    case .set(let members): members.reduce(0) { $0.addingReportingOverflow($1.memberCount).partialValue }
    case .range(let low, let high): high - low >= UInt64(Int.max) ? .max : Int(high - low) + 1
    case .prefix(let prefix):
      IPPrefix.width(of: prefix.family) - Int(prefix.length) >= 62
        ? .max : 1 << (IPPrefix.width(of: prefix.family) - Int(prefix.length))
    default: 1
    }
  }

  /// The i-th value of a set, in ascending order for ranges and networks. `i` is below `memberCount`.
  func member(_ i: Int) -> FieldValue {
    switch self {
    case .set(let members):
      var i = i
      for member in members {
        if i < member.memberCount { return member.member(i) }
        i -= member.memberCount
      }
      return self
    case .range(let low, _): return .number(low + UInt64(i))
    case .prefix(let prefix): return .address(prefix.address.advanced(by: UInt64(i)))
    default: return self
    }
  }
}

extension IPAddress {
  fileprivate func advanced(by count: UInt64) -> IPAddress {
    switch self {
    case .v4(let address): return .v4(IPv4Address(bits: address.bits &+ UInt32(truncatingIfNeeded: count)))
    case .v6(let address):
      let (low, carry) = address.low.addingReportingOverflow(count)
      return .v6(IPv6Address(high: address.high &+ (carry ? 1 : 0), low: low))
    }
  }
}
