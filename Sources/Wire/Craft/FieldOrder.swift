import Base

/// The fields of a schema, sorted once by what is asked of them. All numbers are indexes in `fields`.
struct FieldOrder: Sendable {
  /// The fixed part with every field at its initial value.
  let template: [UInt8]
  /// Where in the fixed part each field stands; nil for one that does not stand there.
  let places: [FieldBits?]
  /// Fields behind the fixed part, in the order of their bytes.
  let variable: [Int]
  /// One bit for each of those that may leave something in the bytes where they are not set.
  private let speaking: UInt64
  /// Fields that stand for fields of items.
  let shorthands: [Int]
  /// The field that stands for one of the layer that follows.
  let following: Int?
  /// Fields that arguments without a name go to, in their order.
  let positional: [Int]
  /// Computed fields: those that look at lengths and neighbours, then those that cover all else.
  let lengths: [ComputedPlace]
  let sums: [ComputedPlace]
  /// Whether the layer can be told from whom it is: then it is made with the keys of the parties.
  let namesParties: Bool
  /// Names and aliases of the fields.
  let indexes: NameIndex

  init(_ fields: [FieldSchema], fixedLength: Int, positional: [String]) {
    places = fields.map(\.bits)
    let variable = fields.indices.filter { fields[$0].isVariable }
    let shorthands = fields.indices.filter { if case .item = fields[$0].place { true } else { false } }
    speaking = variable.filter { fields[$0].maySpeak(!shorthands.isEmpty) }.reduce(0) { $0 | 1 << UInt64($1) }
    (self.variable, self.shorthands) = (variable, shorthands)
    following = fields.firstIndex { if case .following = $0.place { true } else { false } }
    let computed = fields.indices.filter { fields[$0].isComputed }.map { ComputedPlace($0, fields[$0]) }
    lengths = computed.filter { fields[$0.field].computed?.isSum == false }
    sums = computed.filter { fields[$0.field].computed?.isSum == true }
    self.positional = positional.compactMap { name in fields.firstIndex { $0.name == name } }
    template = Self.template(fields, length: fixedLength)
    indexes = NameIndex(
      fields.enumerated().flatMap { i, field in
        ([field.name] + field.aliases).flatMap { [(name: $0, place: i), (name: Self.underscored($0), place: i)] }
      })
    namesParties = indexes["from"] != nil
  }

  private static func template(_ fields: [FieldSchema], length: Int) -> [UInt8] {
    var template = [UInt8](repeating: 0, count: length)
    for field in fields where field.initial != 0 {
      if case .bits(let offset, let width) = field.place, width <= 64 {
        template.setBits(field.initial, at: offset, width: width)
      }
    }
    return template
  }

  private static func underscored(_ name: String) -> String { String(name.map { $0 == "-" ? "_" : $0 }) }

  /// Whether a variable field may leave something in the bytes where it is not set.
  func speaks(_ field: Int) -> Bool { speaking >> UInt64(field) & 1 == 1 }

  /// By name or alias; case does not matter, and `-` serves for `_`.
  func index(of field: String) -> Int? {
    if let index = indexes[field] { return index }
    return field.isPlainName ? nil : indexes[Self.underscored(field.lowercased())]
  }
}

extension FieldSchema {
  /// - Parameter hasShorthands: whether the layer has fields that make items.
  fileprivate func maySpeak(_ hasShorthands: Bool) -> Bool {
    if case .coded = place { true } else { isComputed || hasShorthands && holdsItems }
  }
}

extension String {
  /// Most names that are looked up and not there are plain: only another spelling is worth a second look.
  var isPlainName: Bool {
    utf8.allSatisfy { $0 == UInt8(ascii: "_") || (0x30...0x39).contains($0) || (0x61...0x7a).contains($0) }
  }
}

extension LayerSchema {
  var template: [UInt8] { order.template }
  var variable: [Int] { order.variable }
  var shorthands: [Int] { order.shorthands }
  var following: Int? { order.following }
  package var positional: [Int] { order.positional }
  package var namesParties: Bool { order.namesParties }
  package var fieldPlaces: NameIndex { order.indexes }
}
