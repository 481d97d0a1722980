import Base
import Script
import Wire

extension Session {
  /// What is written right of a field's `=`. A bare name is a variable's value, a packet `p17`, or a name of the
  /// field's registry, in this order.
  ///
  /// - Parameter field: decides what `rand` draws; nil where it is not known.
  func fieldValue(_ expression: Expression, of field: FieldSchema?, _ evaluator: Evaluator) throws(ScriptFailure)
    -> Wire.FieldValue
  {
    if Self.isBareRand(expression), evaluator.variable(Rand.signature.name) == nil {
      return try drawn(field, expression.range)
    }
    switch expression.kind {
    case .name(let name) where evaluator.variable(name) == nil && !Self.isPacketNumber(name): return Self.named(name)
    // A word of some fields: no flag at all.
    case .literal(.none): return Self.named("none")
    case .literal: break
    case .word(let word) where word.path.first.flatMap({ evaluator.variable($0.text) }) == nil:
      return Self.named(word.text)
    case .member:
      if let name = expression.dottedName?.text, evaluator.variable(String(name.prefix { $0 != "." })) == nil,
        !Self.isPacketNumber(String(name.prefix { $0 != "." }))
      {
        return .name(name)
      }
    case .list(let members): return try listValue(members, of: field, evaluator)
    case .call(let call):
      if let bytes = try rawBytes(call, of: field, evaluator) { return .raw(bytes) }
      if let item = try itemValue(call, of: field, evaluator) { return item }
    case .set(let members):
      let values = try members.map { e throws(ScriptFailure) in try fieldValue(e, of: field, evaluator) }
      return .set(values.flatMap(\.members))
    case .binary(.add, _, _):
      if case .flags? = field?.kind, let names = expression.addedNames,
        names.allSatisfy({ evaluator.variable($0) == nil })
      {
        return .name(names.joined(separator: "+"))
      }
    default: break
    }
    let value = try resolved(try evaluator.value(of: expression), expression.range)
    guard let field = Wire.FieldValue(value, of: field) else { throw Self.unfit(value, expression) }
    return field
  }

  /// Why no field can hold a value.
  private static func unfit(_ value: Value, _ expression: Expression) -> ScriptFailure {
    if case .host(let set as PacketSetValue) = value {
      return failure(
        .onePacketNeeded, "one packet is needed, and this makes \(set.packets.count)", expression.range,
        "give every field one value")
    }
    return failure(
      .wrongFieldType, "no field can hold \(value.fact)", expression.range,
      expression.meantRange.map { "did you mean the range `\($0)`?" } ?? "")
  }

  /// `ttl=raw x"01 02"`: bytes in the place of a field. What holds a packet takes it as one.
  private func rawBytes(_ call: LayerCall, of field: FieldSchema?, _ evaluator: Evaluator) throws(ScriptFailure)
    -> [UInt8]?
  {
    guard call.name.text == Parser.rawWord, call.arguments.count == 1, evaluator.variable(Parser.rawWord) == nil,
      call.arguments[0].name?.text == Parser.rawField, field?.takesPacket != true
    else { return nil }
    let value = try evaluator.value(of: call.arguments[0].value)
    switch value {
    case .bytes(let bytes): return bytes
    case .string(let text): return Array(text.utf8)
    default: throw Self.failure(.wrongFieldType, "`raw` takes bytes, not \(value.fact)", call.arguments[0].range)
    }
  }

  /// `rand` or `rand()`: whatever fits the field.
  private static func isBareRand(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .name(let name): name == Rand.signature.name
    case .call(let call): call.name.text == Rand.signature.name && call.arguments.isEmpty
    default: false
    }
  }

  private func drawn(_ field: FieldSchema?, _ range: SourceRange) throws(ScriptFailure) -> Wire.FieldValue {
    var chance = stage.drawChance(Rand.signature.name)
    // What is no field of the layer's own is an address for the IP layer below it.
    guard let field else { return .address(.drawn(from: &chance, .v4)) }
    guard let value = field.drawn(from: &chance) else {
      throw Self.failure(.wrongFieldType, "`rand` cannot make what goes into `\(field.name)`", range)
    }
    return value
  }

  /// `None` is how Scapy gives a field back.
  private static func named(_ name: String) -> Wire.FieldValue {
    name == "auto" || name == "None" ? .auto : .name(name)
  }

  static func isPacketNumber(_ name: String) -> Bool {
    name.count > 1 && name.hasPrefix("p") && name.dropFirst().allSatisfy { $0.isASCII && $0.isNumber }
  }
}

extension FieldSchema {
  fileprivate var takesPacket: Bool { if case .packet = kind { true } else { false } }
}

extension Expression {
  /// The names in `syn+ack`; nil where anything else is added.
  fileprivate var addedNames: [String]? {
    switch kind {
    case .name(let name): return [name]
    case .binary(.add, let left, let right):
      guard let left = left.addedNames, let right = right.addedNames else { return nil }
      return left + right
    default: return nil
    }
  }

  /// `1..5`, where `1-5` was written.
  fileprivate var meantRange: String? {
    guard case .binary(.subtract, let left, let right) = kind, case .literal(.integer(let low)) = left.kind,
      case .literal(.integer(let high)) = right.kind
    else { return nil }
    return "\(low)..\(high)"
  }
}

extension Wire.FieldValue {
  /// The members of a set, else the value itself: a set of sets is one set.
  var members: [Wire.FieldValue] { if case .set(let members) = self { members } else { [self] } }

  /// The plain form of a script's value; nil for what no field can hold.
  ///
  /// - Parameter field: decides whether a list is one, or a set of values.
  init?(_ value: Value, of field: FieldSchema? = nil) {
    switch value {
    case .list(let values) where field.takesList:
      let members = values.compactMap { Wire.FieldValue($0, of: field) }
      guard members.count == values.count else { return nil }
      self = .list(members)
    case .endpoint(let endpoint): self = .endpoint(endpoint)
    case .host(let value as ItemValue): self = .items([value.item])
    case .integer(let number), .byteCount(let number):
      // A hexadecimal literal of 64 bits is the bits themselves.
      guard number >= 0 || field?.width == 64 else { return nil }
      self = .number(UInt64(bitPattern: number))
    case .bool(let flag): self = .number(flag ? 1 : 0)
    case .string(let text): self = .text(text)
    case .bytes(let bytes): self = .bytes(bytes)
    case .address(let address): self = .address(address)
    case .prefix(let prefix): self = .prefix(prefix)
    case .range(let range):
      guard range.lowerBound >= 0 else { return nil }
      self = .range(UInt64(range.lowerBound), UInt64(range.upperBound))
    case .addresses(let range):
      self = .set(range.prefixes.map { $0 == IPPrefix(host: $0.address) ? .address($0.address) : .prefix($0) })
    case .set(let values), .list(let values):
      let members = values.compactMap { Wire.FieldValue($0) }
      guard members.count == values.count else { return nil }
      self = .set(members.flatMap(\.members))
    case .host(is AutoValue): self = .auto
    case .host(let packet as PacketValue): self = .packet(packet.crafted)
    case .host(let captured as CapturedValue): self = .packet(captured.packet.crafted)
    default: return nil
    }
  }
}
