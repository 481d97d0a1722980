import Base

extension Table {
  /// A header and one line a row; columns of numbers stand to the right.
  func text(style: Style) -> String {
    let cells = rows.map { row in columns.indices.map { fact(row, $0).description.visible } }
    let sides = columns.indices.map { column in
      !rows.isEmpty && rows.allSatisfy { fact($0, column).isNumeric } ? String.Side.right : .left
    }
    let widths = columns.indices.map { column in
      cells.reduce(columns[column].displayWidth) { max($0, $1[column].displayWidth) }
    }
    func line(_ cells: [String]) -> String {
      columns.indices.map { cells[$0].padded(to: widths[$0], sides[$0]) }.joined(separator: "  ")
        .withoutTrailingSpaces
    }
    return ([style.paint(line(columns), .heading)] + cells.map(line)).map { $0 + "\n" }.joined()
  }
}

extension Fact {
  var isNumeric: Bool {
    switch self {
    case .number, .duration, .instant: true
    default: false
    }
  }
}
