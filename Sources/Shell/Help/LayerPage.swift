import Base
import Report
import Script
import Wire

/// `help tcp`, `help tcp.flags`, `help tcp.options.mss`: all there is to know, from the layer's schema.
enum LayerPage {
  /// Nil for what is neither a layer, nor a field or an item of one.
  static func text(_ path: String, _ session: Session) -> String? {
    if let layer = session.schema(at: path) { return text(layer) }
    guard let dot = path.lastIndex(of: "."), let layer = session.schema(at: String(path[..<dot])),
      let field = layer[String(path[path.index(after: dot)...])]
    else { return nil }
    let row = layer.row(of: field)
    var text =
      "\(layer.name).\(row.name): \(row.meaning)\(standard(layer))\n\n  size: \(row.size)\n  unset: \(row.unset)\n"
    if !row.words.isEmpty { text += wrapped("  \(field.items == nil ? "words" : "items"): ", row.words) }
    return text
  }

  static func text(_ layer: LayerSchema) -> String {
    let others = layer.aliases.isEmpty ? "" : ", also written \(layer.aliases.joined(separator: ", "))"
    var text = "\(layer.name)\(others): \(layer.title)\(standard(layer))\n\n" + fields(layer)
    let words = names(layer)
    if !words.isEmpty { text += "\nwords, where a number always works too\n" + words }
    let lists = items(layer)
    if !lists.isEmpty { text += "\nitems of lists; `fields \(layer.name).LIST.ITEM` has the fields of one\n" + lists }
    for example in LayerExamples.of(layer.name) { text += "\n  \(example.line)\n    \(example.text)" }
    return text
  }

  private static func standard(_ layer: LayerSchema) -> String { layer.rfc.isEmpty ? "" : " (\(layer.rfc))" }

  private static func fields(_ layer: LayerSchema) -> String {
    let rows = layer.fieldRows.map { row in
      let others = row.aliases.isEmpty ? "" : " (also \(row.aliases.joined(separator: ", ")))"
      return [row.name, row.size, row.unset, row.meaning + others]
    }
    return table(["field", "size", "unset", "meaning"], rows)
  }

  /// The registry of each field, in its own words.
  private static func names(_ layer: LayerSchema) -> String {
    layer.fieldRows.filter { row in !row.words.isEmpty && layer[row.name]?.items == nil && !isShorthand(row, layer) }
      .map { row in wrapped("  \(row.name): ", row.words) }.joined()
  }

  private static func items(_ layer: LayerSchema) -> String {
    layer.fields.compactMap { field in field.items.map { (field.name, $0) } }
      .map { name, list in wrapped("  \(name): ", list.names) }.joined()
  }

  private static func isShorthand(_ row: FieldRow, _ layer: LayerSchema) -> Bool {
    if case .item? = layer[row.name]?.place { true } else { false }
  }

  private static func table(_ columns: [String], _ rows: [[String]]) -> String {
    Report.Table(columns: columns, rows: rows.map { $0.map(Fact.text) }).rendered(as: .text, style: .none)
  }

  /// Lines of about eighty letters; those behind the first stand below its first word.
  private static func wrapped(_ heading: String, _ words: [String]) -> String {
    var lines = [heading]
    let indent = String(repeating: " ", count: heading.count)
    for word in words {
      if lines[lines.count - 1].count + word.count > width { lines.append(indent) }
      lines[lines.count - 1] += (lines[lines.count - 1].last == " " ? "" : " ") + word
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static let width = 88
}
