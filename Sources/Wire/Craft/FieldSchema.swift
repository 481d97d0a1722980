import Base

/// What a field holds and how it is written.
package enum FieldKind: Sendable {
  case number
  /// A number that is read as bits: printed with `0x`.
  case hexadecimal
  case address(IPFamily)
  case flags([FlagName])
  case named(NameTable)
  /// Names that hang on another field, as ICMP codes hang on the type.
  case namedBy(String, [(value: UInt64, names: NameTable)])
  case bytes
  /// A packet, cut as the layer's rules ask: the quote of an ICMP error.
  case packet
}

/// Where a field stands.
package enum FieldPlace: Hashable, Sendable {
  /// Bits of the fixed part of the header, counted from its first bit; at most 64, or 128 for an address.
  case bits(offset: Int, width: Int)
  /// All between the fixed part and the end of the header.
  case tail
  /// The value of one TCP-like option inside the tail.
  case option(kind: UInt8, width: Int)
}

/// How a field gets its value when it is not set.
package struct ComputedField: Sendable {
  /// What it is, for `fields`: `length of header and payload`.
  package let words: String
  /// False in a quote that was cut short: there nothing can be said about lengths and sums of what is missing.
  let needsWholeLayer: Bool
  /// A sum of the layer's bytes, computed when all of them are there.
  let isSum: Bool
  /// The right value in this packet, for the layer at this index; nil where nothing is right or wrong.
  let value: @Sendable (Packet, Int) -> UInt64?

  init(
    _ words: String, needsWholeLayer: Bool = true, isSum: Bool = false,
    _ value: @escaping @Sendable (Packet, Int) -> UInt64?
  ) {
    self.words = words
    self.needsWholeLayer = needsWholeLayer
    self.isSum = isSum
    self.value = value
  }
}

/// One field of a layer: the single definition from which it is built, dissected, listed, matched and printed.
package struct FieldSchema: Sendable {
  /// As the RFC, or Wireshark's users, spell it: `total_length`.
  package let name: String
  package let aliases: [String]
  package let place: FieldPlace
  package let kind: FieldKind
  /// Built into the packet when the field is neither set nor computed.
  package let initial: UInt64
  package let computed: ComputedField?
  /// The field exists only where another field has one of these values: `mtu` in "fragmentation needed".
  package let onlyIf: FieldCondition?
  /// One line: `destination address`.
  package let meaning: String

  init(
    _ name: String, _ place: FieldPlace, _ kind: FieldKind, _ meaning: String, initial: UInt64 = 0,
    computed: ComputedField? = nil, onlyIf: FieldCondition? = nil, aliases: [String] = []
  ) {
    self.name = name
    self.place = place
    self.kind = kind
    self.meaning = meaning
    self.initial = initial
    self.computed = computed
    self.onlyIf = onlyIf
    self.aliases = aliases
  }

  /// A plain number.
  init(
    _ name: String, _ place: FieldPlace, _ meaning: String, initial: UInt64 = 0, computed: ComputedField? = nil,
    onlyIf: FieldCondition? = nil, aliases: [String] = []
  ) {
    self.init(
      name, place, .number, meaning, initial: initial, computed: computed, onlyIf: onlyIf, aliases: aliases)
  }

  /// Bits that a number in this field may have; nil for bytes and packets.
  package var width: Int? {
    switch place {
    case .bits(_, let width), .option(_, let width): width
    case .tail: nil
    }
  }
}

/// Holds where each of the named fields has one of the values given for it.
package struct FieldCondition: Sendable {
  package let terms: [(field: String, values: [UInt64])]

  init(_ terms: (field: String, values: [UInt64])...) { self.terms = terms }
}
