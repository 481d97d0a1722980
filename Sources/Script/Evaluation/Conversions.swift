import Base

extension Evaluator {
  /// True or false; anything else is an error.
  package func condition(_ expression: Expression) throws(ScriptFailure) -> Bool {
    let value = try value(of: expression)
    switch value {
    case .bool(let truth): return truth
    case .none: return false
    default:
      throw Operators.failure(
        .notACondition, "\(value.indefinite) is neither true nor false", expression.range,
        label: "compare it with something: `== \(value.literal.shortened)`")
    }
  }

  package func condition(_ expression: Expression, matching subject: Value) throws(ScriptFailure) -> Bool {
    try matching(.value(subject)) { () throws(ScriptFailure) in try condition(expression) }
  }

  /// A word, a string or any value that has a text: addresses, numbers …
  package func text(of expression: Expression) throws(ScriptFailure) -> String { try value(of: expression).text }

  /// A duration; a bare number is an error that names the units.
  package func duration(of expression: Expression) throws(ScriptFailure) -> Duration {
    let value = try value(of: expression)
    if case .duration(let duration) = value {
      guard duration < .zero else { return duration }
      throw Operators.failure(
        .wrongType, "a duration below zero makes no sense here", expression.range, label: "time does not run back")
    }
    if value.isBareNumber {
      throw Operators.failure(
        .missingUnit, "a duration needs a unit", expression.range,
        label: "did you mean `\(value.literal)s` or `\(value.literal)ms`?", notes: ["units of time: ns us ms s m h"])
    }
    throw Operators.failure(
      .wrongType, "a duration is needed here, this is \(value.indefinite)", expression.range, label: "such as `5s`")
  }

  package func integer(of expression: Expression) throws(ScriptFailure) -> Int64 {
    let value = try value(of: expression)
    if let integer = value.wholeNumber { return integer }
    throw Operators.failure(
      .wrongType, "a whole number is needed here, this is \(value.indefinite)", expression.range)
  }

  /// A packet or event given by its number as the value that has fields.
  package func resolved(_ value: Value) -> Value {
    switch value {
    case .packet(let number): host.packet(number: number) ?? value
    case .event(let number): host.event(number: number) ?? value
    default: value
    }
  }
}
