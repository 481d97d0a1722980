extension Evaluator {
  /// - Parameter isResult: The last line of a function gives its result instead of showing it.
  func execute(_ statement: Statement, isResult: Bool) throws(ScriptFailure) -> Value {
    try checkInterrupt(at: statement.range)
    try budget.step(at: statement.range)
    try host.willRun(statement, self)
    switch statement.kind {
    case .command(let command):
      return try perform(command, of: statement, shows: command.binding == nil && !isResult)
    case .expression(let expression): return try evaluate(expression, of: statement, shows: !isResult)
    case .binding(let name, let source):
      guard let value = try value(of: source, boundTo: name, statement) else { return .none }
      scope.declare(name.text, value)
    case .assignment(let target, let source): try assign(target, source, statement)
    case .section(let title, let block): return try section(title, block)
    case .expect(let expectation): return try expect(expectation)
    case .check(let expression): try check(expression)
    case .expectGroup(let group): try host.expect(group, self)
    case .requireInvariants: try host.requireInvariants(at: statement.range, self)
    case .mark: host.mark()
    case .use(let path): return try use(path)
    case .forEach(let name, let values, let block): try forEach(name, values, block)
    case .repeatTimes(let count, let block): try repeatTimes(count, block)
    case .condition(let test, let then, let otherwise):
      if try condition(test) { return try run(then) }
      if let otherwise { return try run(otherwise) }
    case .function, .finally, .invalid: break
    }
    return .none
  }

  func checkInterrupt(at range: SourceRange) throws(ScriptFailure) {
    guard host.isInterrupted, !isCleaningUp else { return }
    throw ScriptFailure(.interrupted, Diagnostic(.interrupted, "interrupted", at: range, label: "stopped before this"))
  }

  private func evaluate(_ expression: Expression, of statement: Statement, shows: Bool) throws(ScriptFailure) -> Value {
    let value = try value(of: expression)
    if shows, !expression.isWritten { try host.show(value, of: statement, format: expression.format, to: nil) }
    return value
  }

  private func section(_ title: Expression, _ block: Block?) throws(ScriptFailure) -> Value {
    host.section(try text(of: title))
    guard let block else { return .none }
    defer { host.section(nil) }
    return try run(block)
  }

  /// The value of what stands right of `=`; nil when its command was suspended and fills the name later.
  private func value(of source: BindingSource, boundTo name: Name, _ statement: Statement) throws(ScriptFailure)
    -> Value?
  {
    switch source {
    case .expression(let expression): return try value(of: expression)
    case .expectation(let expectation): return try expect(expectation)
    case .command(let command): return try perform(command, of: statement, boundTo: name)
    }
  }

  private func assign(_ target: Expression, _ source: BindingSource, _ statement: Statement) throws(ScriptFailure) {
    guard let path = target.pathName, let root = path.text.split(separator: ".").first.map(String.init),
      root.last != "]"
    else {
      throw Operators.failure(
        .notAssignable, "an element cannot be assigned to", target.range,
        label: target.byLayer.map { "write: \($0) = …" } ?? "a variable or a field of one can")
    }
    guard let old = scope.find(root) else {
      throw Operators.failure(
        .notAssignable, "there is no variable `\(root)` to change", target.range,
        label: "make it with `let \(root) = …`")
    }
    let field = path.text.dropFirst(root.utf8.count + 1)
    if field.isEmpty {
      guard let value = try value(of: source, boundTo: Name(root, target.range), statement) else { return }
      _ = scope.assign(root, value)
      return
    }
    guard let value = try self.field(of: old, source, boundTo: Name(root, target.range), statement) else { return }
    let change = Argument(
      name: Name(String(field), target.range), relation: .assign, value: value, range: statement.range)
    _ = scope.assign(root, try self.change(old, [change], at: statement.range))
  }

  /// What a field is to become. The fields of a packet have words of their own (`p.icmp.code = prohibited`): there the
  /// host reads the expression.
  private func field(of old: Value, _ source: BindingSource, boundTo name: Name, _ statement: Statement)
    throws(ScriptFailure) -> Expression?
  {
    if case .expression(let expression) = source {
      if case .record = old {} else { return expression }
      return Expression(.literal(try value(of: expression)), expression.range)
    }
    return try value(of: source, boundTo: name, statement).map { Expression(.literal($0), statement.range) }
  }

  func expect(_ expectation: Expectation) throws(ScriptFailure) -> Value {
    let value = try host.expect(expectation, self)
    if let binding = expectation.binding { try keep(value, as: binding) }
    return value
  }

  private func check(_ expression: Expression) throws(ScriptFailure) {
    if try condition(expression) { return }
    var label = "is false"
    if case .binary(let operation, let left, _) = expression.kind, operation != .and, operation != .or {
      label = "the left side is \(try value(of: left).literal.shortened)"
    }
    throw ScriptFailure(
      .expectation,
      Diagnostic(
        .checkFailed, "`\(sources.text(expression.range))` does not hold", at: expression.range, label: label,
        notes: host.explain(failedCheck: expression, self)))
  }
}

extension Expression {
  /// The format that the last stage of a pipe asks for.
  var format: String? { if case .pipe(_, let stages) = kind { stages.format } else { nil } }
  /// The pipe ends in a file.
  var isWritten: Bool {
    if case .pipe(_, let stages) = kind, case .write? = stages.last?.kind { true } else { false }
  }
}

extension [PipeStage] {
  var format: String? { if case .to(let format)? = last?.kind { format.text } else { nil } }
}

extension Expression {
  /// `p.udp.dport`, where `p[UDP].dport` was written as for Scapy.
  fileprivate var byLayer: String? {
    switch kind {
    case .member(let base, let name): base.byLayer.map { "\($0).\(name.text)" }
    case .index(let base, let index):
      if case .name(let packet) = base.kind, case .name(let layer) = index.kind {
        "\(packet).\(layer.lowercased())"
      } else {
        nil
      }
    default: nil
    }
  }
}
