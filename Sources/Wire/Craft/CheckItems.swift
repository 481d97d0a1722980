import Base

/// Values of the kinds that have no fixed width.
extension FieldSchema {
  func endpoint(_ value: FieldValue, in schema: LayerSchema) throws(CraftingError) -> FieldValue {
    if case .endpoint = value { return value }
    if let word = value.word, let endpoint = Endpoint(word) { return .endpoint(endpoint) }
    throw CraftingError(schema, name, .wrongType(wanted: "an address with a port", got: value))
  }

  /// Text, or bytes where they are no text.
  func text(_ value: FieldValue, in schema: LayerSchema) throws(CraftingError) -> FieldValue {
    switch value {
    case .text: return value
    case .name(let word): return .text(word)
    case .address(let address): return .text(address.description)
    case .bytes(let bytes): return String(validating: bytes, as: UTF8.self).map(FieldValue.text) ?? value
    default: throw CraftingError(schema, name, .wrongType(wanted: "text", got: value))
    }
  }

  /// One value stands for a list of one. Bytes stay as they are.
  func list(_ value: FieldValue, of element: ListElement, in schema: LayerSchema) throws(CraftingError) -> FieldValue {
    let members: [FieldValue]
    switch value {
    case .bytes: return value
    case .list(let list): members = list
    default: members = [value]
    }
    var checked: [FieldValue] = []
    for member in members { checked.append(try self.member(member, of: element, in: schema)) }
    return .list(checked)
  }

  private func member(_ value: FieldValue, of element: ListElement, in schema: LayerSchema) throws(CraftingError)
    -> FieldValue
  {
    if case .string = element { return try text(value, in: schema) }
    let kind: FieldKind = if case .address(let family) = element { .address(family) } else { .number }
    let width = if case .address = element { element.length * 8 } else { element.width }
    let single = FieldSchema(name, .bits(offset: 0, width: width), kind, meaning)
    let checked = try single.canonical(value, in: schema)
    switch (element, checked) {
    case (.address, .address), (.number, .number), (.range, .range): return checked
    default: throw CraftingError(schema, name, .wrongType(wanted: element.words, got: value))
    }
  }

  /// Items: a list of calls and names, or one of them. Bytes stay as they are.
  func items(_ value: FieldValue, _ list: ItemList, in schema: LayerSchema) throws(CraftingError) -> FieldValue {
    switch value {
    case .bytes: return value
    case .items(let items) where items.allSatisfy({ list.holds($0.schema) }): return value
    case .list(let members):
      var items: [Layer] = []
      for member in members { items.append(try item(member, list, in: schema)) }
      return .items(items)
    default: return .items([try item(value, list, in: schema)])
    }
  }

  private func item(_ value: FieldValue, _ list: ItemList, in schema: LayerSchema) throws(CraftingError) -> Layer {
    switch value {
    case .name(let word): return try item(word, [], list, in: schema)
    case .call(let word, let arguments): return try item(word, arguments, list, in: schema)
    case .items(let items) where items.count == 1 && list.holds(items[0].schema): return items[0]
    default: throw CraftingError(schema, name, .wrongType(wanted: "items", got: value))
    }
  }

  private func item(_ word: String, _ arguments: [FieldArgument], _ list: ItemList, in schema: LayerSchema)
    throws(CraftingError) -> Layer
  {
    guard let found = list.schema(named: word) else {
      let suggestion = Suggestion.nearest(to: word, in: list.allNames)
      throw CraftingError(schema, name, .unknownItem(word, allowed: list.names, suggestion: suggestion))
    }
    return try Layer(found, arguments)
  }
}

extension ListElement {
  /// Bits of one number.
  fileprivate var width: Int {
    switch self {
    case .address: length * 8
    case .number(let width), .range(let width): width
    case .string: length * 8
    }
  }
}

extension Layer {
  /// An item as a script writes it. Arguments without a name go to its fields in order; what is left over goes to the
  /// last of them, if that takes a list.
  init(_ item: LayerSchema, _ arguments: [FieldArgument]) throws(CraftingError) {
    self.init(item)
    var places = item.positional[...]
    var rest: [FieldValue] = []
    for argument in arguments {
      if let name = argument.name {
        try set(name, to: argument.value)
      } else if places.count == 1, item.fields[places[places.startIndex]].takesMany {
        rest.append(argument.value)
      } else if let index = places.popFirst() {
        assign(index, try item.fields[index].canonical(argument.value, in: item))
      } else {
        throw CraftingError(item, nil, .tooManyArguments(arguments.count, max: item.positional.count))
      }
    }
    guard let last = places.first, !rest.isEmpty else { return }
    let value = if rest.count == 1 { rest[0] } else { FieldValue.list(rest) }
    assign(last, try item.fields[last].canonical(value, in: item))
  }
}

extension FieldSchema {
  fileprivate var takesMany: Bool {
    switch kind {
    case .list, .items: true
    default: false
    }
  }
}
