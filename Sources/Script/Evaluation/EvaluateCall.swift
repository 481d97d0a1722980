import Base

/// A name with brackets: a function of the script, one of the language, a layer, a function of the host.
extension Evaluator {
  func value(of call: LayerCall, in expression: Expression) throws(ScriptFailure) -> Value {
    let name = call.name.text
    if case .function(let function)? = scope.find(name) { return try invoke(function, call) }
    if let builtin = Builtins.table[name] { return try builtin.body(self, call) }
    if call.layer != nil || host.isLayer(name) {
      return try host.packet(from: [.layer(call)], at: expression.range, self)
    }
    if let value = try host.call(call, self) { return value }
    throw ScriptFailure(.runtime, unknownFunction(call))
  }

  func unknownFunction(_ call: LayerCall) -> Diagnostic {
    let names = Builtins.names + variableNames + (host.names(of: "layer") ?? []).map(\.text)
    // `wg(…)`, of which there are four.
    let meant = names.first { $0.hasPrefix("\(call.name.text).") }
    let foreign = ForeignCalls.advice(call.name.text, call.arguments.map { sources.text($0.range) })
    return Diagnostic(
      .unknownFunction, "there is no function or layer `\(call.name.text)`", at: call.name.range,
      label: foreign ?? (meant ?? Suggestion.nearest(to: call.name.text, in: names)).map { "did you mean `\($0)`?" }
        ?? "")
  }

  private func invoke(_ reference: FunctionReference, _ call: LayerCall) throws(ScriptFailure) -> Value {
    let function = functions[reference.number]
    let inner = Scope(parent: session)
    try bind(call, to: function, in: inner)
    guard budget.calls < Budget.callDepth else {
      throw Operators.failure(
        .callsTooDeep, "calls nest more than \(Budget.callDepth) levels deep", call.range,
        label: "`\(reference.name)` calls itself without an end")
    }
    budget.calls += 1
    let outer = subject
    subject = nil
    defer {
      budget.calls -= 1
      subject = outer
    }
    return try within(inner) { () throws(ScriptFailure) in try execute(function.body.statements, isFunction: true) }
  }

  /// Positional arguments in order, named ones by name; all are needed.
  private func bind(_ call: LayerCall, to function: FunctionDeclaration, in inner: Scope) throws(ScriptFailure) {
    if let problem = Self.wrongArguments(call, function) { throw ScriptFailure(.runtime, problem) }
    var rest = function.parameters[...]
    for argument in call.arguments {
      if argument.relation == .assign, let name = argument.name {
        inner.declare(name.text, try value(of: argument.value))
        rest.removeAll { $0.text == name.text }
      } else if let parameter = rest.popFirst() {
        inner.declare(parameter.text, try value(of: argument.expression))
      }
    }
  }

  static func wrongArguments(_ call: LayerCall, _ function: FunctionDeclaration) -> Diagnostic? {
    let parameters = function.parameters.map(\.text)
    for argument in call.arguments where argument.relation == .assign {
      guard let name = argument.name, !parameters.contains(name.text) else { continue }
      return Diagnostic(
        .wrongArguments, "`\(function.name.text)` has no parameter `\(name.text)`", at: name.range,
        label: Suggestion.nearest(to: name.text, in: parameters).map { "did you mean `\($0)`?" } ?? "",
        notes: ["parameters: \(parameters.joined(separator: " "))"])
    }
    guard call.arguments.count != parameters.count else { return nil }
    let needed = "\(parameters.count) argument\(parameters.count == 1 ? "" : "s")"
    return Diagnostic(
      .wrongArguments, "`\(function.name.text)` takes \(needed), not \(call.arguments.count)", at: call.range,
      label: "\(function.name.text)(\(parameters.joined(separator: ", ")))")
  }
}
