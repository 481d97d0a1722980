extension Checker {
  /// Unknown names and functions, and operations on constants that cannot work.
  func check(_ expression: Expression) {
    switch expression.kind {
    case .name, .member, .index: checkPath(expression)
    case .call(let call): check(call, expression)
    case .unary(_, let operand): check(operand)
    case .binary(let operation, let left, let right): check(operation, left, right, expression)
    case .stack(let parts): check(parts, expression)
    case .set(let items), .list(let items): for item in items { check(item) }
    case .range(let lower, let upper): for end in [lower, upper] { check(end) }
    case .with(let base, let changes):
      check(base)
      self.changes(changes)
    case .pipe(let base, let stages):
      check(base)
      self.stages(stages)
    case .interpolated(let parts):
      for case .expression(let part) in parts { check(part) }
    case .literal, .word, .invalid: break
    }
  }

  private func checkPath(_ expression: Expression) {
    var root = expression
    while true {
      switch root.kind {
      case .member(let base, _):
        root = base
        continue
      case .index(let base, let index):
        check(index)
        root = base
        continue
      default: break
      }
      break
    }
    guard case .name(let name) = root.kind else { return check(root) }
    if isKnown(name) || NumberedName(name) != nil || host.isLayer(name) { return }
    if let dotted = expression.dottedName, host.isLayer(dotted.text) { return }
    let roots = StatePath([], root.range)
    // The name of a node may hold points; whether it is that one is known when it is looked at.
    guard let names = host.names(below: roots), !names.contains(where: { $0 == name || $0.hasPrefix("\(name).") })
    else {
      return
    }
    let path = StatePath([.name(Name(name, root.range))], root.range)
    report(Evaluator.unknownName(path, in: names))
  }

  private func check(_ call: LayerCall, _ expression: Expression) {
    if let function = function(call.name.text) {
      if let problem = Evaluator.wrongArguments(call, function) { report(problem) }
    } else if Builtins.table[call.name.text] == nil, !isKnown(call.name.text) {
      let problems = packetProblems(expression)
      if host.isLayer(call.name.text) || !problems.isEmpty {
        for problem in problems { report(problem) }
        return
      }
      if host.names(of: "layer") != nil, !isHostFunction(call.name.text) { report(evaluator.unknownFunction(call)) }
    }
    for argument in call.arguments { check(argument.expression) }
  }

  /// Functions of the host are known only where it lists them.
  func isHostFunction(_ name: String) -> Bool {
    host.names(of: "function").map { names in names.contains { $0.text == name } } ?? true
  }

  private func check(_ operation: BinaryOperator, _ left: Expression, _ right: Expression, _ whole: Expression) {
    let before = diagnostics.count
    check(left)
    if operation != .has, operation != .matches, !mayBeWord(right, of: left) { check(right) }
    guard diagnostics.count == before, case .literal(let a) = left.kind, case .literal(let b) = right.kind,
      ![.and, .or, .has, .matches].contains(operation)
    else { return }
    do { _ = try Operators.apply(operation, a, b, at: whole.range) } catch { error.diagnostics.forEach(report) }
  }

  private func check(_ parts: [StackElement], _ whole: Expression) {
    if whole.stack.contains(where: isLayer) { return packetProblems(whole).forEach(report) }
    let before = diagnostics.count
    for part in parts { check(part.expression) }
    guard diagnostics.count == before, case .literal(var quotient) = parts[0].expression.kind else { return }
    for part in parts.dropFirst() {
      guard case .literal(let divisor) = part.expression.kind else { return }
      do { quotient = try Operators.apply(.slash, quotient, divisor, at: parts[0].range.union(part.range)) } catch {
        return error.diagnostics.forEach(report)
      }
    }
  }

  /// `p.tcp.flags == S`: only the packet knows whether its field has such a word.
  private func mayBeWord(_ right: Expression, of left: Expression) -> Bool {
    guard case .member(let holder, _) = left.kind, leadsToLayer(holder) else { return false }
    return switch right.kind {
    case .name: true
    case .set(let items): items.contains { if case .name = $0.kind { true } else { false } }
    default: false
    }
  }

  private func leadsToLayer(_ path: Expression) -> Bool {
    if let name = path.dottedName?.text, host.isLayer(name) { return true }
    return switch path.kind {
    case .member(let base, let name): host.isLayer(name.text) || leadsToLayer(base)
    case .index(let base, let index): index.dottedName.map { host.isLayer($0.text) } ?? false || leadsToLayer(base)
    default: false
    }
  }

  private func isLayer(_ element: StackElement) -> Bool {
    if case .layer(let call) = element { host.isLayer(call.name.text) && !isKnown(call.name.text) } else { false }
  }
}
