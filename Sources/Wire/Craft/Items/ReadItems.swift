import Base

extension Packet {
  /// The value of a shorthand: of a field of the first such item, or 1 for an item without fields.
  func itemValue(_ schema: LayerSchema, _ field: Int?, in header: Header, at span: Int) -> FieldValue? {
    guard let item = items(in: header, holding: schema).first(where: { $0.schema === schema }) else { return nil }
    guard let field else { return .number(1) }
    return value(of: schema.fields[field], in: item, at: span)
  }

  /// The items of those lists of a header that may hold an item, as far as they can be read.
  private func items(in header: Header, holding schema: LayerSchema) -> [Header] {
    header.schema.variable.flatMap { index -> [Header] in
      let field = header.schema.fields[index]
      guard case .items(let list) = field.kind, list.holds(schema), let range = bytes.range(of: field, in: header)
      else { return [] }
      return bytes.items(list, in: range, of: header).items
    }
  }
}
