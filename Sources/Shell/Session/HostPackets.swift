import Base
import Lab
import Script
import Wire

/// What the language asks about packets.
extension Session {
  package func isLayer(_ name: String) -> Bool { LayerSchema.find(name) != nil }

  package func packet(from stack: [StackElement], at range: SourceRange, _ evaluator: Evaluator)
    throws(ScriptFailure) -> Value
  {
    try build(try written(stack, at: range, evaluator), at: range)
  }

  package func packet(number: UInt64) -> Value? {
    guard let id = UInt32(exactly: number), id > 0,
      case .packet(let packet) = try? stage.lab.answer(.packet(PacketID(id)))
    else { return nil }
    return .host(seen(packet, PacketID(id)))
  }

  /// A packet that was seen in the lab.
  func seen(_ packet: IPPacket, _ number: PacketID?) -> PacketValue {
    PacketValue(found: opened(Packet(packet)), number: number)
  }

  package func event(number: UInt64) -> Value? {
    stage.record(Int(clamping: number)).map { .host(EventValue(record: $0)) }
  }

  package func changing(_ value: Value, _ changes: [Argument], _ evaluator: Evaluator) throws(ScriptFailure) -> Value {
    try changed(value, changes, evaluator)
  }

  package func values(of field: String, in layer: String) -> [Completion] {
    if FunctionTable.function(layer) != nil {
      return ["keep", "also"].contains(field) ? names(of: "layer") ?? [] : []
    }
    guard let schema = schema(at: layer), let field = schema[field] else { return [] }
    if schema.namesParties, field.name == "from" || field.name == "to" {
      let parties = stage.names(.client) + stage.names(.gateway) + [TunnelMaterial.stranger]
      return parties.map { Completion($0, .word) }
    }
    guard let items = field.items else { return schema.words(of: field).map { Completion($0, .word) } }
    return items.schemas.map { item in
      Completion(item.positional.isEmpty ? item.name : "\(item.name)(", .word, help: item.title)
    }
  }

  /// A layer by name, or an item by the way to it: `tcp.options.mss`.
  func schema(at path: String) -> LayerSchema? {
    if let layer = LayerSchema.find(path) { return layer }
    let steps = path.split(separator: ".").map(String.init)
    guard steps.count > 2, let field = schema(at: steps.dropLast(2).joined(separator: "."))?[steps[steps.count - 2]]
    else { return nil }
    return field.items?.schema(named: steps[steps.count - 1])
  }

  package func fields(of layer: String) -> [Completion]? {
    if let function = FunctionTable.function(layer) {
      return function.signature.parameters.map { Completion($0.name, .field, help: $0.meaning) }
    }
    guard let schema = schema(at: layer) else { return nil }
    let listed = schema.fieldNames.compactMap { schema[$0] }
    let others = schema.fields.filter { !schema.fieldNames.contains($0.name) }
    return (listed + others).map { Completion($0.name, .field, help: $0.meaning) }
  }
}
