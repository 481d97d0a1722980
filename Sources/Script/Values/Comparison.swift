import Base

extension Value {
  /// Equality as `==` sees it: numbers across their types, a text with whatever prints as it.
  ///
  /// Two values of unlike types are merely different, except where a unit is missing: `Operators` refuses those.
  package func equals(_ other: Value) -> Bool {
    switch (self, other) {
    case (.none, .none): true
    case (.bool(let a), .bool(let b)): a == b
    case (.bytes(let a), .bytes(let b)): a == b
    case (.range(let a), .range(let b)): a == b
    case (.addresses(let a), .addresses(let b)): a == b
    case (.list(let a), .list(let b)): a.count == b.count && zip(a, b).allSatisfy { $0.equals($1) }
    case (.set(let a), .set(let b)):
      a.count == b.count && a.allSatisfy { value in b.contains { $0.equals(value) } }
    case (.record(let a), .record(let b)):
      a.fields.count == b.fields.count && a.fields.allSatisfy { field in b[field.name]?.equals(field.value) ?? false }
    case (.event(let a), .event(let b)): a == b
    case (.packet(let a), .packet(let b)): a == b
    case (.function(let a), .function(let b)): a == b
    case (.host(let a), .host(let b)): a.equals(b)
    case (.host(let a), _): a.description == other.text
    case (_, .host(let b)): text == b.description
    case (.table, _), (_, .table): false
    default: order(other) == .equal
    }
  }

  package enum Order: Sendable {
    case ascending, equal, descending

    init<T: Comparable>(_ a: T, _ b: T) { self = a < b ? .ascending : a == b ? .equal : .descending }
    init(bytes a: [UInt8], _ b: [UInt8]) {
      self = a == b ? .equal : a.lexicographicallyPrecedes(b) ? .ascending : .descending
    }
  }

  /// How two values of like types stand to each other; nil when that has no meaning.
  package func order(_ other: Value) -> Order? {
    switch (self, other) {
    case (.integer(let a), .integer(let b)): Order(a, b)
    case (.string(let a), .string(let b)): Order(bytes: Array(a.utf8), Array(b.utf8))
    case (.bytes(let a), .bytes(let b)): Order(bytes: a, b)
    // `p.payload == "GET"`: what a text is as payload.
    case (.bytes(let a), .string(let b)): Order(bytes: a, Array(b.utf8))
    case (.string(let a), .bytes(let b)): Order(bytes: Array(a.utf8), b)
    case (.bool(let a), .bool(let b)): Order(a ? 1 : 0, b ? 1 : 0)
    case (.duration(let a), .duration(let b)): Order(a, b)
    case (.percent(let a), .percent(let b)): Order(a, b)
    case (.address(let a), .address(let b)): Order(a, b)
    case (.prefix(let a), .prefix(let b)): Order(a, b)
    case (.endpoint(let a), .endpoint(let b)): Order(a, b)
    case (.event(let a), .event(let b)), (.packet(let a), .packet(let b)): Order(a, b)
    // `packet == 1`, `cause == 0`: their numbers, as JSON has them.
    case (.event(let a), .integer(let b)), (.packet(let a), .integer(let b)): Order(Int64(clamping: a), b)
    case (.integer(let a), .event(let b)), (.integer(let a), .packet(let b)): Order(a, Int64(clamping: b))
    case (.string(let text), _): other.parsed(text).flatMap { $0.order(other) }
    case (_, .string(let text)): parsed(text).flatMap { order($0) }
    default: Self.numericOrder(self, other)
    }
  }

  private static func numericOrder(_ a: Value, _ b: Value) -> Order? {
    if let a = a.wholeNumber, let b = b.wholeNumber { return Order(a, b) }
    guard let a = a.plainNumber, let b = b.plainNumber else { return nil }
    return Order(a, b)
  }

  /// A text read as a value of this one's type, so that `dst == "172.20.0.100"` works.
  private func parsed(_ text: String) -> Value? {
    switch self {
    case .address: IPAddress(text).map { .address($0) }
    case .prefix: IPPrefix(text).map { .prefix($0) }
    case .endpoint: Endpoint(text).map { .endpoint($0) }
    default: nil
    }
  }

  /// Integers and sizes.
  var wholeNumber: Int64? {
    switch self {
    case .integer(let value), .byteCount(let value): value
    default: nil
    }
  }

  /// Integers, sizes and numbers.
  var plainNumber: Double? {
    if case .number(let value) = self { value } else { wholeNumber.map(Double.init) }
  }
}
