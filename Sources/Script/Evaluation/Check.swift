extension Evaluator {
  package func check(_ program: Program) -> [Diagnostic] { program.diagnostics }
}
