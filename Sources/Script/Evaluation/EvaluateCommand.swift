/// A command that a breakpoint stopped, and what waits for its result.
struct SuspendedCommand {
  var command: Command
  var statement: Statement
  /// The name of a `let`.
  var name: Name?
  var scope: Scope
  var shows: Bool
}

extension Evaluator {
  func perform(_ command: Command, of statement: Statement, shows: Bool) throws(ScriptFailure) -> Value {
    let waiting = SuspendedCommand(command: command, statement: statement, name: nil, scope: scope, shows: shows)
    return try perform(waiting) ?? .none
  }

  func perform(_ command: Command, of statement: Statement, boundTo name: Name) throws(ScriptFailure) -> Value? {
    try perform(SuspendedCommand(command: command, statement: statement, name: name, scope: scope, shows: false))
  }

  private func perform(_ waiting: SuspendedCommand) throws(ScriptFailure) -> Value? {
    switch try host.perform(waiting.command, self) {
    case .value(let value): return try finish(waiting, .value(value))
    case .rows(let rows): return try finish(waiting, .rows(rows))
    case .suspended(let id):
      suspended[id] = waiting
      return nil
    }
  }

  /// Gives a suspended command its result: the `let` or `as` that waits for it is filled, its pipe is run and shown.
  ///
  /// - Parameter isLast: it is suspended in no other world, so that it will have no other result.
  package func resolve(_ suspension: SuspensionID, _ value: Value, isLast: Bool = true) throws(ScriptFailure) {
    guard let waiting = suspended[suspension] else { return }
    if isLast { suspended[suspension] = nil }
    try within(waiting.scope) { () throws(ScriptFailure) in
      let result = try finish(waiting, .value(value))
      guard let name = waiting.name else { return }
      if case .assignment = waiting.statement.kind, scope.assign(name.text, result) { return }
      scope.declare(name.text, result)
    }
  }

  /// What suspended commands will bind when they go on.
  var suspendedNames: [String] {
    suspended.values.flatMap { [$0.name?.text, $0.command.binding?.name.text].compactMap(\.self) }
  }

  private func finish(_ waiting: SuspendedCommand, _ flow: Flow) throws(ScriptFailure) -> Value {
    let command = waiting.command
    let result = try self.flow(flow, command.pipe, at: command.range)
    let isShown = waiting.shows || command.redirection != nil
    if isShown, command.binding == nil, case .rows(let rows) = result, !rows.isHeld {
      let path = try path(of: command.redirection)
      try host.show(rows, of: waiting.statement, format: command.pipe.format, to: path)
      return .none
    }
    let value = try held(result, at: command.range)
    if let binding = command.binding { try keep(value, as: binding) }
    if isShown {
      let path = try path(of: command.redirection)
      try host.show(value, of: waiting.statement, format: command.pipe.format, to: path)
    }
    return value
  }

  private func path(of redirection: Expression?) throws(ScriptFailure) -> String? {
    guard let redirection else { return nil }
    return try text(of: redirection)
  }

  /// `as NAME` and `as NAME[]`.
  package func keep(_ value: Value, as binding: ResultBinding) throws(ScriptFailure) {
    let many: [Value]? =
      switch value {
      case .set(let values), .list(let values): values
      default: nil
      }
    if binding.takesAll {
      scope.declare(binding.name.text, .list(many ?? [value]))
      return
    }
    guard let many else {
      scope.declare(binding.name.text, value)
      return
    }
    guard many.count == 1 else {
      throw Operators.failure(
        .notOne, "`as \(binding.name.text)` takes exactly one result, there are \(many.count)", binding.name.range,
        label: "`as \(binding.name.text)[]` takes them all")
    }
    scope.declare(binding.name.text, many[0])
  }
}
