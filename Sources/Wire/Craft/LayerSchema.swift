import Base

/// What must stand under a layer that is written without anything below it.
package enum Foundation: Sendable {
  /// Nothing: the layer can begin a packet.
  case none
  /// An IP layer: IPv6 if an address says so, else IPv4.
  case ip
  /// This layer, with these values where they are not set.
  case layer(@Sendable () -> LayerSchema, [(field: String, value: FieldValue)])
}

/// Where a header was found to end, and what it announces behind it.
struct LayerReading {
  /// The fixed part and the tail.
  var headerEnd: Int
  /// Where the layer's payload ends; what lies behind it is padding.
  var end: Int
  var next: Next

  enum Next {
    case layer(LayerSchema)
    case raw
    /// The tail is a quoted packet.
    case quote(at: Int)
  }
}

/// The definition of a layer. Building, dissecting, `fields`, completion, `show`, patterns and `diff` all read it;
/// a new layer is one file with one of these, and its line in the registry.
package final class LayerSchema: Sendable {
  package let name: String
  package let aliases: [String]
  /// `Internet Protocol, version 4`
  package let title: String
  /// `RFC 791`
  package let rfc: String
  package let fields: [FieldSchema]
  /// Bytes of the fixed part of the header.
  package let fixedLength: Int
  /// The tail is padded with zeros to a multiple of this.
  let tailUnit: Int
  /// Bytes of the fixed part that count towards that multiple.
  let tailOffset: Int
  /// The IP protocol numbers that announce this layer, per family; empty if IP does not carry it.
  let protocolNumber: (v4: UInt8?, v6: UInt8?)
  package let foundation: Foundation
  /// Layers that this one stands for until it is known which: `icmp` is ICMPv4 or ICMPv6.
  let covered: @Sendable () -> [LayerSchema]
  /// Finds the end of the header in `bytes[start..<end]`, of which `fixedLength` bytes are there; nil: not this layer.
  let read: @Sendable (_ bytes: [UInt8], _ start: Int, _ end: Int) -> LayerReading?
  /// Whether a payload between these ports is this layer's, by its content first. UDP and TCP ask the layers of
  /// `LayerSchema.payloads` in their order.
  let recognises: @Sendable (_ payload: Payload) -> Bool
  /// The fixed part with every field at its initial value.
  let template: [UInt8]
  /// Indexes of the fields behind the fixed part, in the order of their bytes.
  let variable: [Int]
  /// Indexes of the fields that stand for fields of items.
  let shorthands: [Int]
  /// Indexes of the fields that arguments without a name go to, in their order.
  package let positional: [Int]
  /// Indexes of computed fields in the order of computing; the items' own come in between.
  let lengths: [Int]
  let sums: [Int]
  private let indexes: [String: Int]

  init(
    _ name: String, aliases: [String] = [], title: String, rfc: String, fixedLength: Int, tailUnit: Int = 1,
    tailOffset: Int = 0,
    protocolNumber: (v4: UInt8?, v6: UInt8?) = (nil, nil), foundation: Foundation = .none, fields: [FieldSchema],
    positional: [String] = [], covered: @escaping @Sendable () -> [LayerSchema] = { [] },
    recognises: @escaping @Sendable (_ payload: Payload) -> Bool = { _ in false },
    read: @escaping @Sendable (_ bytes: [UInt8], _ start: Int, _ end: Int) -> LayerReading?
  ) {
    self.name = name
    self.aliases = aliases
    self.title = title
    self.rfc = rfc
    self.fixedLength = fixedLength
    self.tailUnit = tailUnit
    self.tailOffset = tailOffset
    self.protocolNumber = protocolNumber
    self.foundation = foundation
    self.fields = fields
    self.covered = covered
    self.recognises = recognises
    self.read = read
    variable = fields.indices.filter { fields[$0].isVariable }
    shorthands = fields.indices.filter { if case .item = fields[$0].place { true } else { false } }
    lengths = fields.indices.filter { fields[$0].computed?.isSum == false }
    sums = fields.indices.filter { fields[$0].computed?.isSum == true }
    self.positional = positional.compactMap { name in fields.firstIndex { $0.name == name } }
    template = Self.template(fields, length: fixedLength)
    var indexes: [String: Int] = [:]
    for (i, field) in fields.enumerated() {
      for name in [field.name] + field.aliases {
        for spelling in [name, Self.underscored(name)] where indexes[spelling] == nil { indexes[spelling] = i }
      }
    }
    self.indexes = indexes
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

  /// The index in `fields` of a field by name or alias; case does not matter.
  package func index(of field: String) -> Int? {
    indexes[field] ?? indexes[Self.underscored(field.lowercased())]
  }

  package subscript(field: String) -> FieldSchema? { index(of: field).map { fields[$0] } }

  /// Whether a layer of `other` counts as this one: itself, or one that it stands for.
  package func covers(_ other: LayerSchema) -> Bool {
    self === other || covered().contains { $0 === other }
  }
}

extension LayerSchema {
  /// An item: what stands between its start and its end, found by the list that it is in.
  ///
  /// - Parameters:
  ///   - headerLength: bytes of its frame, the least that its fixed part has.
  ///   - fields: places count from the start of the item.
  convenience init(
    item name: String, aliases: [String] = [], _ title: String, _ rfc: String, headerLength: Int = 0,
    fields: [FieldSchema], positional: [String]
  ) {
    let ends = fields.map { field in
      if case .bits(let offset, let width) = field.place { (offset + width + 7) / 8 } else { 0 }
    }
    self.init(
      name, aliases: aliases, title: title, rfc: rfc, fixedLength: ends.reduce(headerLength, max), fields: fields,
      positional: positional, read: { _, _, _ in nil })
  }
}

extension LayerSchema: Hashable {
  package static func == (a: LayerSchema, b: LayerSchema) -> Bool { a === b }
  package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
