/// `/` stacks layers and divides numbers: it stacks when one of its parts is a layer or a packet.
extension Evaluator {
  func stack(_ parts: [StackElement], _ whole: Expression) throws(ScriptFailure) -> Value {
    var stack = whole.stack
    if settle(&stack) { return try host.packet(from: stack, at: whole.range, self) }
    var value = resolved(try self.value(of: parts[0].expression))
    if case .host = value { return try host.packet(from: stack, at: whole.range, self) }
    for part in parts.dropFirst() {
      let range = parts[0].range.union(part.range)
      value = try Operators.apply(.slash, value, self.value(of: part.expression), at: range)
    }
    return value
  }

  /// A bare name that is a variable, and a call of a function, stand for their values; true where a layer is left.
  private func settle(_ stack: inout [StackElement]) -> Bool {
    var hasLayer = false
    for i in stack.indices {
      guard case .layer(let call) = stack[i] else { continue }
      let isLayer = call.layer != nil || host.isLayer(call.name.text)
      if call.hasArguments ? isLayer : local(String(call.name.text.prefix { $0 != "." })) == nil {
        hasLayer = hasLayer || isLayer
      } else {
        stack[i] = .value(stack[i].expression)
      }
    }
    return hasLayer
  }

  func change(_ value: Value, _ changes: [Argument], at range: SourceRange) throws(ScriptFailure) -> Value {
    guard case .record(var record) = value else { return try host.changing(resolved(value), changes, self) }
    for change in changes {
      guard let name = change.name else { continue }
      let parts = name.text.split(separator: ".", maxSplits: 1).map(String.init)
      var new = try self.value(of: change.value)
      if parts.count == 2, let inner = record[parts[0]] {
        let literal = Expression(.literal(new), change.value.range)
        let rest = Argument(name: Name(parts[1], name.range), relation: .assign, value: literal, range: change.range)
        new = try self.change(inner, [rest], at: range)
      }
      record[parts[0]] = new
    }
    return .record(record)
  }
}
