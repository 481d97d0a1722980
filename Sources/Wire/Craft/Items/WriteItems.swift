import Base

extension Layer {
  /// What is written for a list: its items, then those that a shorthand makes.
  ///
  /// A shorthand speaks of the first item of its kind if there is one: `p with tcp.mss=1200`.
  func items(of list: ItemList) -> [Layer] {
    var items: [Layer] = []
    for assignment in assignments {
      let field = schema.fields[assignment.field]
      switch (field.place, field.kind, assignment.value) {
      case (_, .items(let own), .items(let layers)) where own === list: items += layers
      case (.item(let item, let index), _, let value) where list.holds(item):
        Self.apply(value, to: item, index, in: &items)
      default: break
      }
    }
    return items
  }

  private static func apply(_ value: FieldValue, to schema: LayerSchema, _ field: Int?, in items: inout [Layer]) {
    let at = items.firstIndex { $0.schema === schema }
    if field == nil, value == .number(0) {
      if let at { items.remove(at: at) }
      return
    }
    var item = at.map { items[$0] } ?? Layer(schema)
    if let field { item.assign(field, value) }
    if let at { items[at] = item } else { items.append(item) }
  }
}
