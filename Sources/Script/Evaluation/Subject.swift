/// What the bare names of a condition may be fields of.
enum Subject {
  case value(Value)
  case row(Table, Table.Row)

  /// A field. A row may lack what others of its table have: that is `none`, and no unknown name.
  func field(_ name: String) -> Value? {
    switch self {
    case .value(let value): value.member(name)
    case .row(let table, let row):
      table.field(name, of: row) ?? (table.rows.contains { table.field(name, of: $0) != nil } ? Value.none : nil)
    }
  }

  var names: [String] {
    switch self {
    case .value(let value): value.memberNames
    case .row(let table, let row): table.columns + row.subject.memberNames
    }
  }
}
