import Base

extension Value {
  /// A field of a record, a table's row or a host value; an unknown member is nil.
  package func member(_ name: String) -> Value? {
    switch self {
    case .record(let record): record[name]
    case .host(let value): value.member(name)
    case .table(let table): name == "count" ? .integer(Int64(table.rows.count)) : nil
    case .list(let values), .set(let values): name == "count" ? .integer(Int64(values.count)) : nil
    case .endpoint(let endpoint):
      name == "address" ? .address(endpoint.address) : name == "port" ? .integer(Int64(endpoint.port)) : nil
    default: nil
    }
  }

  /// Names that `member` answers, for suggestions.
  package var memberNames: [String] {
    switch self {
    case .record(let record): record.fields.map(\.name)
    case .host(let value): value.memberNames
    case .table, .list, .set: ["count"]
    case .endpoint: ["address", "port"]
    default: []
    }
  }

  /// What to write instead of a member that the value lacks.
  package func advice(for name: String) -> String? {
    if case .host(let value) = self { value.advice(for: name) } else { nil }
  }

  /// `value[index]`; nil when there is no such element.
  package func element(_ index: Value) -> Value? {
    switch (self, index) {
    case (.list(let values), .integer(let at)), (.set(let values), .integer(let at)): return values.element(at)
    case (.bytes(let bytes), .integer(let at)): return bytes.element(at).map { .integer(Int64($0)) }
    case (.string(let text), .integer(let at)): return Array(text).element(at).map { .string(String($0)) }
    case (.table(let table), .integer(let at)): return table.rows.element(at).map { $0.element(of: table.columns) }
    case (.record(let record), .string(let name)): return record[name]
    case (.host(let value), _): return value.element(index)
    default: return nil
    }
  }

  /// What `for` goes through; nil for values that have no elements.
  package var elements: [Value]? {
    switch self {
    case .list(let values), .set(let values): values
    case .table(let table): table.rows.map { $0.element(of: table.columns) }
    case .record(let record):
      record.fields.map { .record(Record([.init("name", .string($0.name)), .init("value", $0.value)])) }
    case .bytes(let bytes): bytes.map { .integer(Int64($0)) }
    case .none: []
    default: nil
    }
  }
}

extension Array {
  fileprivate func element(_ at: Int64) -> Element? { at >= 0 && at < Int64(count) ? self[Int(at)] : nil }
}
