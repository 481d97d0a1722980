import Base
import Lab
import Script
import Wire

extension Session {
  /// Whether an expression is written as a packet: its outermost part is a layer.
  func isPattern(_ expression: Expression, _ evaluator: Evaluator?) -> Bool {
    guard case .layer(let call)? = expression.stack.first, isLayer(call.name.text) else { return false }
    return call.hasArguments || evaluator?.variable(call.name.text) == nil
  }

  /// Compiles a pattern: a packet with holes.
  func pattern(_ expression: Expression, _ evaluator: Evaluator) throws(ScriptFailure) -> PacketPattern {
    var read = PatternReading()
    for element in expression.stack {
      switch element {
      case .layer(let call) where call.hasArguments || evaluator.variable(call.name.text) == nil:
        try read.append(call, try tests(call, evaluator), schema(call))
      case .layer(let call): try read.append(try value(named: call, evaluator), call.range)
      case .value(let expression): try read.append(try evaluator.value(of: expression), expression.range)
      }
    }
    do throws(CraftingError) { return try PacketPattern(read.layers) } catch {
      throw ScriptFailure(.runtime, read.diagnostic(error, whole: expression.range))
    }
  }

  private func value(named call: LayerCall, _ evaluator: Evaluator) throws(ScriptFailure) -> Value {
    try evaluator.value(of: Expression(.name(call.name.text), call.range))
  }

  private func tests(_ call: LayerCall, _ evaluator: Evaluator) throws(ScriptFailure) -> [FieldTest] {
    var tests: [FieldTest] = []
    let layer = LayerSchema.find(call.name.text)
    for argument in call.settledArguments(in: layer) {
      guard let name = argument.name, let comparison = argument.relation.comparison else {
        throw Self.failure(
          .notAPattern, "a field is compared with = == != < <= > >= in or has", argument.range, "name=value")
      }
      let field = layer?[name.text] ?? layer.flatMap { try? FieldElement(name.text, of: $0)?.schema(in: $0) }
      tests.append(FieldTest(name.text, comparison, try fieldValue(argument.value, of: field, evaluator)))
    }
    return tests
  }
}

/// The layers of a pattern, with the places of their fields for errors.
private struct PatternReading {
  var layers: [LayerPattern] = []
  var calls: [(range: SourceRange, arguments: [Argument])] = []

  mutating func append(_ call: LayerCall, _ tests: [FieldTest], _ schema: LayerSchema) {
    layers.append(LayerPattern(schema, tests))
    calls.append((call.name.range, call.arguments))
  }

  /// Payload, or a packet whose set fields must be the same.
  mutating func append(_ value: Value, _ range: SourceRange) throws(ScriptFailure) {
    let packet: CraftedPacket
    switch value {
    case .string(let text): packet = CraftedPacket([.raw(Array(text.utf8))])
    case .bytes(let bytes): packet = CraftedPacket([.raw(bytes)])
    case .host(let value as PacketValue): packet = value.crafted
    case .host(let value as CapturedValue): packet = value.packet.crafted
    default: throw Session.failure(.notAPattern, "\(value.fact) is no part of a pattern", range)
    }
    do throws(CraftingError) { layers += try PacketPattern(packet).layers } catch {
      throw ScriptFailure(.runtime, error.diagnostic(at: range))
    }
    while calls.count < layers.count { calls.append((range, [])) }
  }

  func diagnostic(_ error: CraftingError, whole: SourceRange) -> Diagnostic {
    guard calls.indices.contains(error.layer) else { return error.diagnostic(at: whole) }
    let call = calls[error.layer]
    let field = error.field?.lowercased()
    let written: String? = if case .unknownField(let name, _) = error.problem { name.lowercased() } else { nil }
    let argument = call.arguments.first { argument in
      let name = argument.name?.text.lowercased()
      return name != nil && (name == written || name == field || name.flatMap { error.schema?[$0]?.name } == field)
    }
    guard let argument, let name = argument.name else { return error.diagnostic(at: call.range) }
    let schema = layers[error.layer].schema
    if let value = Wire.FieldValue(constant: argument.value, of: schema[name.text]) {
      return Culprit.find(error, argument, value, in: Layer(schema)).diagnostic
    }
    return error.diagnostic(name: name.range, value: argument.value.range)
  }
}

extension LayerCall {
  /// The arguments as the layer reads them; most have names, and stand as they were written.
  func settledArguments(in layer: LayerSchema?) -> [Argument] {
    allHaveNames ? arguments : arguments.map { $0.settled(in: layer) }
  }
}

extension Argument {
  /// What a layer reads in an argument without a name: a flag or an item that is there, `stun(fingerprint)`; or the
  /// comparison of what is in a list, `dns(answers[0].ttl<60)`.
  func settled(in layer: LayerSchema?) -> Argument {
    guard name == nil else { return self }
    switch value.kind {
    // `raw("abc")`
    case .literal(.string), .literal(.bytes), .interpolated:
      guard let layer, layer === LayerSchema.raw || layer === LayerSchema.padding else { return self }
      return Argument(name: Name("data", range), relation: .assign, value: value, range: range)
    case .name(let word) where layer?[word]?.isFlag ?? false:
      return Argument(
        name: Name(word, range), relation: .assign, value: Expression(.literal(.integer(1)), range), range: range)
    case .binary(let operation, let left, let right):
      guard let path = left.pathName, path.text.contains("["), let relation = Relation(rawValue: operation.rawValue)
      else { return self }
      return Argument(name: path, relation: relation, value: right, range: range)
    default: return self
    }
  }
}

extension Argument.Relation {
  var comparison: FieldComparison? {
    switch self {
    case .assign, .equal: .equal
    case .notEqual: .notEqual
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    case .inside: .isIn
    case .has: .has
    case .notInside, .matches, .removed: nil
    }
  }
}
