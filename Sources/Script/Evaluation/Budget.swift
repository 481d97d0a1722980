/// What keeps every script finite.
struct Budget: Sendable {
  static let callDepth = 200
  /// Levels of expressions inside calls inside expressions …: bounds the native stack.
  static let depth = 1500
  static let iterations = 1_000_000
  static let steps = 10_000_000

  var calls = 0
  var depth = 0
  var steps = 0

  mutating func step(at range: SourceRange) throws(ScriptFailure) {
    steps += 1
    guard steps <= Self.steps else {
      throw Operators.failure(.tooManySteps, "the script ran \(Self.steps) statements without coming to an end", range)
    }
  }

  static func checkTurn(_ turn: Int, at range: SourceRange) throws(ScriptFailure) {
    guard turn < iterations else {
      throw Operators.failure(.tooManySteps, "the loop turned \(iterations) times without coming to an end", range)
    }
  }
}
