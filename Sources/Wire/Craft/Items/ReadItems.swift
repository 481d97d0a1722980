import Base

extension Packet {
  /// The value of a shorthand: of a field of the first such item, or 1 for an item without fields.
  func itemValue(_ schema: LayerSchema, _ field: Int?, in header: Header, at span: Int) -> FieldValue? {
    guard let item = items(in: header, holding: schema).first(where: { $0.schema === schema }) else { return nil }
    guard let field else { return .number(1) }
    return value(of: schema.fields[field], in: item, at: span)
  }

  func itemValue(_ schema: LayerSchema, field: String, in header: Header, at span: Int) -> FieldValue? {
    schema.index(of: field).flatMap { itemValue(schema, $0, in: header, at: span) }
  }

  /// An item with the fields that must be set to have its bytes, and what pads it where that is not zero.
  func item(writtenFrom header: Header, of list: ItemList, at span: Int) -> Layer {
    var item = layer(writtenFrom: header, at: span)
    let end = header.start + (header.end - header.start + list.alignment - 1) / list.alignment * list.alignment
    guard end > header.end, end <= bytes.count, let index = header.schema.index(of: ItemList.fillName),
      bytes[header.end..<end].contains(where: { $0 != 0 })
    else { return item }
    item.assign(index, .bytes(Array(bytes[header.end..<end])))
    return item
  }

  /// All items of a header, list by list, as far as they can be read; or of those lists alone that may hold an item.
  func items(in header: Header, holding schema: LayerSchema? = nil) -> [Header] {
    header.schema.variable.flatMap { index -> [Header] in
      let field = header.schema.fields[index]
      guard case .items(let list) = field.kind, schema.map(list.holds) ?? true,
        let range = bytes.range(of: field, in: header)
      else { return [] }
      return bytes.items(list, in: range, of: header).items
    }
  }
}
