/// What a host may leave out.
extension ScriptHost {
  package var codes: [DiagnosticCode] { [] }
  package var isInterrupted: Bool { false }
  package func explain(failedCheck expression: Expression, _ evaluator: Evaluator) -> [String] { [] }
  package func mark() {}
  package func packet(number: UInt64) -> Value? { nil }
  package func event(number: UInt64) -> Value? { nil }
  package func member(_ name: String, of value: Value) -> Value? { nil }
  package func rowTest(_ pattern: Expression, _ evaluator: Evaluator) throws(ScriptFailure) -> RowTest? { nil }
  package func show(_ rows: RowStream, of statement: Statement, format: String?, to path: String?)
    throws(ScriptFailure)
  {
    try show(.table(rows.collected(at: statement.range)), of: statement, format: format, to: path)
  }
  package func call(_ call: LayerCall, _ evaluator: Evaluator) throws(ScriptFailure) -> Value? { nil }
  package func willRun(_ statement: Statement, _ evaluator: Evaluator) throws(ScriptFailure) {}
  package func section(_ title: String?) {}
  package func names(of objectClass: String) -> [Completion]? { nil }
  package func files(in folder: String) -> [Completion] { [] }
  package func names(below path: StatePath) -> [String]? { nil }
  package func fields(of layer: String) -> [Completion]? { nil }
  package func values(of field: String, in layer: String) -> [Completion] { [] }
  package func check(_ command: Command) -> [Diagnostic] { [] }
  package func check(packet expression: Expression) -> [Diagnostic] { [] }
  package func check(_ expectation: Expectation) -> [Diagnostic] { [] }
  package func check(changes: [Argument]) -> [Diagnostic] { [] }
}
