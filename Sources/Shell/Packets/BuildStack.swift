import Base
import Script
import Wire

/// A packet being read from a script, with the places of its layers for errors.
struct WrittenPacket {
  private(set) var packet: CraftedPacket
  private let stack: [StackElement]
  /// Which element of the stack each layer of `packet` comes from; nil as long as the n-th comes from the n-th.
  private var origins: [Int]?
  /// Whether each layer can be built as it stands.
  private(set) var isPlain = true

  init(_ stack: [StackElement] = []) {
    self.stack = stack
    packet = CraftedPacket(capacity: stack.count)
  }

  mutating func append(_ layer: consuming Layer, from element: Int) {
    if origins == nil, packet.layers.count != element { origins = Array(packet.layers.indices) }
    origins?.append(element)
    isPlain = isPlain && layer.isPlain
    packet.append(layer)
  }

  private func element(of layer: Int) -> StackElement { stack[origins?[layer] ?? layer] }

  /// Where each field of a layer was written, by its name in the schema.
  private func fields(of layer: Int) -> [(name: String, argument: Argument)] {
    guard case .layer(let call) = element(of: layer) else { return [] }
    let schema = packet.layers[layer].schema
    return call.settledArguments(in: schema).map { argument in
      (argument.name.map { schema[$0.text]?.name ?? $0.text } ?? "", argument)
    }
  }

  /// Where a field's value was written, or else its layer.
  func range(of field: String, _ layer: Int) -> SourceRange? {
    guard packet.layers.indices.contains(layer) else { return nil }
    return fields(of: layer).first { $0.name == field }?.argument.value.range ?? element(of: layer).range
  }

  /// The error at the value that caused it, or at its field's name.
  func diagnostic(_ error: CraftingError, whole: SourceRange) -> Diagnostic {
    guard packet.layers.indices.contains(error.layer), error.schema != nil || error.field != nil else {
      return error.diagnostic(at: whole)
    }
    let argument =
      fields(of: error.layer).first { $0.name.lowercased() == error.field?.lowercased() } ?? culprit(error)
    return error.diagnostic(at: argument?.argument.value.range ?? element(of: error.layer).range)
  }

  /// The list that made a field too small for what it was computed to be, if one was written: `tcp(options=[…])`.
  private func culprit(_ error: CraftingError) -> (name: String, argument: Argument)? {
    guard case .computedTooWide = error.problem else { return nil }
    return fields(of: error.layer).last { packet.layers[error.layer].schema[$0.name]?.items != nil }
  }
}

extension Session {
  /// Reads a stack into a packet, which may hold sets and may not be complete.
  func written(_ stack: [StackElement], at range: SourceRange, _ evaluator: Evaluator) throws(ScriptFailure)
    -> WrittenPacket
  {
    var written = WrittenPacket(stack)
    for i in stack.indices {
      switch stack[i] {
      case .layer(let call):
        if !call.hasArguments, let value = try value(of: call, evaluator) {
          try append(value, call.range, to: &written, from: i)
        } else {
          written.append(try layer(call, evaluator), from: i)
        }
      case .value(let expression):
        try append(try evaluator.value(of: expression), expression.range, to: &written, from: i)
      }
    }
    return written
  }

  /// Of a bare name that is a variable, or a packet's number.
  private func value(of name: LayerCall, _ evaluator: Evaluator) throws(ScriptFailure) -> Value? {
    if let value = evaluator.variable(name.name.text) { return value }
    guard Self.isPacketNumber(name.name.text) else { return nil }
    return try evaluator.value(of: Expression(.name(name.name.text), name.range))
  }

  private func layer(_ call: LayerCall, _ evaluator: Evaluator) throws(ScriptFailure) -> Layer {
    let schema = try schema(call)
    var layer = Layer(schema)
    let arguments = call.settledArguments(in: schema)
    // One bit for each field; no layer has more than 64.
    var set: UInt64 = 0
    for i in arguments.indices {
      let index = if let known = arguments[i].field { known } else { try field(of: arguments[i], schema, call) }
      let bit: UInt64 = index.map { 1 << UInt64($0) } ?? 0
      guard arguments[i].relation == .assign, set & bit == 0 else { throw Self.refusal(of: arguments[i]) }
      set |= bit
      let value: Wire.FieldValue
      // As most values are written; looked at where they stand, since to hand them on costs more.
      switch arguments[i].value.kind {
      case .literal(.integer(let number)) where number >= 0: value = .number(UInt64(number))
      case .literal(.address(let address)): value = .address(address)
      default: value = try fieldValue(arguments[i].value, of: index.map { schema.fields[$0] }, evaluator)
      }
      do throws(CraftingError) {
        if let index {
          try layer.set(index, to: value)
        } else {
          try layer.set(arguments[i].name?.text ?? "", to: value)
        }
      } catch {
        throw ScriptFailure(.runtime, Culprit.find(error, arguments[i], value, in: layer).diagnostic)
      }
    }
    return layer
  }

  /// The field that an argument names; nil where the layer has none of that name.
  private func field(of argument: Argument, _ schema: LayerSchema, _ call: LayerCall) throws(ScriptFailure) -> Int? {
    if let name = argument.name { return schema.index(of: name.text) }
    throw Self.failure(.wrongFieldType, "fields of `\(call.name.text)` are written name=value", argument.range)
  }

  /// What a pattern may say and a packet may not.
  private static func refusal(of argument: Argument) -> ScriptFailure {
    let name = argument.name?.text ?? ""
    return argument.relation == .assign
      ? failure(
        .cannotBuild, "`\(name)` is set twice", argument.name?.range ?? argument.range, "leave one of them out")
      : failure(
        .cannotBuild, "a field is set with `=`; `\(argument.relation.rawValue)` compares, in a pattern", argument.range,
        "write `\(name)=…`")
  }

  private func append(_ value: Value, _ range: SourceRange, to written: inout WrittenPacket, from element: Int)
    throws(ScriptFailure)
  {
    switch try resolved(value, range) {
    case .string(let text): written.append(.raw(Array(text.utf8)), from: element)
    case .bytes(let bytes): written.append(.raw(bytes), from: element)
    case .host(let packet as PacketValue): for layer in packet.crafted.layers { written.append(layer, from: element) }
    case .host(let set as PacketSetValue): for layer in set.crafted.layers { written.append(layer, from: element) }
    default: throw Self.failure(.notAPacket, "\(value.fact) is neither a layer nor payload", range)
    }
  }

  func schema(_ call: LayerCall) throws(ScriptFailure) -> LayerSchema {
    if let place = call.layer { return LayerSchema.all[place] }
    do throws(CraftingError) { return try LayerSchema.named(call.name.text) } catch {
      throw ScriptFailure(.runtime, error.diagnostic(at: call.name.range))
    }
  }

  static func failure(_ code: DiagnosticCode, _ message: String, _ range: SourceRange, _ label: String = "")
    -> ScriptFailure
  {
    ScriptFailure(.runtime, Diagnostic(code, message, at: range, label: label))
  }

  /// The packet or the set of packets that a stack stands for.
  func build(_ written: WrittenPacket, at range: SourceRange) throws(ScriptFailure) -> Value {
    if written.isPlain {
      do throws(CraftingError) { return .host(try PacketValue(plain: written.packet)) } catch {
        throw ScriptFailure(.runtime, written.diagnostic(error, whole: range))
      }
    }
    let packet = try supplied(written.packet) { layer, field in written.range(of: field, layer) ?? range }
    do throws(CraftingError) {
      guard packet.holdsSets else { return .host(try PacketValue(packet)) }
      _ = try packet.completed()
      return .host(try PacketSetValue(packet))
    } catch {
      throw ScriptFailure(.runtime, written.diagnostic(error, whole: range))
    }
  }
}

extension CraftingError {
  var code: DiagnosticCode {
    switch problem {
    case .unknownLayer: .unknownLayer
    case .unknownField: .unknownField
    case .tooWide, .computedTooWide: .valueTooWide
    case .unknownName, .unknownItem: .unknownNamedValue
    case .wrongType, .notWholeBytes, .wrongFamily, .wrongLength, .badDomainName, .tooManyArguments: .wrongFieldType
    case .cannotFollow, .otherFamily: .impossibleLayers
    case .severalPackets, .tooManyPackets: .onePacketNeeded
    case .saidTwice, .tooLong, .noKey: .cannotBuild
    case .notSent, .noParts: .notAPattern
    case .badPath, .noSuchLayer: .layerMissing
    }
  }

  /// An unknown field is marked at its name, everything else at the value.
  func diagnostic(name: SourceRange, value: SourceRange) -> Diagnostic {
    switch problem {
    case .unknownField, .unknownLayer, .noSuchLayer, .badPath: diagnostic(at: name)
    default: diagnostic(at: value)
    }
  }

  func diagnostic(at range: SourceRange) -> Diagnostic {
    var label = suggestion ?? ""
    if case .tooWide(_, _, let max) = problem { label = "0-\(max)" }
    return Diagnostic(code, message, at: range, label: label, notes: note.map { [$0] } ?? [])
  }
}
