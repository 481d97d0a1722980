import Base

/// One layer as it is written: its schema, and the fields that were set. All others are computed, or have their
/// initial value, when the packet is built.
package struct Layer: Hashable, Sendable {
  package struct Assignment: Hashable, Sendable {
    /// Index in the schema's `fields`.
    package let field: Int
    package internal(set) var value: FieldValue
  }

  package let schema: LayerSchema
  /// Ascending by field. Values are canonical.
  package internal(set) var assignments: [Assignment] = []
  /// One bit for each field that is set; no schema has more fields than that.
  private var present: UInt64 = 0
  /// `src` and `dst` of a shorthand, for the IP layer below.
  package internal(set) var lent: [Lent] {
    get { lending ?? [] }
    set { lending = newValue.isEmpty ? nil : newValue }
  }
  /// nil where nothing is lent, as nearly always: layers are copied often.
  private var lending: [Lent]?
  var lends: Bool { lending != nil }

  package struct Lent: Hashable, Sendable {
    package let field: String
    package internal(set) var value: FieldValue
  }

  package init(_ schema: LayerSchema) { self.schema = schema }

  /// A layer by name with fields by name, as written in a script: `Layer("ip", [("dst", .address(a))])`.
  ///
  /// The error's `layer` is 0; its `field` names what is wrong.
  package init(_ name: String, _ fields: [(name: String, value: FieldValue)] = []) throws(CraftingError) {
    self.init(try LayerSchema.named(name))
    for field in fields { try set(field.name, to: field.value) }
  }

  /// The value that was set; nil where the field will be computed or take its initial value.
  package func value(ofFieldAt index: Int) -> FieldValue? { assignments.first { $0.field == index }?.value }

  /// Whether the field was set, without looking at to what.
  func sets(_ index: Int) -> Bool { present >> UInt64(index) & 1 == 1 }

  package func value(of field: String) -> FieldValue? { schema.index(of: field).flatMap(value(ofFieldAt:)) }

  /// Sets a field by its index, or gives it back with `.auto`. Names, numbers and addresses are checked here.
  package mutating func set(_ index: Int, to value: FieldValue) throws(CraftingError) {
    let schema = schema
    assign(index, try schema.fields[index].canonical(value, in: schema))
  }

  /// The same of a field by its name, or of what the layer lends.
  package mutating func set(_ field: String, to value: FieldValue) throws(CraftingError) {
    if let index = schema.index(of: field) {
      try set(index, to: value)
    } else if schema.lends(field) {
      try lend(field.lowercased(), value)
    } else {
      throw CraftingError(unknownField: field, of: schema)
    }
  }

  mutating func assign(_ index: Int, _ value: FieldValue) {
    let wasSet = sets(index)
    if case .auto = value {
      present &= ~(1 << UInt64(index))
      if wasSet { assignments.removeAll { $0.field == index } }
      return
    }
    present |= 1 << UInt64(index)
    let assignment = Assignment(field: index, value: value)
    // A list of one is made in one piece; most layers have no more.
    if assignments.isEmpty {
      assignments = [assignment]
      return
    }
    let at = assignments.firstIndex { $0.field >= index } ?? assignments.count
    if wasSet { assignments[at] = assignment } else { assignments.insert(assignment, at: at) }
  }
}

extension LayerSchema {
  /// Whether the layer takes the `src` and `dst` of the IP layer that is put below it.
  func lends(_ field: String) -> Bool {
    switch foundation {
    case .none: return false
    case .ip: return ["src", "dst"].contains(field.lowercased())
    case .layer(let below, _): return below().lends(field)
    }
  }
}

extension Layer {
  private mutating func lend(_ field: String, _ value: FieldValue) throws(CraftingError) {
    lent.removeAll { $0.field == field }
    switch value {
    case .auto: break
    case .address, .prefix: lent.append(Lent(field: field, value: value))
    case .set(let members) where members.allSatisfy(\.isAddress): lent.append(Lent(field: field, value: value))
    default: throw CraftingError(schema, field, .wrongType(wanted: "an address", got: value))
    }
  }
}

extension FieldValue {
  var isAddress: Bool {
    switch self {
    case .address, .prefix: true
    default: false
    }
  }
}
