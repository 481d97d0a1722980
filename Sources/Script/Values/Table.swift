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
