import Lab
import Script
import Wire

/// What can be said without running.
extension Session {
  package func check(_ command: Command) -> [Diagnostic] {
    if let later = LaterVerbs.diagnostic(command) { return [later] }
    if let problem = SimulationOnly.diagnostic(command, in: stage.lab) { return [problem] }
    guard let verb = VerbTable.verb(command.verb.text) else { return [] }
    defer { foreseen.look(at: command) }
    return objects(of: command, verb.signature) + verb.check(command, in: self)
  }

  /// Names of objects that the lab does not have, as far as they are written out.
  private func objects(of command: Command, _ signature: VerbSignature) -> [Diagnostic] {
    guard signature.forms.indices.contains(command.form) else { return [] }
    var problems: [Diagnostic] = []
    for parameter in signature.forms[command.form].parameters {
      guard case .object(let kind) = parameter.kind else { continue }
      for argument in command.all(parameter.name) {
        guard let name = argument.expression?.constantName else { continue }
        if let problem = object(kind, name, argument.range) { problems.append(problem) }
      }
    }
    return problems
  }

  private func object(_ kind: String, _ written: String, _ range: SourceRange) -> Diagnostic? {
    switch kind {
    case "event-kind":
      return EventKind.named(written) == nil ? .unknownKind(written, at: range) : nil
    case "layer-name":
      do throws(CraftingError) { _ = try holder(of: written) } catch { return error.diagnostic(at: range) }
      return nil
    default:
      guard let objects = ObjectClass(rawValue: kind) else { return nil }
      let name = objects == .flag ? String(written.map { $0 == "_" ? "-" : $0 }) : written
      let known = stage.names(objects)
      return known.isEmpty || known.contains(name) || foreseen.mayKnow(name)
        ? nil : .unknown(objects, name, known: known, at: range)
    }
  }

  /// The layer or item of which a path tells; of `tcp.dport` the layer that has the field.
  func holder(of path: String) throws(CraftingError) -> LayerSchema {
    if let layer = schema(at: path) { return layer }
    guard let dot = path.lastIndex(of: "."), let layer = schema(at: String(path[..<dot])) else {
      return try LayerSchema.named(path)
    }
    let field = String(path[path.index(after: dot)...])
    guard layer[field] != nil else { throw CraftingError(unknownField: field, of: layer) }
    return layer
  }

  package func check(_ expectation: Expectation) -> [Diagnostic] {
    var problems: [Diagnostic] = []
    for (expression, kind) in [(expectation.tap, "tap"), (expectation.sender, "node"), (expectation.receiver, "node")] {
      guard let expression, let name = expression.constantName else { continue }
      if let problem = object(kind, name, expression.range) { problems.append(problem) }
    }
    switch expectation.subject {
    case .event(let kind, _):
      if let problem = object("event-kind", kind.text, kind.range) { problems.append(problem) }
    case .expression(let expression):
      if messageCall(expression) == nil { problems += check(packet: expression) }
      if let sender = expectation.sender, expression.leaves.allSatisfy({ messageCall($0) == nil }) {
        problems += unknownMessage(expression, sender).diagnostics
      }
    case .failure: break
    }
    return problems
  }

  package func check(packet expression: Expression) -> [Diagnostic] {
    let leaves = expression.leaves
    if leaves.count > 1 || leaves[0].range != expression.range { return leaves.flatMap(check(packet:)) }
    if let call = Self.berkeleyCall(expression) { return check(berkeley: call) }
    let stack = expression.stack
    if case .call(let call) = expression.kind, let function = FunctionTable.function(call.name.text) {
      return function.check(call, in: self)
    }
    let isPacket = stack.contains { if case .layer(let call) = $0 { isLayer(call.name.text) } else { false } }
    guard isPacket, messageCall(expression) == nil else { return [] }
    var check = PacketCheck(stack)
    for i in stack.indices { check.add(stack[i], at: i) }
    return check.finished(expression.range)
  }
}

extension Session {
  /// Only paths into layers are looked at: anything else may be a field of a record.
  package func check(changes: [Argument]) -> [Diagnostic] {
    changes.compactMap { change in
      guard let name = change.name, isLayer(name.layerName) else { return nil }
      do throws(CraftingError) {
        let path = try PacketPath(name.text)
        if path.element != nil || change.relation == .removed { return nil }
        guard let layer = path.layer, let field = path.field else { throw CraftingError(notAField: name.text) }
        return PacketCheck.problem(of: change, field: Name(field, name.range), in: layer)
      } catch {
        return error.diagnostic(at: name.range)
      }
    }
  }
}

extension Expression {
  /// A name that is written out: no variable, nothing to evaluate.
  var constantName: String? {
    switch kind {
    case .word(let word): word.text
    case .literal(.string(let text)): text
    case .name(let name): name
    case .member: dottedName?.text
    default: nil
    }
  }
}

/// A packet or pattern read without values: only what is written out is looked at.
private struct PacketCheck {
  var written: WrittenPacket
  var problems: [Diagnostic] = []
  /// Something could not be known: how the layers fit is not judged.
  var isPartial = false

  init(_ stack: [StackElement] = []) { written = WrittenPacket(stack) }

  mutating func add(_ element: StackElement, at index: Int) {
    guard case .layer(let call) = element else {
      isPartial = true
      return
    }
    if call.hasArguments, FunctionTable.function(call.name.text) != nil {
      isPartial = true
      return
    }
    var layer: Layer
    do throws(CraftingError) { layer = Layer(try LayerSchema.named(call.name.text)) } catch {
      if call.hasArguments { problems.append(Self.unknown(call, error)) }
      isPartial = true
      return
    }
    for argument in call.settledArguments(in: layer.schema) {
      if let name = argument.name { set(name, argument, in: &layer) }
    }
    written.append(layer, from: index)
  }

  /// Another tool's name of a layer is told what it is here.
  private static func unknown(_ call: LayerCall, _ error: CraftingError) -> Diagnostic {
    guard let advice = ForeignCalls.advice(call.name.text, []) else { return error.diagnostic(at: call.name.range) }
    return Diagnostic(error.code, error.message, at: call.name.range, label: advice)
  }

  private mutating func set(_ name: Name, _ argument: Argument, in layer: inout Layer) {
    if name.text.contains("[") {
      // Of a pattern: known when it is compiled, but for its name.
      isPartial = true
      do throws(CraftingError) { _ = try FieldElement(name.text, of: layer.schema) } catch {
        problems.append(error.diagnostic(at: name.range))
      }
      return
    }
    let isName = argument.value.constantName != nil && !argument.value.isText
    guard let value = Wire.FieldValue(constant: argument.value, of: layer.schema[name.text]) else {
      isPartial = true
      // Whether there is such a field can be said all the same.
      return judge(name, argument, .auto, layer, isName: true)
    }
    judge(name, argument, value, layer, isName: isName)
    if argument.relation == .assign || argument.relation == .equal { try? layer.set(name.text, to: value) }
  }

  /// What is wrong with giving a field a value that is written out.
  static func problem(of change: Argument, field: Name, in layer: LayerSchema) -> Diagnostic? {
    var check = PacketCheck()
    var layer = Layer(layer)
    check.set(field, change, in: &layer)
    return check.problems.first
  }

  private mutating func judge(
    _ name: Name, _ argument: Argument, _ value: Wire.FieldValue, _ layer: Layer, isName: Bool
  ) {
    var layer = layer
    do throws(CraftingError) { try layer.set(name.text, to: value) } catch {
      switch error.problem {
      // A bare name may be a variable.
      case .unknownName where isName, .wrongType where isName: isPartial = true
      default:
        let culprit = Culprit.find(error, argument, value, in: layer)
        if culprit.mayBeVariable { isPartial = true } else { problems.append(culprit.diagnostic) }
      }
    }
  }

  func finished(_ range: SourceRange) -> [Diagnostic] {
    guard problems.isEmpty, !isPartial else { return problems }
    do throws(CraftingError) { _ = try written.packet.completed() } catch {
      switch error.problem {
      case .cannotFollow, .otherFamily, .saidTwice, .wrongFamily: return [written.diagnostic(error, whole: range)]
      default: return []
      }
    }
    return []
  }
}

extension Expression {
  fileprivate var isText: Bool { if case .literal = kind { true } else { false } }
}

extension Wire.FieldValue {
  /// The value of what needs no evaluation.
  init?(constant expression: Expression, of field: FieldSchema? = nil) {
    switch expression.kind {
    case .literal(.none): self = .name("none")
    case .literal(let value): self.init(value, of: field)
    case .name(Rand.signature.name): self = .auto
    case .list(let members) where field.takesList:
      let values = members.compactMap { Wire.FieldValue(constant: $0, of: field) }
      guard values.count == members.count else { return nil }
      self = .list(values)
    case .call(let call):
      guard let list = field?.items, FunctionTable.function(call.name.text) == nil else { return nil }
      if let schema = list.schema(named: call.name.text) {
        self.init(item: call, schema)
      } else {
        self = .call(call.name.text, [])
      }
    case .range(let lower, let upper):
      guard case .literal(.integer(let low)) = lower.kind, case .literal(.integer(let high)) = upper.kind, low >= 0,
        high >= low
      else { return nil }
      self = .range(UInt64(low), UInt64(high))
    case .name(let name): self = name == "auto" ? .auto : .name(name)
    case .word(let word): self = .name(word.text)
    case .set(let members), .list(let members):
      let values = members.compactMap { Wire.FieldValue(constant: $0, of: field) }
      guard values.count == members.count else { return nil }
      self = .set(values.flatMap(\.members))
    default: return nil
    }
  }

  private init?(item call: LayerCall, _ schema: LayerSchema) {
    var arguments: [FieldArgument] = []
    for (i, argument) in call.arguments.enumerated() {
      let field = schema.field(argument.name?.text, at: i)
      guard let value = Wire.FieldValue(constant: argument.value, of: field) else { return nil }
      arguments.append(FieldArgument(argument.name?.text, value))
    }
    self = .call(call.name.text, arguments)
  }
}
