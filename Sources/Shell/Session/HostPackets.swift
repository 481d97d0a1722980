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
    return .host(PacketValue(packet, number: PacketID(id)))
  }

  package func event(number: UInt64) -> Value? {
    stage.record(Int(clamping: number)).map { .host(EventValue(record: $0)) }
  }

  package func changing(_ value: Value, _ changes: [Argument], _ evaluator: Evaluator) throws(ScriptFailure) -> Value {
    try changed(value, changes, evaluator)
  }

  package func values(of field: String, in layer: String) -> [Completion] {
    (LayerSchema.find(layer)?[field]?.words ?? []).map { Completion($0, .word) }
  }

  package func fields(of layer: String) -> [Completion]? {
    guard let schema = LayerSchema.find(layer) else { return nil }
    let listed = schema.fieldNames.compactMap { schema[$0] }
    let others = schema.fields.filter { !schema.fieldNames.contains($0.name) }
    return (listed + others).map { Completion($0.name, .field, help: $0.meaning) }
  }
}
