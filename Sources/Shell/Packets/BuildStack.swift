import Base
import Script
import Wire

/// A packet being read from a script, with the places of its layers for errors.
struct WrittenPacket {
  private(set) var packet: CraftedPacket
  /// Where each layer of `packet` was written.
  private var places: [Place] = []

  private struct Place {
    let range: SourceRange
    /// What was written between the brackets.
    let arguments: [Argument]
  }

  init(capacity: Int = 0) {
    packet = CraftedPacket(capacity: capacity)
    places.reserveCapacity(capacity)
  }

  mutating func append(_ layer: Layer, _ range: SourceRange, _ arguments: [Argument] = []) {
    packet.append(layer)
    places.append(Place(range: range, arguments: arguments))
  }

  /// Where each field of a layer was written, by its name in the schema.
  private func fields(of layer: Int) -> [(name: String, argument: Argument)] {
    places[layer].arguments.map { argument in
      (argument.name.map { packet.layers[layer].schema[$0.text]?.name ?? $0.text } ?? "", argument)
    }
  }

  /// Where a field's value was written, or else its layer.
  func range(of field: String, _ layer: Int) -> SourceRange? {
    guard places.indices.contains(layer) else { return nil }
    return fields(of: layer).first { $0.name == field }?.argument.value.range ?? places[layer].range
  }

  /// The error at the value that caused it, or at its field's name.
  func diagnostic(_ error: CraftingError, whole: SourceRange) -> Diagnostic {
    guard places.indices.contains(error.layer), error.schema != nil || error.field != nil else {
      return error.diagnostic(at: whole)
    }
    let argument =
      fields(of: error.layer).first { $0.name.lowercased() == error.field?.lowercased() } ?? culprit(error)
    return error.diagnostic(at: argument?.argument.value.range ?? places[error.layer].range)
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
    var written = WrittenPacket(capacity: stack.count)
    for element in stack {
      switch element {
      case .layer(let call): try append(call, to: &written, evaluator)
      case .value(let expression): try append(expression, to: &written, evaluator)
      }
    }
    return written
  }

  private func append(_ call: LayerCall, to written: inout WrittenPacket, _ evaluator: Evaluator) throws(ScriptFailure)
  {
    if !call.hasArguments, let value = evaluator.variable(call.name.text) {
      return try append(value, call.range, to: &written)
    }
    if !call.hasArguments, Self.isPacketNumber(call.name.text) {
      return try append(
        try evaluator.value(of: Expression(.name(call.name.text), call.range)), call.range, to: &written)
    }
    let schema = try schema(call)
    var layer = Layer(schema)
    let arguments = call.settledArguments(in: schema)
    for i in arguments.indices {
      guard let name = arguments[i].name?.text else {
        throw Self.failure(.wrongFieldType, "fields of `\(call.name.text)` are written name=value", arguments[i].range)
      }
      let index = schema.index(of: name)
      let value = try fieldValue(arguments[i].value, of: index.map { schema.fields[$0] }, evaluator)
      do throws(CraftingError) {
        if let index { try layer.set(index, to: value) } else { try layer.set(name, to: value) }
      } catch {
        throw ScriptFailure(.runtime, Culprit.find(error, arguments[i], value, in: layer).diagnostic)
      }
    }
    written.append(layer, call.range, arguments)
  }

  private func append(_ expression: Expression, to written: inout WrittenPacket, _ evaluator: Evaluator)
    throws(ScriptFailure)
  {
    try append(try evaluator.value(of: expression), expression.range, to: &written)
  }

  private func append(_ value: Value, _ range: SourceRange, to written: inout WrittenPacket) throws(ScriptFailure) {
    switch try resolved(value, range) {
    case .string(let text): written.append(.raw(Array(text.utf8)), range)
    case .bytes(let bytes): written.append(.raw(bytes), range)
    case .host(let packet as PacketValue): for layer in packet.crafted.layers { written.append(layer, range) }
    case .host(let set as PacketSetValue): for layer in set.crafted.layers { written.append(layer, range) }
    default: throw Self.failure(.notAPacket, "\(value.fact) is neither a layer nor payload", range)
    }
  }

  func schema(_ call: LayerCall) throws(ScriptFailure) -> LayerSchema {
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
    let packet = try supplied(written.packet) { layer, field in written.range(of: field, layer) ?? range }
    do throws(CraftingError) {
      if packet.holdsSets {
        _ = try packet.completed()
        return .host(try PacketSetValue(packet))
      }
      let value = try PacketValue(packet)
      return .host(consume value)
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
    case .notSent: .notAPattern
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
