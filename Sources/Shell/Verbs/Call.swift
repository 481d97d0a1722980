import Base
import Lab
import Script

/// A command about to run: its arguments evaluated on demand.
struct Call {
  let command: Command
  let session: Session
  let evaluator: Evaluator

  /// The command as it was written.
  var text: String { evaluator.sources.text(command.range) }
  var range: SourceRange { command.range }

  func has(_ parameter: String) -> Bool { command.has(parameter) }

  /// Where an argument stands; the whole command if it was left out.
  func range(of parameter: String) -> SourceRange { command[parameter]?.range ?? command.range }

  func text(_ parameter: String) throws(ScriptFailure) -> String? {
    guard let expression = command[parameter]?.expression else { return nil }
    return try evaluator.text(of: expression)
  }

  func value(_ parameter: String) throws(ScriptFailure) -> Value? {
    guard let expression = command[parameter]?.expression else { return nil }
    return try evaluator.value(of: expression)
  }

  func duration(_ parameter: String) throws(ScriptFailure) -> Duration? {
    guard let expression = command[parameter]?.expression else { return nil }
    return try evaluator.duration(of: expression)
  }

  func integer(_ parameter: String) throws(ScriptFailure) -> Int64? {
    guard let expression = command[parameter]?.expression else { return nil }
    return try evaluator.integer(of: expression)
  }

  func optionText(_ name: String) throws(ScriptFailure) -> String? {
    guard let expression = command.option(name)?.value else { return nil }
    return try evaluator.text(of: expression)
  }

  func fail(_ code: DiagnosticCode, _ message: String, at range: SourceRange, label: String = "", notes: [String] = [])
    -> ScriptFailure
  {
    ScriptFailure(.runtime, Diagnostic(code, message, at: range, label: label, notes: notes))
  }
}
