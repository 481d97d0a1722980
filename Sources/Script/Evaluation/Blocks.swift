extension Evaluator {
  /// Runs a block in a scope of its own; the value is that of its last statement.
  package func run(_ block: Block) throws(ScriptFailure) -> Value {
    try within(Scope(parent: scope)) { () throws(ScriptFailure) in try execute(block.statements, isFunction: false) }
  }

  /// Runs a block until an application's action fails, or to its end (nil). Every other failure is thrown.
  package func attempt(_ block: Block) throws(ScriptFailure) -> ApplicationFailure? {
    let outer = isAttempting
    isAttempting = true
    defer { isAttempting = outer }
    do {
      _ = try run(block)
      return nil
    } catch {
      guard case .application(let errno) = error.kind else { throw error }
      return ApplicationFailure(errno: errno, diagnostics: error.diagnostics)
    }
  }

  func within<Result>(_ inner: Scope, _ body: () throws(ScriptFailure) -> Result) throws(ScriptFailure) -> Result {
    let outer = scope
    scope = inner
    defer { scope = outer }
    return try body()
  }

  /// Functions first, so that order does not matter; then the statements; at the end, however it came, `finally`.
  func execute(_ statements: [Statement], isFunction: Bool) throws(ScriptFailure) -> Value {
    for statement in statements {
      if case .function(let declaration) = statement.kind { declare(declaration) }
    }
    var result = Value.none
    var failure: ScriptFailure?
    do {
      for (index, statement) in statements.enumerated() {
        let isResult = isFunction && index == statements.count - 1
        result = try execute(statement, isResult: isResult)
      }
    } catch {
      failure = error
    }
    try cleanUp(statements, after: failure)
    return result
  }

  private func cleanUp(_ statements: [Statement], after failure: ScriptFailure?) throws(ScriptFailure) {
    var failure = failure
    let outer = isCleaningUp
    isCleaningUp = true
    defer { isCleaningUp = outer }
    for statement in statements {
      guard case .finally(let block) = statement.kind else { continue }
      do {
        _ = try run(block)
      } catch {
        failure = failure.map { ScriptFailure($0.kind, $0.diagnostics + error.diagnostics) } ?? error
      }
    }
    if let failure { throw failure }
  }

  private func declare(_ declaration: FunctionDeclaration) {
    scope.declare(
      declaration.name.text, .function(FunctionReference(name: declaration.name.text, number: functions.count)))
    functions.append(declaration)
  }
}

/// An application's action that did not succeed.
package struct ApplicationFailure: Sendable {
  /// `EHOSTUNREACH`; nil when the failure has no errno.
  package var errno: String?
  package var diagnostics: [Diagnostic]
}
