import Base

/// The items that a field may hold: small schemas of their own, known by name in scripts and by a code in bytes.
///
/// A new item is a schema and its place in a list. An unknown code is read by the last schema, which keeps its bytes.
package final class ItemList: Sendable {
  /// In the order in which they are listed; the generic one comes last.
  package let schemas: [LayerSchema]
  /// Bytes to a multiple of which an item is padded with zeros.
  let alignment: Int
  /// What fills the header up behind the last item: this many bytes.
  let padding: @Sendable (Int) -> [UInt8]
  /// How many items there are, where a header's field says so; by default as many as there are bytes for.
  let count: (@Sendable (_ bytes: [UInt8], _ origin: Int) -> Int)?
  /// The item that begins at `at`: its schema and its end without padding. Nil: none can be read there.
  let find: @Sendable (_ bytes: [UInt8], _ at: Int, _ end: Int, _ origin: Int) -> FoundItem?
  /// Behind an item of this schema nothing has a meaning.
  let last: LayerSchema?
  private let byName: [String: LayerSchema]

  /// Items with a frame of their own.
  init(
    _ schemas: [LayerSchema], alignment: Int = 1, last: LayerSchema? = nil,
    padding: @escaping @Sendable (Int) -> [UInt8] = { [UInt8](repeating: 0, count: $0) },
    count: (@Sendable (_ bytes: [UInt8], _ origin: Int) -> Int)? = nil,
    find: @escaping @Sendable (_ bytes: [UInt8], _ at: Int, _ end: Int, _ origin: Int) -> FoundItem?
  ) {
    self.schemas = schemas
    self.alignment = alignment
    self.last = last
    self.padding = padding
    self.count = count
    self.find = find
    var byName: [String: LayerSchema] = [:]
    for schema in schemas {
      for name in [schema.name] + schema.aliases { byName[NameTable.plain(name)] = schema }
    }
    self.byName = byName
  }

  /// Items in the manner of TCP's options.
  ///
  /// - Parameter generic: reads what no schema of `known` does; made by `TLV.generic`.
  convenience init(
    _ frame: TLV, _ known: [LayerSchema], generic: LayerSchema, alignment: Int = 1, last: LayerSchema? = nil,
    padding: @escaping @Sendable (Int) -> [UInt8] = { [UInt8](repeating: 0, count: $0) }
  ) {
    let byKind = Dictionary(known.map { (frame.kind(of: $0), $0) }) { first, _ in first }
    self.init(known + [generic], alignment: alignment, last: last, padding: padding) { bytes, at, end, origin in
      frame.find(bytes, at, end, origin, byKind, generic)
    }
  }

  /// An item by name; case does not matter, and `_` serves for `-`.
  package func schema(named name: String) -> LayerSchema? { byName[name] ?? byName[NameTable.plain(name)] }

  package func holds(_ schema: LayerSchema) -> Bool { schemas.contains { $0 === schema } }

  package var names: [String] { schemas.map(\.name) }
  var allNames: [String] { schemas.flatMap { [$0.name] + $0.aliases } }
}

/// One item in bytes.
struct FoundItem {
  let schema: LayerSchema
  let end: Int
}
