import Base

/// What an expression evaluates to. Units are part of the type: a duration is never a bare number.
package enum Value: Sendable {
  case none
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case bytes([UInt8])
  case duration(Duration)
  /// `5%` is 50,000: parts per million, so that printing and arithmetic are exact.
  case percent(partsPerMillion: Int64)
  /// `64KiB`, in bytes.
  case byteCount(Int64)
  case address(IPAddress)
  case prefix(IPPrefix)
  case endpoint(Endpoint)
  /// `1..64`, both ends included.
  case range(ClosedRange<Int64>)
  /// `{53, 80}`: in the order written, without duplicates.
  case set([Value])
  case list([Value])
  case record(Record)
  case table(Table)
  /// `#57`
  case event(UInt64)
  /// `p3`: a packet by number. Its content is the host's (`ScriptHost.packet`).
  case packet(UInt64)
  case function(FunctionReference)
  case host(any HostValue)
}

/// Ordered fields with unique names.
package struct Record: Sendable {
  package struct Field: Sendable {
    package var name: String
    package var value: Value

    package init(_ name: String, _ value: Value) {
      self.name = name
      self.value = value
    }
  }

  package var fields: [Field]

  package init(_ fields: [Field] = []) { self.fields = fields }

  /// Reading gives nil for a missing field; writing keeps a field's place, or appends.
  package subscript(_ name: String) -> Value? {
    get { fields.first { $0.name == name }?.value }
    set {
      let index = fields.firstIndex { $0.name == name }
      switch (index, newValue) {
      case (let index?, let value?): fields[index].value = value
      case (let index?, nil): fields.remove(at: index)
      case (nil, let value?): fields.append(Field(name, value))
      case (nil, nil): break
      }
    }
  }
}

/// Named columns and rows of cells. Text is made when a table is printed, not when it is built.
package struct Table: Sendable {
  package struct Row: Sendable {
    /// One per column.
    package var cells: [Value]
    /// What the row speaks of: its members can be named in `where` although no column shows them.
    package var subject: Value

    package init(_ cells: [Value], subject: Value = .none) {
      self.cells = cells
      self.subject = subject
    }
  }

  package var columns: [String]
  package var rows: [Row]

  package init(columns: [String], rows: [Row] = []) {
    self.columns = columns
    self.rows = rows
  }

  /// A cell by column name, or a member of the row's subject.
  package func field(_ name: String, of row: Row) -> Value? {
    if let index = columns.firstIndex(of: name), index < row.cells.count { return row.cells[index] }
    return row.subject.member(name)
  }
}

/// A function declared with `fn`, by its number in the evaluator that declared it.
package struct FunctionReference: Hashable, Sendable {
  package let name: String
  package let number: Int
}

/// A value of the host's own: a packet, a message, a node.
package protocol HostValue: Sendable {
  /// Shown in errors: `packet`, `message`, `node`.
  var typeName: String { get }
  /// Shown when the value is printed.
  var description: String { get }
  /// Names that `member` answers, for suggestions.
  var memberNames: [String] { get }
  func member(_ name: String) -> Value?
  /// `value[index]`
  func element(_ index: Value) -> Value?
  func equals(_ other: any HostValue) -> Bool
  /// `value has name` for a bare name or a string.
  func has(_ name: String) -> Bool
}

extension HostValue {
  package var memberNames: [String] { [] }
  package func element(_ index: Value) -> Value? { nil }
  package func has(_ name: String) -> Bool { member(name) != nil }
}

extension Value {
  /// A field of a record or host value, an unknown member is nil.
  package func member(_ name: String) -> Value? {
    switch self {
    case .record(let record): record[name]
    case .host(let value): value.member(name)
    default: nil
    }
  }
}
