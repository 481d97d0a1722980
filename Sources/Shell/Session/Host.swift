import Base
import Lab
import Report
import Script

extension Session: ScriptHost {
  package var codes: [DiagnosticCode] { DiagnosticCode.ofShell }
  package var isInterrupted: Bool { options.isInterrupted() }

  package func perform(_ command: Command, _ evaluator: Evaluator) throws(ScriptFailure) -> Outcome {
    if let later = LaterVerbs.diagnostic(command) { throw ScriptFailure(.runtime, later) }
    guard let verb = VerbTable.verb(command.verb.text) else {
      throw Self.failure(.unknownVerb, "`\(command.verb.text)` is not a verb", command.verb.range)
    }
    if let problem = SimulationOnly.diagnostic(command, in: stage.lab) { throw ScriptFailure(.runtime, problem) }
    if command.redirection != nil { output.listen() }
    let before = stage.lab.position
    defer { if !verb.isTravel { stage.remember(evaluator.sources.text(command.range), before: before) } }
    let outcome = try verb.run(Call(command: command, session: self, evaluator: evaluator))
    try lookOut()
    return outcome
  }

  package func mark() { stage.mark = stage.trace.count }

  package func call(_ call: LayerCall, _ evaluator: Evaluator) throws(ScriptFailure) -> Value? {
    if call.name.text == Self.berkeleyName {
      return .host(
        PatternValue(
          pattern: .berkeley(try berkeley(call, evaluator)), description: evaluator.sources.text(call.range)))
    }
    guard let function = FunctionTable.function(call.name.text) else { return nil }
    return try function.value(of: FunctionCall(call: call, session: self, evaluator: evaluator))
  }

  package func member(_ name: String, of value: Value) -> Value? {
    guard case .host(let value) = value else { return nil }
    switch value {
    case let watch as LookoutValue: return member(name, of: watch)
    case let app as BackgroundApp: return member(name, of: app)
    default: return nil
    }
  }

  package func willRun(_ statement: Statement, _ evaluator: Evaluator) throws(ScriptFailure) {
    account.reached(statement)
    guard let mayRun = options.mayRun else { return }
    if !mayRun(evaluator.sources.text(statement.range)) { throw .interrupted }
  }

  package func section(_ title: String?) {
    // The end of a script that has no sections asks nothing of the lab.
    guard title != nil || account.isInSection else { return }
    account.enter(title, at: stage.now)
    if let title { say("== \(title)", .heading) }
  }
}

extension DiagnosticCode {
  /// All that are not the language's own.
  static var ofShell: [DiagnosticCode] { ofPackets + ofLab + ofLabFiles + ofRules + ofExpectations + ofTime }
}
