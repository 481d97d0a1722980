import Base

/// Arithmetic and comparison with units. Every result is exact or an error; nothing wraps.
enum Operators {
  static func apply(_ operation: BinaryOperator, _ a: Value, _ b: Value, at range: SourceRange) throws(ScriptFailure)
    -> Value
  {
    switch operation {
    case .equal:
      try refuseMissingUnit(operation, a, b, range)
      return .bool(a.equals(b))
    case .notEqual:
      try refuseMissingUnit(operation, a, b, range)
      return .bool(!a.equals(b))
    case .less, .lessOrEqual, .greater, .greaterOrEqual: return .bool(try compare(operation, a, b, range))
    case .add, .subtract: return try sum(operation, a, b, range)
    case .multiply: return try product(a, b, range)
    case .slash: return try quotient(a, b, range)
    case .inside: return .bool(try Membership.contains(b, a, range))
    case .notInside: return .bool(!(try Membership.contains(b, a, range)))
    case .or, .and, .has, .matches: throw mismatch(operation, a, b, range)
    }
  }

  private static func compare(_ operation: BinaryOperator, _ a: Value, _ b: Value, _ range: SourceRange)
    throws(ScriptFailure) -> Bool
  {
    // What is not there is neither smaller nor larger: rows without the field drop out of a filter.
    if case .none = a { return false }
    if case .none = b { return false }
    try refuseMissingUnit(operation, a, b, range)
    guard let order = a.order(b) else { throw mismatch(operation, a, b, range) }
    switch operation {
    case .less: return order == .ascending
    case .lessOrEqual: return order != .descending
    case .greater: return order == .descending
    default: return order != .ascending
    }
  }

  static func negate(_ value: Value, at range: SourceRange) throws(ScriptFailure) -> Value {
    switch value {
    case .number(let number): return .number(-number)
    case .integer, .duration, .percent, .byteCount:
      guard let units = value.units else { break }
      return try value.rebuilt(Arithmetic.subtract(0, units, range))
    default: break
    }
    throw failure(.wrongType, "\(value.indefinite) has no sign", range)
  }

  static func failure(
    _ code: DiagnosticCode, _ message: String, _ range: SourceRange, label: String = "", notes: [String] = []
  )
    -> ScriptFailure
  {
    ScriptFailure(.runtime, Diagnostic(code, message, at: range, label: label, notes: notes))
  }

  static func mismatch(_ operation: BinaryOperator, _ a: Value, _ b: Value, _ range: SourceRange) -> ScriptFailure {
    let message = "`\(operation.rawValue)` has no meaning between \(a.indefinite) and \(b.indefinite)"
    return failure(.wrongType, message, range, label: "\(a.literal.shortened) and \(b.literal.shortened)")
  }

  /// A duration or share beside a bare number: which unit is missing is for the writer to say.
  static func refuseMissingUnit(_ operation: BinaryOperator, _ a: Value, _ b: Value, _ range: SourceRange)
    throws(ScriptFailure)
  {
    for (unit, bare) in [(a, b), (b, a)] where bare.isBareNumber {
      let advice: String? =
        switch unit {
        case .duration: "write `\(bare.literal)s` or `\(bare.literal)ms`"
        case .percent: "write `\(bare.literal)%`"
        default: nil
        }
      guard let advice else { continue }
      throw failure(
        .unitsDiffer, "\(unit.indefinite) and a bare number do not go together with `\(operation.rawValue)`", range,
        label: advice)
    }
  }
}

extension Value {
  var isBareNumber: Bool {
    switch self {
    case .integer, .number: true
    default: false
    }
  }

  /// The exact count behind a value that is one: nanoseconds, parts per million, bytes, or itself.
  var units: Int64? {
    switch self {
    case .integer(let value), .byteCount(let value), .percent(let value): value
    case .duration(let duration): duration.nanoseconds
    default: nil
    }
  }

  /// A value of the same type with another count.
  func rebuilt(_ units: Int64) -> Value {
    switch self {
    case .duration: .duration(.nanoseconds(units))
    case .percent: .percent(partsPerMillion: units)
    case .byteCount: .byteCount(units)
    default: .integer(units)
    }
  }
}

extension String {
  /// For labels: never longer than a terminal line has room for.
  var shortened: String { count > 40 ? prefix(39) + "…" : self }
}
