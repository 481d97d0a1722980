import Base

/// The functions of the language.
package struct Builtin: Sendable {
  package let name: String
  /// `count(x)`
  package let usage: String
  package let summary: String
  let body: @Sendable (Evaluator, LayerCall) throws(ScriptFailure) -> Value
}

package enum Builtins {
  package static let all: [Builtin] = [
    Builtin(name: "count", usage: "count(X)", summary: "how many rows, elements, bytes or characters") {
      (evaluator, call) throws(ScriptFailure) in try count(argument(call, evaluator), call)
    },
    Builtin(name: "min", usage: "min(A, B, …)", summary: "the least of the values, or of the elements of one") {
      (evaluator, call) throws(ScriptFailure) in try extreme(.ascending, call, evaluator)
    },
    Builtin(name: "max", usage: "max(A, B, …)", summary: "the greatest of the values, or of the elements of one") {
      (evaluator, call) throws(ScriptFailure) in try extreme(.descending, call, evaluator)
    },
    Builtin(name: "sum", usage: "sum(A, B, …)", summary: "the values, or the elements of one, added up") {
      (evaluator, call) throws(ScriptFailure) in try sum(call, evaluator)
    },
    Builtin(name: "text", usage: "text(X)", summary: "the value as text") { (evaluator, call) throws(ScriptFailure) in
      .string(try argument(call, evaluator).text)
    },
  ]

  static let names = all.map(\.name)
  static let table = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }

  private static func argument(_ call: LayerCall, _ evaluator: Evaluator) throws(ScriptFailure) -> Value {
    guard call.arguments.count == 1 else {
      throw Operators.failure(
        .wrongArguments, "`\(call.name.text)` takes 1 argument, not \(call.arguments.count)", call.range,
        label: "\(call.name.text)(X)")
    }
    return evaluator.resolved(try evaluator.value(of: call.arguments[0].expression))
  }

  private static func count(_ value: Value, _ call: LayerCall) throws(ScriptFailure) -> Value {
    switch value {
    case .string(let text): return .integer(Int64(text.count))
    case .range(let range):
      let (span, overflow) = range.upperBound.subtractingReportingOverflow(range.lowerBound)
      guard !overflow, span < .max else { throw Operators.failure(.overflow, "the range is too long", call.range) }
      return .integer(span + 1)
    case .addresses(let range): return .integer(Int64(range.count))
    case .host(let host):
      if let count = host.member("count") { return count }
    default:
      if let elements = value.elements { return .integer(Int64(elements.count)) }
    }
    throw Operators.failure(.wrongType, "\(value.indefinite) has nothing to count", call.range)
  }

  /// The arguments, or the elements of the only one.
  private static func values(_ call: LayerCall, _ evaluator: Evaluator) throws(ScriptFailure) -> [Value] {
    var values: [Value] = []
    for argument in call.arguments { values.append(try evaluator.value(of: argument.expression)) }
    if values.count == 1, let elements = values[0].elements { values = elements }
    guard !values.isEmpty else {
      throw Operators.failure(.wrongArguments, "`\(call.name.text)` needs at least one value", call.range)
    }
    return values
  }

  private static func extreme(_ order: Value.Order, _ call: LayerCall, _ evaluator: Evaluator) throws(ScriptFailure)
    -> Value
  {
    let values = try values(call, evaluator)
    var best = values[0]
    for value in values.dropFirst() {
      try Operators.refuseMissingUnit(.less, value, best, call.range)
      guard let found = value.order(best) else { throw Operators.mismatch(.less, value, best, call.range) }
      if found == order { best = value }
    }
    return best
  }

  private static func sum(_ call: LayerCall, _ evaluator: Evaluator) throws(ScriptFailure) -> Value {
    let values = try values(call, evaluator)
    var total = values[0]
    for value in values.dropFirst() { total = try Operators.apply(.add, total, value, at: call.range) }
    return total
  }
}
