import Script

/// One verb of the language: how it is written, and what it does.
protocol Verb: Sendable {
  static var signature: VerbSignature { get }
  static func run(_ call: Call) throws(ScriptFailure) -> Outcome
  /// What is wrong with a command, as far as that can be said without running it.
  static func check(_ command: Command, in session: Session) -> [Diagnostic]
  /// It goes to another moment or world, and is not itself taken back.
  static var isTravel: Bool { get }
}

extension Verb {
  static func check(_ command: Command, in session: Session) -> [Diagnostic] { [] }
  static var isTravel: Bool { false }
}

extension Outcome {
  /// The command has no result.
  static var nothing: Outcome { .value(.none) }
}
