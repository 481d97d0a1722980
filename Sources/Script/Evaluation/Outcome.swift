/// How a command ended.
package enum Outcome {
  case value(Value)
  /// Rows that are made while they are asked for.
  case rows(RowStream)
  /// A breakpoint stopped it. The script goes on; the host later hands the result to `Evaluator.resolve(_:_:)`.
  case suspended(SuspensionID)
}

package struct SuspensionID: Hashable, Sendable {
  package let number: Int

  package init(number: Int) { self.number = number }
}
