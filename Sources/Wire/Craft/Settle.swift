import Base

extension Layer {
  /// Gives names their numbers that hang on another field of the layer: ICMP codes, once the type is known.
  mutating func settleNames() throws(CraftingError) {
    for (i, assignment) in assignments.enumerated() {
      if case .items(var items) = assignment.value {
        for j in items.indices { try items[j].settleNames() }
        assignments[i].value = .items(items)
      }
      let field = schema.fields[assignment.field]
      guard case .namedBy(let other, let tables) = field.kind, case .name(let word) = assignment.value else { continue }
      guard let index = schema.index(of: other) else { continue }
      if case .raw? = value(ofFieldAt: index) {
        throw CraftingError(schema, field.name, .unknownName(word, allowed: [], suggestion: nil))
      }
      guard let type = number(ofFieldAt: index) else { continue }  // a set: settled in each packet of the expansion
      let names = tables.first { $0.value == type }?.names ?? NameTable([])
      guard let entry = names.entry(named: word) else {
        let suggestion = Suggestion.nearest(to: word, in: names.allNames)
        throw CraftingError(
          schema, field.name, .unknownName(word, allowed: names.names, suggestion: suggestion))
      }
      assignments[i].value = .number(entry.value)
    }
  }

  /// The number that the field has: set, or its initial value. Nil for a set and for what has no number.
  func number(ofFieldAt index: Int) -> UInt64? {
    switch value(ofFieldAt: index) {
    case .number(let number): number
    case nil: schema.fields[index].initial
    default: nil
    }
  }

  func number(of field: String) -> UInt64? { schema.index(of: field).flatMap { number(ofFieldAt: $0) } }

  /// Whether any field holds more than one value.
  var holdsSets: Bool { assignments.contains { $0.value.holdsSets } || lends && lent.contains { $0.value.isSet } }

  /// Whether everything in the layer can be written as it stands.
  var isSettled: Bool {
    !lends && schema.role != .eitherICMP && schema.following.map(sets) != true
      && assignments.allSatisfy {
        switch $0.value {
        case .number, .address, .bytes, .endpoint, .text, .list, .raw: true
        case .items(let items): items.allSatisfy(\.isSettled)
        default: false
        }
      }
  }
}

extension Layer {
  /// Whether nothing need be found out, added or looked up to build it, wherever it stands: most layers are so.
  package var isPlain: Bool { schema.standsAlone && isSettled && !schema.namesParties }
}

extension FieldValue {
  /// Whether it is a set, or has items that hold one.
  var holdsSets: Bool {
    if case .items(let items) = self { items.contains(where: \.holdsSets) } else { isSet }
  }

  var isSet: Bool {
    switch self {
    case .set, .range, .prefix: true
    default: false
    }
  }
}
