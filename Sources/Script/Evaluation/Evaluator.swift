import Base

/// Walks a program over a host. One evaluator lives as long as a session: variables and functions stay.
package final class Evaluator {
  package let host: any ScriptHost
  package internal(set) var sources = SourceMap()
  /// True inside `expect failure { … }`: an application's failure should be thrown as `.application`.
  package internal(set) var isAttempting = false

  package init(host: any ScriptHost) { self.host = host }

  // What a host calls.

  /// The value of an expression where the script stands. Words that name a variable give its value.
  package func value(of expression: Expression) throws(ScriptFailure) -> Value { .none }
  /// The value with the fields of `subject` in reach, as in `events where kind == "drop"`.
  package func value(of expression: Expression, matching subject: Value) throws(ScriptFailure) -> Value { .none }
  /// True or false; anything else is an error.
  package func condition(_ expression: Expression) throws(ScriptFailure) -> Bool { false }
  package func condition(_ expression: Expression, matching subject: Value) throws(ScriptFailure) -> Bool { false }
  /// A word, a string or any value that has a text: addresses, numbers …
  package func text(of expression: Expression) throws(ScriptFailure) -> String { "" }
  /// A duration; a bare number is an error that names the units.
  package func duration(of expression: Expression) throws(ScriptFailure) -> Duration { .zero }
  package func integer(of expression: Expression) throws(ScriptFailure) -> Int64 { 0 }
  /// A path in the state tree with its indices evaluated; nil when the expression is none.
  package func statePath(of expression: Expression) throws(ScriptFailure) -> StatePath? { nil }
  /// A variable in reach.
  package func variable(_ name: String) -> Value? { nil }

  /// Runs a block in a scope of its own; the value is that of its last statement.
  package func run(_ block: Block) throws(ScriptFailure) -> Value { .none }
  /// Runs a block until an application's action fails (its errno, if it has one) or to its end (nil).
  /// Every other failure is thrown.
  package func attempt(_ block: Block) throws(ScriptFailure) -> ApplicationFailure? { nil }
  /// Gives a suspended command its result: the `let` or `as` that waits for it is filled.
  package func resolve(_ suspension: SuspensionID, _ value: Value) {}

  // What a program calls.

  /// Parses and runs; stops at the first failure. With parse errors nothing runs.
  package func run(name: String, text: String) throws(ScriptFailure) -> Value { .none }
  /// Parses with the host's signatures; the source joins `sources`.
  package func parse(name: String, bytes: [UInt8]) -> Program {
    Program(source: sources.add(name: name, bytes: bytes), statements: [], diagnostics: [])
  }
  /// Runs a parsed program in the session's outermost scope.
  package func run(_ program: Program) throws(ScriptFailure) -> Value { .none }
  /// Everything that can be said without running: parse errors, unknown names, wrong types, what the host's hooks find.
  package func check(_ program: Program) -> [Diagnostic] { program.diagnostics }
}

/// An application's action that did not succeed.
package struct ApplicationFailure: Sendable {
  /// `EHOSTUNREACH`; nil when the failure has no errno.
  package var errno: String?
  package var diagnostics: [Diagnostic]
}
