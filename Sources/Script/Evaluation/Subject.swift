/// What the bare names of a condition may be fields of.
enum Subject {
  case value(Value)
  case row(RowStream, Table.Row)

  /// A field. A row may lack what others of its table have: that is `none`, and no unknown name.
  func field(_ name: String) -> Value? {
    switch self {
    case .value(let value): value.member(name)
    case .row(let rows, let row): row.field(name, of: rows.columns) ?? (rows.knows(name) ? Value.none : nil)
    }
  }

  var names: [String] {
    switch self {
    case .value(let value): value.memberNames
    case .row(let rows, let row): rows.columns + row.subject.memberNames
    }
  }
}
