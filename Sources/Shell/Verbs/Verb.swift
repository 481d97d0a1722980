import Script

/// One verb of the language: how it is written, and what it does.
protocol Verb: Sendable {
  static var signature: VerbSignature { get }
  static func run(_ call: Call) throws(ScriptFailure) -> Outcome
  /// What is wrong with a command, as far as that can be said without running it.
  static func check(_ command: Command, in session: Session) -> [Diagnostic]
}

extension Verb {
  static func check(_ command: Command, in session: Session) -> [Diagnostic] { [] }
}

extension Outcome {
  /// The command has no result.
  static var nothing: Outcome { .value(.none) }
}
