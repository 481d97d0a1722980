import Base

/// A table as text while its rows come: nothing is held but, for columns that are aligned, the first rows.
package struct TableLines {
  /// Rows that say how wide columns are. A wider cell further down moves what stands to its right.
  static let sample = 1000

  private let columns: [String]
  private let format: Table.Format
  private let style: Style
  private let sample: Int
  private var first: [[Fact]] = []
  private var layout: TableLayout?
  /// Whether a row was added.
  package private(set) var isBegun = false
  private var text = Text()

  package init(columns: [String], as format: Table.Format, style: Style = .none) {
    self.init(columns: columns, as: format, style: style, sample: Self.sample)
  }

  /// - Parameter sample: rows that say how wide columns are.
  init(columns: [String], as format: Table.Format, style: Style, sample: Int) {
    self.columns = columns
    self.format = format
    self.style = style
    self.sample = sample
  }

  /// Bytes of text that were not yet taken.
  package var count: Int { text.count }

  package mutating func take() -> String {
    let taken = text.string
    text.removeAll()
    return taken
  }

  package mutating func add(_ row: [Fact]) {
    switch format {
    case .text: addAligned(row)
    case .json:
      text.add(isBegun ? ",\n  " : "[\n  ")
      text.add(object: row, columns)
    case .ndjson:
      text.add(object: row, columns)
      text.add("\n")
    case .csv:
      if !isBegun { text.add(csv: columns.map { .text($0) }, columns.count) }
      text.add(csv: row, columns.count)
    }
    isBegun = true
  }

  /// What is left, and what closes the table. No row comes behind it.
  package mutating func finish() -> String {
    switch format {
    case .text where layout == nil: layOut()
    case .json: text.add(isBegun ? "\n]\n" : "[]\n")
    case .csv where !isBegun: text.add(csv: columns.map { .text($0) }, columns.count)
    case .text, .ndjson, .csv: break
    }
    return take()
  }

  private mutating func addAligned(_ row: [Fact]) {
    if let layout { return text.add(layout.line(row)) }
    first.append(row)
    if first.count >= sample { layOut() }
  }

  private mutating func layOut() {
    let layout = TableLayout(columns, first)
    text.add(layout.heading(style))
    for row in first { text.add(layout.line(row)) }
    first = []
    self.layout = layout
  }
}

/// How wide the columns of a table are, and to which side their cells stand: numbers to the right.
private struct TableLayout {
  private let columns: [String]
  private let sides: [String.Side]
  private let widths: [Int]

  init(_ columns: [String], _ rows: [[Fact]]) {
    self.columns = columns
    sides = columns.indices.map { column in
      !rows.isEmpty && rows.allSatisfy { Self.fact($0, column).isNumeric } ? .right : .left
    }
    widths = columns.indices.map { column in
      rows.reduce(columns[column].displayWidth) { max($0, Self.cell($1, column).displayWidth) }
    }
  }

  func heading(_ style: Style) -> String { style.paint(joined(columns), .heading) + "\n" }

  func line(_ row: [Fact]) -> String { joined(columns.indices.map { Self.cell(row, $0) }) + "\n" }

  private func joined(_ cells: [String]) -> String {
    columns.indices.map { cells[$0].padded(to: widths[$0], sides[$0]) }.joined(separator: "  ").withoutTrailingSpaces
  }

  private static func fact(_ row: [Fact], _ column: Int) -> Fact { column < row.count ? row[column] : .none }
  private static func cell(_ row: [Fact], _ column: Int) -> String { fact(row, column).description.visible }
}

extension Fact {
  var isNumeric: Bool {
    switch self {
    case .number, .duration, .instant: true
    default: false
    }
  }
}
