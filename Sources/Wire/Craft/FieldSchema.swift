import Base

/// What a field holds and how it is written.
package enum FieldKind: Sendable {
  case number
  /// A number that is read as bits: printed with `0x`.
  case hexadecimal
  /// Nil: of either family.
  case address(IPFamily?)
  /// An address with a port: `1.2.3.4:80`.
  case endpoint
  case flags([FlagName])
  case named(NameTable)
  /// Names that hang on another field, as ICMP codes hang on the type.
  case namedBy(String, [(value: UInt64, names: NameTable)])
  /// A name of DNS, compressed as its place allows. Bytes that are no whole name are written as they are: `x"c00c"`.
  case domainName(NamePlace)
  /// UTF-8 text. Bytes that are no UTF-8 stay bytes.
  case text
  case bytes
  /// Several values of one width, one behind the other: the route of an IPv4 option, the blocks of a SACK.
  case list(ListElement)
  /// Layers inside the layer: the options of TCP, the records of DNS, the attributes of STUN.
  case items(ItemList)
  /// A packet, cut as the layer's rules ask: the quote of an ICMP error.
  case packet
}

/// Where a field stands.
package enum FieldPlace: Sendable {
  /// Bits of the fixed part of the header, counted from its first bit; at most 64, or 128 for an address, or any number
  /// of whole bytes for bytes.
  case bits(offset: Int, width: Int)
  /// All between what stands before it and the end of the header.
  case tail
  /// Behind the fixed part and the variable fields before it in the schema, as long as the coding says.
  case coded(Coding)
  /// How many bytes the variable field of this name takes. Not sent itself; it decides how much of a packet is quoted.
  case lengthOf(String)
  /// Stands for a field of the layer that follows, and makes that layer.
  case following(@Sendable () -> LayerSchema, field: String)
  /// Stands for a field of an item in the layer's list, or for the presence of an item that has no field.
  case item(LayerSchema, field: Int?)
  /// Not in the bytes: it has its part in what is computed. Secret values are not shown.
  ///
  /// - length: bytes that it must have, if that is fixed.
  case unsent(secret: Bool, length: Int? = nil)
}

/// Bits of the fixed part of a header, counted from its first.
struct FieldBits: Sendable {
  let offset: Int
  let width: Int
  /// A number of whole bytes whose least comes first.
  let isLittleEndian: Bool

  init?(_ place: FieldPlace, isLittleEndian: Bool) {
    guard case .bits(let offset, let width) = place else { return nil }
    (self.offset, self.width, self.isLittleEndian) = (offset, width, isLittleEndian)
  }

  /// A number in the order of its bytes, as bits in network order; and back.
  func ordered(_ number: UInt64) -> UInt64 {
    isLittleEndian ? number.byteSwapped >> UInt64(64 - width) : number
  }

  /// Bytes of the header up to their end.
  var end: Int { (offset + width + 7) / 8 }
}

extension FieldPlace {
  fileprivate var width: Int? {
    switch self {
    case .bits(_, let width): width
    case .coded(let coding): coding.width
    case .item(let schema, let field): field.map { schema.fields[$0].width } ?? 0
    case .lengthOf: 16
    case .tail, .following, .unsent: nil
    }
  }

  /// How the value is written, where a coding says that: the field's own, or that of the item's field that it stands for.
  var coding: Coding? {
    switch self {
    case .coded(let coding): coding
    case .item(let schema, let field?): schema.fields[field].place.coding
    default: nil
    }
  }
}

/// One field of a layer: the single definition from which it is built, dissected, listed, matched and printed.
///
/// A class, as the layer's schema is: there is one of each, and every look at a field would copy all of it.
package final class FieldSchema: Sendable {
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
  /// The place, where it is bits of the fixed part: to be looked at without touching the rest of what a place can be.
  let bits: FieldBits?
  /// What its values are kept as without a second look.
  let plain: PlainValue
  /// Bits that a number in this field may have; nil for what has no width.
  package let width: Int?
  /// The greatest number that fits.
  package let greatest: UInt64

  init(
    _ name: String, _ place: FieldPlace, _ kind: FieldKind, _ meaning: String, initial: UInt64 = 0,
    computed: ComputedField? = nil, onlyIf: FieldCondition? = nil, isLittleEndian: Bool = false,
    aliases: [String] = []
  ) {
    self.name = name
    self.place = place
    bits = FieldBits(place, isLittleEndian: isLittleEndian)
    width = place.width
    greatest = Self.greatest(ofWidth: place.width ?? 64)
    self.kind = kind
    plain = PlainValue(kind)
    self.meaning = meaning
    self.initial = initial
    self.computed = computed
    self.onlyIf = onlyIf
    self.aliases = aliases
  }

  /// A plain number.
  convenience init(
    _ name: String, _ place: FieldPlace, _ meaning: String, initial: UInt64 = 0, computed: ComputedField? = nil,
    onlyIf: FieldCondition? = nil, isLittleEndian: Bool = false, aliases: [String] = []
  ) {
    self.init(
      name, place, .number, meaning, initial: initial, computed: computed, onlyIf: onlyIf,
      isLittleEndian: isLittleEndian, aliases: aliases)
  }

  /// A field of the layer that stands for a field of one of its items: `tcp(mss=1460)`. It speaks of the first item of
  /// its kind, and makes one where there is none.
  ///
  /// - Parameter field: by default the item's first; an item without fields is there (1) or not (0).
  static func item(
    _ schema: LayerSchema, _ field: String? = nil, as name: String? = nil, _ meaning: String? = nil,
    aliases: [String] = []
  ) -> FieldSchema {
    let index = field.flatMap { schema.index(of: $0) } ?? schema.positional.first
    let name = name ?? schema.name
    guard let index else {
      return FieldSchema(
        name, .item(schema, field: nil), .number, meaning ?? schema.title, aliases: aliases)
    }
    let inner = schema.fields[index]
    return FieldSchema(
      name, .item(schema, field: index), inner.kind, meaning ?? "\(schema.title): \(inner.meaning)",
      initial: inner.initial, aliases: aliases)
  }

  /// Of a flag without bits of its own: that it is there.
  private static func greatest(ofWidth width: Int) -> UInt64 {
    width >= 64 ? .max : width == 0 ? 1 : 1 << UInt64(width) - 1
  }

  /// A number in the order of its bytes, as bits in network order; and back.
  func ordered(_ number: UInt64) -> UInt64 { bits?.ordered(number) ?? number }

  /// Whether it gets its value by itself where it is not set.
  var isComputed: Bool { computed != nil }

  /// Whether it is in the bytes.
  var isSent: Bool { if case .unsent = place { false } else { true } }

  /// Whether it stands behind the fixed part.
  var isVariable: Bool {
    switch place {
    case .tail, .coded: true
    case .bits, .lengthOf, .following, .item, .unsent: false
    }
  }

  /// Whether naming it is saying that it is there: one bit, or an item that has nothing else to say.
  package var isFlag: Bool {
    if case .item(_, field: nil) = place { true } else { isNumber && width == 1 }
  }

  /// Whether its value is a list of layers inside the layer.
  var holdsItems: Bool {
    if case .items = kind { true } else { false }
  }
}

/// A field's kind, as far as most values of most fields are concerned.
enum PlainValue: Sendable {
  case number
  case address(IPFamily)
  case other

  init(_ kind: FieldKind) {
    switch kind {
    case .number, .hexadecimal, .flags, .named, .namedBy: self = .number
    case .address(let family?): self = .address(family)
    case .address, .endpoint, .domainName, .text, .bytes, .list, .items, .packet: self = .other
    }
  }
}

extension FieldSchema {
  /// Whether its value is a number.
  var isNumber: Bool { if case .number = plain { true } else { false } }
}

/// Holds where each of the named fields has one of the values given for it.
package struct FieldCondition: Sendable {
  package let terms: [(field: String, values: [UInt64])]

  init(_ terms: (field: String, values: [UInt64])...) { self.terms = terms }
}
