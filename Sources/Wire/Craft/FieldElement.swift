import Base

/// One item of a list in a layer, or a field of that item: `answers[0].ttl`, `options[1]`. Counted from 0.
package struct FieldElement: Hashable, Sendable {
  /// The list's name in the layer.
  let list: String
  let index: Int
  /// Of the item; nil for the whole item.
  let field: String?

  /// Nil for a name without an index.
  ///
  /// - Throws: where the layer has no such list, or none of its items such a field.
  package init?(_ text: String, of layer: LayerSchema) throws(CraftingError) {
    guard let open = text.firstIndex(of: "[") else { return nil }
    let rest = text[text.index(after: open)...]
    let name = String(text[..<open])
    guard let close = rest.firstIndex(of: "]"), let index = Int(rest[..<close]), index >= 0 else {
      throw CraftingError(layer, nil, .badPath(text))
    }
    guard let schema = layer[name] else { throw CraftingError(unknownField: name, of: layer) }
    guard case .items(let items) = schema.kind, schema.isVariable else {
      throw CraftingError(layer, nil, .badPath(text))
    }
    let behind = rest[rest.index(after: close)...]
    guard behind.isEmpty || behind.first == "." && behind.dropFirst().allSatisfy({ $0 != "." && $0 != "[" }) else {
      throw CraftingError(layer, nil, .badPath(text))
    }
    let field = behind.isEmpty ? nil : String(behind.dropFirst())
    if let field, !items.schemas.contains(where: { $0[field] != nil }) {
      let known = items.schemas.flatMap(\.fields).map(\.name)
      let nearest = Suggestion.nearest(to: field, in: known).map { "\(name)[\(index)].\($0)" }
      throw CraftingError(layer, text, .unknownField(text, suggestion: nearest))
    }
    (list, self.index, self.field) = (schema.name, index, field)
  }

  /// What decides how a value for it is read.
  package func schema(in layer: LayerSchema) -> FieldSchema? {
    guard let list = layer[list] else { return nil }
    guard let field, case .items(let items) = list.kind else { return list }
    return items.schemas.lazy.compactMap { $0[field] }.first
  }
}

extension FieldElement: CustomStringConvertible {
  package var description: String { "\(list)[\(index)]\(field.map { ".\($0)" } ?? "")" }
}

extension Packet {
  /// The bytes of the item; nil where the list has fewer.
  func header(of element: FieldElement, at span: Int) -> Header? {
    guard let field = layers[span].schema[element.list], case .items(let list) = field.kind,
      let range = bytes.range(of: field, in: layers[span].header)
    else { return nil }
    let items = bytes.items(list, in: range, of: layers[span].header).items
    return items.indices.contains(element.index) ? items[element.index] : nil
  }

  func value(of element: FieldElement, at span: Int) -> FieldValue? {
    guard let header = header(of: element, at: span) else { return nil }
    guard let name = element.field else { return .items([layer(writtenFrom: header, at: span)]) }
    return header.schema[name].flatMap { value(of: $0, in: header, at: span) }
  }
}

extension Layer {
  /// Sets a field of an item, puts another item in its place, or with `.auto` gives the field back or takes the item out.
  mutating func set(_ element: FieldElement, to value: FieldValue) throws(CraftingError) {
    guard let index = schema.index(of: element.list), case .items(let list) = schema.fields[index].kind else { return }
    if case .bytes = self.value(ofFieldAt: index) {
      throw CraftingError(schema, element.list, .noSuchLayer("\(schema.name).\(element)"))
    }
    // As the packet has them: those written one by one, and those that a shorthand made.
    var items = items(of: list)
    guard items.indices.contains(element.index) else {
      throw CraftingError(schema, element.list, .noSuchLayer("\(schema.name).\(element)"))
    }
    if let field = element.field {
      try items[element.index].set(field, to: value)
    } else if case .auto = value {
      items.remove(at: element.index)
    } else if case .items(let new) = try schema.fields[index].canonical(.list([value]), in: schema) {
      items.replaceSubrange(element.index...element.index, with: new)
    }
    for shorthand in schema.shorthands {
      if case .item(let item, _) = schema.fields[shorthand].place, list.holds(item) { assign(shorthand, .auto) }
    }
    assign(index, .items(items))
  }
}

/// A comparison of an element, compiled for each kind of item that has the field.
struct CompiledElement: Sendable {
  let element: FieldElement
  let written: FieldTest
  private let tests: [(schema: LayerSchema, test: CompiledTest)]
  /// Of a whole item.
  private let item: CompiledItem?
  private let negated: Bool

  init(_ element: FieldElement, _ test: FieldTest, in schema: LayerSchema) throws(CraftingError) {
    self.element = element
    written = test
    negated = test.comparison == .notEqual
    guard let list = schema[element.list], case .items(let items) = list.kind else {
      throw CraftingError(schema, nil, .badPath("\(element)"))
    }
    guard let name = element.field else {
      guard test.comparison == .equal || negated,
        case .items(let wanted) = try list.canonical(.list([test.value]), in: schema), let first = wanted.first
      else { throw CraftingError(schema, element.list, .wrongType(wanted: "an item behind = or !=", got: test.value)) }
      (item, tests) = (try CompiledItem(first), [])
      return
    }
    item = nil
    var tests: [(schema: LayerSchema, test: CompiledTest)] = []
    var failure: CraftingError?
    for kind in items.schemas {
      guard let field = kind[name] else { continue }
      do throws(CraftingError) {
        let value = try field.canonical(test.value, in: kind)
        tests.append((kind, try CompiledTest(test, field, value: value, in: kind)))
      } catch { failure = failure ?? error }
    }
    if tests.isEmpty, let failure { throw CraftingError(schema, test.field, failure.problem) }
    self.tests = tests
  }

  func holds(in packet: Packet, at span: Int) -> Bool {
    guard let header = packet.header(of: element, at: span) else { return false }
    if let item { return item.matches(header, in: packet, at: span) != negated }
    return tests.first { $0.schema === header.schema }?.test.holds(in: packet, header, at: span) ?? false
  }

  /// `< 60`
  var expectation: String {
    written.comparison == .equal ? written.value.text : "\(written.comparison.rawValue) \(written.value.text)"
  }

  func actual(in packet: Packet, at span: Int) -> String? { packet.value(of: element, at: span)?.text }
}
