/// Named columns and rows of cells. Text is made when a table is printed, not when it is built.
package struct Table: Sendable {
  package struct Row: Sendable {
    /// One per column; or none at all, and the cells are the members of the subject that the columns name.
    package var cells: [Value]
    /// What the row speaks of: its members can be named in `where` although no column shows them.
    package var subject: Value

    package init(_ cells: [Value], subject: Value = .none) {
      self.cells = cells
      self.subject = subject
    }

    /// A row that is nothing but its subject.
    package init(subject: Value) { self.init([], subject: subject) }
  }

  package var columns: [String]
  package var rows: [Row]

  package init(columns: [String], rows: [Row] = []) {
    self.columns = columns
    self.rows = rows
  }
}

extension Table.Row {
  /// One cell for each column.
  package func cells(of columns: [String]) -> [Value] {
    cells.isEmpty ? columns.map { subject.member($0) ?? .none } : cells
  }

  /// A cell by column name, or a member of the row's subject; `ip.dst` is a member of a member.
  package func field(_ name: String, of columns: [String]) -> Value? {
    if !cells.isEmpty, let index = columns.firstIndex(of: name), index < cells.count { return cells[index] }
    return subject.field(name)
  }

  /// What `for` gives a name to: a record of the columns, or the subject where that is all there is.
  package func element(of columns: [String]) -> Value {
    cells.isEmpty ? subject : .record(Record(zip(columns, cells).map { Record.Field($0, $1) }))
  }
}

extension Value {
  /// A member by a dotted name. A name with dots in it (`wg.initiation`) is tried where its first part leads nowhere;
  /// what is absent has absent members.
  func field(_ name: String) -> Value? {
    guard let dot = name.firstIndex(of: ".") else { return member(name) }
    var end = dot
    while true {
      if let inner = member(String(name[..<end])) {
        guard end < name.endIndex else { return inner }
        if case .none = inner { return inner }
        return inner.field(String(name[name.index(after: end)...]))
      }
      guard end < name.endIndex else { return nil }
      end = name[name.index(after: end)...].firstIndex(of: ".") ?? name.endIndex
    }
  }
}
