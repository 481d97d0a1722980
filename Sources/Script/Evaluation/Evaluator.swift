import Base

/// Walks a program over a host. One evaluator lives as long as a session: variables and functions stay.
package final class Evaluator {
  package let host: any ScriptHost
  package internal(set) var sources = SourceMap()
  /// True inside `expect failure { … }`: an application's failure should be thrown as `.application`.
  package internal(set) var isAttempting = false

  /// The outermost variables of the session.
  let session = Scope(parent: nil)
  var scope: Scope
  var subject: Subject?
  var functions: [FunctionDeclaration] = []
  var budget = Budget()
  var suspended: [SuspensionID: SuspendedCommand] = [:]
  /// Files being run, the innermost last.
  var files: [String] = []
  /// Inside `finally` an interrupt that has already been seen does not stop the clean-up.
  var isCleaningUp = false

  package init(host: any ScriptHost) {
    self.host = host
    scope = session
  }

  /// A variable in reach.
  package func variable(_ name: String) -> Value? { scope.find(name) }
  /// The names of all variables and functions in reach.
  package var variableNames: [String] { scope.names }
  /// Gives a variable of the session its value, as `let` does.
  package func bind(_ name: String, _ value: Value) { session.declare(name, value) }

  /// Takes in text that is no script, so that diagnostics can show it.
  package func admit(name: String, bytes: [UInt8]) -> Source { sources.add(name: name, bytes: bytes) }

  /// Parses with the host's signatures; the source joins `sources`.
  package func parse(name: String, bytes: [UInt8]) -> Program {
    Parser.parse(sources.add(name: name, bytes: bytes), signatures: host.signatures)
  }

  /// Parses and runs; stops at the first failure. With parse errors nothing runs.
  package func run(name: String, text: String) throws(ScriptFailure) -> Value {
    try run(parse(name: name, bytes: Array(text.utf8)))
  }

  /// Runs a parsed program in the session's outermost scope.
  package func run(_ program: Program) throws(ScriptFailure) -> Value {
    try refuseErrors(program)
    budget = Budget()
    scope = session
    isAttempting = false
    files = [program.source.name]
    defer { host.section(nil) }
    return try execute(program.statements, isFunction: false)
  }

  func refuseErrors(_ program: Program) throws(ScriptFailure) {
    if program.diagnostics.contains(where: { $0.severity == .error }) {
      throw ScriptFailure(.parse, program.diagnostics)
    }
  }
}
