import Base

extension Packet {
  /// The value of a shorthand: of a field of the first such item, or 1 for an item without fields.
  func itemValue(_ schema: LayerSchema, _ field: Int?, in header: Header, at span: Int) -> FieldValue? {
    guard let item = items(in: header).first(where: { $0.schema === schema }) else { return nil }
    guard let field else { return .number(1) }
    return value(of: schema.fields[field], in: item, at: span)
  }

  /// All items of a header, list by list, as far as they can be read.
  func items(in header: Header) -> [Header] {
    header.schema.variable.flatMap { index -> [Header] in
      let field = header.schema.fields[index]
      guard case .items(let list) = field.kind, let range = bytes.range(of: field, in: header) else { return [] }
      return bytes.items(list, in: range, of: header).items
    }
  }
}
