import Lab

/// Where a machine, told the same as the recorded one, first wanted something else.
package struct Divergence: Hashable, Sendable, CustomStringConvertible {
  /// The numbers of the inputs between two checks; the first is 1.
  package let inputs: ClosedRange<Int>
  /// What the last of them was.
  package let kind: RecordedCall.Kind
  package let expected: String
  package let found: String
  /// Which program recorded it.
  package let program: String

  package var description: String {
    let place =
      inputs.count == 1
      ? "input \(inputs.lowerBound) (\(kind.words))"
      : "inputs \(inputs.lowerBound) to \(inputs.upperBound) (the last is \(kind.words))"
    let difference = expected == found ? "\(expected), but with other contents" : "\(found)"
    return "\(place): expected \(expected), and came \(difference); recorded by \(program)"
  }
}
