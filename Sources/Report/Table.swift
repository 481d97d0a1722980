import Base

/// Rows of facts under named columns. A row shorter than the header is filled with what is absent.
package struct Table: Hashable, Sendable {
  package var columns: [String]
  package var rows: [[Fact]]

  package init(columns: [String], rows: [[Fact]]) {
    self.columns = columns
    self.rows = rows
  }

  package enum Format: String, Hashable, Sendable, CaseIterable {
    case text, json, ndjson, csv
  }

  /// Every format ends with an end of line.
  package func rendered(as format: Format, style: Style = .none) -> String {
    var lines = TableLines(columns: columns, as: format, style: style, sample: max(1, rows.count))
    for row in rows { lines.add(row) }
    return lines.finish()
  }
}
