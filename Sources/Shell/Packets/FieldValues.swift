import Base
import Script
import Wire

extension Session {
  /// What is written right of a field's `=`. A bare name is a variable's value, a packet `p17`, or a name of the
  /// field's registry, in this order.
  func fieldValue(_ expression: Expression, _ evaluator: Evaluator) throws(ScriptFailure) -> Wire.FieldValue {
    switch expression.kind {
    case .name(let name) where evaluator.variable(name) == nil && !Self.isPacketNumber(name): return Self.named(name)
    case .word(let word) where word.path.first.flatMap({ evaluator.variable($0.text) }) == nil:
      return Self.named(word.text)
    case .member:
      if let name = expression.dottedName?.text, evaluator.variable(String(name.prefix { $0 != "." })) == nil,
        !Self.isPacketNumber(String(name.prefix { $0 != "." }))
      {
        return .name(name)
      }
    case .set(let members): return .set(try members.map { e throws(ScriptFailure) in try fieldValue(e, evaluator) })
    default: break
    }
    let value = try resolved(try evaluator.value(of: expression), expression.range)
    guard let field = Wire.FieldValue(value) else {
      throw ScriptFailure(
        .runtime, Diagnostic(.wrongFieldType, "no field can hold \(value.fact)", at: expression.range))
    }
    return field
  }

  private static func named(_ name: String) -> Wire.FieldValue { name == "auto" ? .auto : .name(name) }

  static func isPacketNumber(_ name: String) -> Bool {
    name.count > 1 && name.hasPrefix("p") && name.dropFirst().allSatisfy { $0.isASCII && $0.isNumber }
  }
}

extension Wire.FieldValue {
  /// The plain form of a script's value; nil for what no field can hold.
  init?(_ value: Value) {
    switch value {
    case .integer(let number), .byteCount(let number):
      guard number >= 0 else { return nil }
      self = .number(UInt64(number))
    case .bool(let flag): self = .number(flag ? 1 : 0)
    case .string(let text): self = .text(text)
    case .bytes(let bytes): self = .bytes(bytes)
    case .address(let address): self = .address(address)
    case .prefix(let prefix): self = .prefix(prefix)
    case .range(let range):
      guard range.lowerBound >= 0 else { return nil }
      self = .range(UInt64(range.lowerBound), UInt64(range.upperBound))
    case .set(let values), .list(let values):
      let members = values.compactMap { Wire.FieldValue($0) }
      guard members.count == values.count else { return nil }
      self = .set(members)
    case .host(is AutoValue): self = .auto
    case .host(let packet as PacketValue): self = .packet(packet.crafted)
    case .host(let captured as CapturedValue): self = .packet(captured.packet.crafted)
    default: return nil
    }
  }
}
