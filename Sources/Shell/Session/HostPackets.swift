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

  /// Patterns can be joined, with each other and with conditions: `packets where udp(dport=53) or icmp`.
  package func matcher(_ pattern: Expression, _ evaluator: Evaluator) throws(ScriptFailure) -> Matcher? {
    if isPattern(pattern, evaluator) {
      let compiled = try self.pattern(pattern, evaluator)
      return { value throws(ScriptFailure) in value.seen.map { $0.matches(compiled) } ?? false }
    }
    switch pattern.kind {
    case .binary(.and, let left, let right):
      guard let (a, b) = try both(left, right, evaluator) else { return nil }
      return { value throws(ScriptFailure) in try a(value) ? try b(value) : false }
    case .binary(.or, let left, let right):
      guard let (a, b) = try both(left, right, evaluator) else { return nil }
      return { value throws(ScriptFailure) in try a(value) ? true : try b(value) }
    case .unary(.not, let inner):
      guard let inner = try matcher(inner, evaluator) else { return nil }
      return { value throws(ScriptFailure) in try inner(value) == false }
    default: return nil
    }
  }

  /// Both sides, if at least one is a pattern.
  private func both(_ left: Expression, _ right: Expression, _ evaluator: Evaluator)
    throws(ScriptFailure) -> (Matcher, Matcher)?
  {
    let (a, b) = (try matcher(left, evaluator), try matcher(right, evaluator))
    if a == nil, b == nil { return nil }
    return (a ?? Self.condition(left, evaluator), b ?? Self.condition(right, evaluator))
  }

  /// What is no pattern is a condition on the fields in reach.
  private static func condition(_ expression: Expression, _ evaluator: Evaluator) -> Matcher {
    { _ throws(ScriptFailure) in try evaluator.condition(expression) }
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

/// What a pattern is held against: bytes that were seen, dissected only where the pattern needs it.
enum SeenPacket {
  case whole(IPPacket)
  case dissected(Packet)

  func matches(_ pattern: PacketPattern) -> Bool {
    switch self {
    case .whole(let packet): pattern.matches(packet)
    case .dissected(let packet): pattern.matches(packet)
    }
  }
}

extension Value {
  /// The packet that a value is or speaks of.
  var seen: SeenPacket? {
    switch self {
    case .host(let packet as PacketValue): .dissected(packet.packet)
    case .host(let captured as CapturedValue): captured.seen
    case .host(let event as EventValue): event.record.seen.map { .whole($0.packet) }
    default: nil
    }
  }
}
