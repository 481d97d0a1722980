/// `expect …`, with everything that can stand around what is expected.
package struct Expectation: Sendable {
  package enum Subject: Sendable {
    /// A state that becomes true, a packet pattern (`at` is set, or it names layers), or a message (`from`, `to`).
    case expression(Expression)
    /// `event KIND [where EXPR]`
    case event(Name, filter: Expression?)
    /// `failure[(ERRNO)] { … }`: run the block with `Evaluator.attempt`.
    case failure(errno: Name?, Block)
  }

  package var subject: Subject
  /// `expect no … for D`
  package var isNegated: Bool
  /// `at TAP`
  package var tap: Expression?
  /// `from NODE`
  package var sender: Expression?
  /// `to NODE`
  package var receiver: Expression?
  /// `within D`
  package var bound: Expression?
  /// `for D`, with `no`
  package var span: Expression?
  package var binding: ResultBinding?
  package var range: SourceRange

  package init(subject: Subject, isNegated: Bool = false, range: SourceRange) {
    self.subject = subject
    self.isNegated = isNegated
    self.range = range
  }
}

/// `in-order { … }`, `any-order { … }`, `either { … } or { … }`
package struct ExpectationGroup: Sendable {
  package enum Order: String, Hashable, Sendable {
    case inOrder = "in-order"
    case anyOrder = "any-order"
    case either
  }

  package var order: Order
  /// One block, or the alternatives of `either`. Their statements are expectations, checks and groups.
  package var blocks: [Block]
  package var range: SourceRange

  package init(order: Order, blocks: [Block], range: SourceRange) {
    self.order = order
    self.blocks = blocks
    self.range = range
  }
}
