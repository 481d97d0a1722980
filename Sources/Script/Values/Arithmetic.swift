import Base

/// Checked 64-bit arithmetic.
enum Arithmetic {
  static func add(_ a: Int64, _ b: Int64, _ range: SourceRange) throws(ScriptFailure) -> Int64 {
    try checked(a.addingReportingOverflow(b), range)
  }
  static func subtract(_ a: Int64, _ b: Int64, _ range: SourceRange) throws(ScriptFailure) -> Int64 {
    try checked(a.subtractingReportingOverflow(b), range)
  }
  static func multiply(_ a: Int64, _ b: Int64, _ range: SourceRange) throws(ScriptFailure) -> Int64 {
    try checked(a.multipliedReportingOverflow(by: b), range)
  }

  private static func checked(_ result: (Int64, overflow: Bool), _ range: SourceRange) throws(ScriptFailure) -> Int64 {
    guard !result.overflow else {
      throw Operators.failure(.overflow, "the result does not fit into 64 bits", range, label: "out of range")
    }
    return result.0
  }

  /// A number as a count; nil beyond 64 bits.
  static func rounded(_ number: Double, _ range: SourceRange) throws(ScriptFailure) -> Int64 {
    guard let value = Int64(exactly: number.rounded(.towardZero)) else {
      throw Operators.failure(.overflow, "the result does not fit into 64 bits", range, label: "out of range")
    }
    return value
  }
}

extension Operators {
  static func sum(_ operation: BinaryOperator, _ a: Value, _ b: Value, _ range: SourceRange) throws(ScriptFailure)
    -> Value
  {
    try refuseMissingUnit(operation, a, b, range)
    let adds = operation == .add
    switch (a, b) {
    case (.duration, .duration), (.percent, .percent), (.integer, .integer), (.byteCount, .byteCount),
      (.byteCount, .integer), (.integer, .byteCount):
      guard let x = a.units, let y = b.units else { break }
      let result = adds ? try Arithmetic.add(x, y, range) : try Arithmetic.subtract(x, y, range)
      return (a.isBareNumber ? b : a).rebuilt(result)
    case (.string(let x), _) where adds: return .string(x + b.text)
    case (_, .string(let y)) where adds: return .string(a.text + y)
    case (.bytes(let x), .bytes(let y)) where adds: return .bytes(x + y)
    case (.list(let x), .list(let y)) where adds: return .list(x + y)
    default:
      if let x = a.plainNumber, let y = b.plainNumber { return .number(adds ? x + y : x - y) }
    }
    throw mismatch(operation, a, b, range)
  }

  static func product(_ a: Value, _ b: Value, _ range: SourceRange) throws(ScriptFailure) -> Value {
    switch (a, b) {
    case (.percent(let parts), _) where b.plainNumber != nil || b.isDuration: return try share(parts, of: b, range)
    case (_, .percent(let parts)) where a.plainNumber != nil || a.isDuration: return try share(parts, of: a, range)
    case (_, .integer(let factor)):
      if let units = a.units { return a.rebuilt(try Arithmetic.multiply(units, factor, range)) }
    case (.integer(let factor), _):
      if let units = b.units { return b.rebuilt(try Arithmetic.multiply(units, factor, range)) }
    default: break
    }
    switch (a, b) {
    case (.duration, .number(let factor)), (.byteCount, .number(let factor)):
      return a.rebuilt(try Arithmetic.rounded(Double(a.units ?? 0) * factor, range))
    case (.number(let factor), .duration), (.number(let factor), .byteCount):
      return b.rebuilt(try Arithmetic.rounded(Double(b.units ?? 0) * factor, range))
    default: break
    }
    guard a.isBareNumber, b.isBareNumber, let x = a.plainNumber, let y = b.plainNumber else {
      throw mismatch(.multiply, a, b, range)
    }
    return .number(x * y)
  }

  /// `5% * 200` is 10, `10% * 5s` is 500ms.
  private static func share(_ parts: Int64, of value: Value, _ range: SourceRange) throws(ScriptFailure) -> Value {
    guard let units = value.units else { return .number((value.plainNumber ?? 0) * Double(parts) / 1_000_000) }
    let product = try Arithmetic.multiply(units, parts, range)
    if product % 1_000_000 != 0, case .integer = value { return .number(Double(product) / 1_000_000) }
    return value.rebuilt(product / 1_000_000)
  }

  /// Whole numbers give a whole number where it divides without a rest: `6 / 2` is 3, `7 / 2` is 3.5.
  static func quotient(_ a: Value, _ b: Value, _ range: SourceRange) throws(ScriptFailure) -> Value {
    let sameUnit = a.units != nil && a.typeName == b.typeName
    guard
      sameUnit || (b.isBareNumber && (a.units != nil || a.plainNumber != nil))
        || (a.plainNumber != nil && b.plainNumber != nil)
    else {
      throw mismatch(.slash, a, b, range)
    }
    if b.units == 0 || b.plainNumber == 0 {
      throw failure(.divisionByZero, "division by zero", range, label: "the right side is zero")
    }
    if let x = a.units, let y = b.units {
      let (whole, overflow) = x.dividedReportingOverflow(by: y)
      if !overflow, x % y == 0 { return sameUnit ? .integer(whole) : a.rebuilt(whole) }
      if sameUnit || a.isBareNumber { return .number(Double(x) / Double(y)) }
      return a.rebuilt(whole)
    }
    if a.isBareNumber { return .number((a.plainNumber ?? 0) / (b.plainNumber ?? 1)) }
    return a.rebuilt(try Arithmetic.rounded(Double(a.units ?? 0) / (b.plainNumber ?? 1), range))
  }
}

extension Value {
  fileprivate var isDuration: Bool { if case .duration = self { true } else { false } }
}
