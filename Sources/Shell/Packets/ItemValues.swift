import Script
import Wire

/// Lists and items between the brackets of a field: `options=[nop, mss(1460)]`.
extension Session {
  /// `[a, b]`: a list where the field takes one, else a set: each member makes a packet.
  func listValue(_ members: [Expression], of field: FieldSchema?, _ evaluator: Evaluator) throws(ScriptFailure)
    -> Wire.FieldValue
  {
    var values: [Wire.FieldValue] = []
    for member in members { values.append(try fieldValue(member, of: field, evaluator)) }
    return field.takesList ? .list(values) : .set(values.flatMap(\.members))
  }

  /// `mss(1460)`: an item of the field, where nothing else in reach bears the name.
  func itemValue(_ call: LayerCall, of field: FieldSchema?, _ evaluator: Evaluator) throws(ScriptFailure)
    -> Wire.FieldValue?
  {
    let name = call.name.text
    if case .function? = evaluator.variable(name) { return nil }
    let schema = field?.items?.schema(named: name)
    // What is no item may be what Scapy calls: that is told where calls are.
    guard schema != nil || (!isCallable(name) && field?.isOther != true) else { return nil }
    var arguments: [FieldArgument] = []
    for (i, argument) in call.arguments.enumerated() {
      guard argument.relation == .assign else {
        throw Self.failure(.wrongFieldType, "fields of `\(name)` are written name=value", argument.range)
      }
      let inner = schema?.field(argument.name?.text, at: i)
      arguments.append(FieldArgument(argument.name?.text, try fieldValue(argument.value, of: inner, evaluator)))
    }
    return .call(name, arguments)
  }

  func isCallable(_ name: String) -> Bool {
    isLayer(name) || FunctionTable.function(name) != nil || Builtins.all.contains { $0.name == name }
  }
}

extension FieldSchema {
  /// Whether it holds no items of its own.
  fileprivate var isOther: Bool { items == nil }
  /// The items that the field may hold.
  var items: ItemList? { if case .items(let list) = kind { list } else { nil } }
}

extension FieldSchema? {
  var takesList: Bool {
    switch self?.kind {
    case .items, .list: true
    default: false
    }
  }
}

extension LayerSchema {
  /// The field that an argument of an item goes to: the one that it names, or the one of its place. What is left over
  /// goes to the last.
  func field(_ name: String?, at place: Int) -> FieldSchema? {
    if let name { return self[name] }
    return (positional.indices.contains(place) ? positional[place] : positional.last).map { fields[$0] }
  }
}

/// One item of a packet: `p.tcp.options[0]`.
final class ItemValue: HostValue {
  let item: Layer

  init(_ item: Layer) { self.item = item }

  var typeName: String { "item" }
  var description: String { item.itemSource }
  var memberNames: [String] { ["name"] + item.schema.fields.map(\.name) }

  /// A field that was not set has its initial value, if it is no computed one.
  func member(_ name: String) -> Value? {
    guard let field = item.schema[name] else { return name == "name" ? .string(item.schema.name) : nil }
    if let value = item.value(of: field.name) { return Value(value) }
    return field.computed == nil && field.width ?? 65 <= 64 ? .integer(Int64(clamping: field.initial)) : Value.none
  }

  func equals(_ other: any HostValue) -> Bool { (other as? ItemValue)?.item == item }
}
