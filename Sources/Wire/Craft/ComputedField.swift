import Base

/// How a field gets its value when it is not set.
///
/// First fields that look at lengths and neighbours, in the order of the schema, then those of the items, in all layers;
/// then, from the innermost layer out, sums over all that (`isSum`): those of the items, then those of the layer.
package struct ComputedField: Sendable {
  /// What it is, for `fields`: `length of header and payload`.
  package let words: String
  /// False in a quote that was cut short: there nothing can be said about lengths and sums of what is missing.
  let needsWholeLayer: Bool
  /// A checksum, a MAC: computed when all else in the layer is in place.
  let isSum: Bool
  let rule: Rule

  enum Rule: Sendable {
    case plain(PlainRule)
    /// The right number in this packet, for the layer at this index; nil where nothing is right or wrong.
    case number(@Sendable (Packet, Int) -> UInt64?)
    /// A rule that needs to know more: which item it is in, what was written. May give bytes.
    case value(@Sendable (ComputedSite) -> FieldValue?)
  }

  init(
    _ words: String, needsWholeLayer: Bool = true, isSum: Bool = false,
    _ number: @escaping @Sendable (Packet, Int) -> UInt64?
  ) {
    self.init(words, needsWholeLayer: needsWholeLayer, isSum: isSum, rule: .number(number))
  }

  init(_ words: String, needsWholeLayer: Bool = true, isSum: Bool = false, rule: Rule) {
    self.words = words
    self.needsWholeLayer = needsWholeLayer
    self.isSum = isSum
    self.rule = rule
  }
}

extension ComputedField {
  /// How many items a list of the layer has.
  static func itemCount(_ field: String) -> ComputedField {
    ComputedField("number of the \(field)", rule: .value { site in site.count(of: field).map { .number(UInt64($0)) } })
  }

  static func constant(_ number: UInt64, _ words: String) -> ComputedField {
    ComputedField(words, needsWholeLayer: false, rule: .plain(.constant(number)))
  }
}

/// A computed field as building comes to it.
struct ComputedPlace: Sendable {
  /// Index in the schema's `fields`.
  let field: Int
  /// Where its number goes and what it is, where a plain rule says that and there is nothing else to ask.
  let number: (bits: FieldBits, rule: PlainRule, greatest: UInt64)?

  init(_ index: Int, _ field: FieldSchema) {
    self.field = index
    if case .plain(let rule)? = field.computed?.rule, let bits = field.bits, bits.width <= 64, field.onlyIf == nil {
      number = (bits, rule, field.greatest)
    } else {
      number = nil
    }
  }
}

/// What a rule looks at.
struct ComputedSite {
  /// As laid out so far: everything that comes before in the order of computing is in place.
  let packet: Packet
  /// The layer, or the one that holds the item.
  let layer: Int
  /// The bytes of the layer's header, or of the item.
  let header: Header
  /// The layer as it was written, with what is not sent; nil for a packet that was only found, where nothing is known
  /// but the bytes.
  let written: Layer?
  /// The item as it was written, for a field of one.
  var item: Layer?

  /// What a field of the layer or item has in the bytes: where nobody knows what was meant, that is right.
  func found(_ field: String) -> FieldValue? {
    header.schema[field].flatMap { packet.value(of: $0, in: header, at: layer) }
  }

  /// How many items a list of the layer has; nil where bytes were written for it.
  func count(of field: String) -> Int? {
    let span = packet.layers[layer]
    guard let schema = span.schema[field], case .items(let list) = schema.kind else { return nil }
    if let written {
      if case .bytes = written.value(of: field) { return nil }
      return written.items(of: list).count
    }
    return packet.bytes.range(of: schema, in: span.header).map {
      packet.bytes.items(list, in: $0, of: span.header).items.count
    }
  }
}
