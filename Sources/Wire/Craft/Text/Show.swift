import Base

/// One field of `show`: how it reads and where its value comes from.
package struct ShownField: Hashable, Sendable {
  package let name: String
  package let text: String
  package let origin: Origin
  /// What it ought to be, where it is not: shown as `(!)`.
  package let right: String?
  package let meaning: String

  package enum Origin: String, Hashable, Sendable {
    /// Written by hand.
    case set
    case computed
    case initial
    /// Found in bytes that nobody here wrote.
    case found
    /// Written, and not in the bytes.
    case unsent
  }
}

package struct ShownLayer: Hashable, Sendable {
  package let name: String
  package let title: String
  package let depth: Int
  package let fields: [ShownField]
}

extension Packet {
  /// The layers with all their fields. Without `written` every field counts as found.
  ///
  /// - Parameter written: the completed layers that were built, one for each layer of depth 0.
  package func shown(as written: [Layer]? = nil) -> [ShownLayer] {
    let faults = faults(of: written)
    var outer = 0
    return layers.indices.map { span in
      let layer = layers[span].depth == 0 && outer < written?.count ?? 0 ? written?[outer] : nil
      if layers[span].depth == 0 { outer += 1 }
      let fields = layers[span].schema.fields.indices.compactMap { i in
        shownField(i, at: span, layer, faults.filter { $0.layer == span && $0.field == i })
      }
      let schema = layers[span].schema
      return ShownLayer(name: schema.name, title: schema.title, depth: layers[span].depth, fields: fields)
    }
  }

  private func shownField(_ i: Int, at span: Int, _ layer: Layer?, _ faults: [FieldFault]) -> ShownField? {
    let field = layers[span].schema.fields[i]
    if case .item = field.place { return nil }
    if case .unsent = field.place { return layer.flatMap { $0.shownUnsent(i) } }
    guard let value = value(of: field, at: span) else { return nil }
    let type = type(for: field, at: span)
    let isQuote = span + 1 < layers.count && layers[span + 1].depth > layers[span].depth
    var text = field.text(value, type: type)
    if case .packet = field.kind, isQuote { text = "\(tail(at: span).count) bytes" }
    let origin: ShownField.Origin =
      layer == nil
      ? .found
      : layer?.value(ofFieldAt: i) != nil
        ? .set
        : field.computed != nil && rightValue(of: field, in: layers[span].header, at: span, written: layer) != nil
          ? .computed : .initial
    return ShownField(
      name: field.name, text: text, origin: origin, right: right(faults, field, type), meaning: field.meaning)
  }

  /// The right value; with the name of the field where it is one of an item.
  private func right(_ faults: [FieldFault], _ field: FieldSchema, _ type: UInt64?) -> String? {
    guard !faults.isEmpty else { return nil }
    return faults.map { fault in
      fault.name == field.name ? field.text(fault.right, type: type) : "\(fault.name) \(fault.right.text)"
    }.joined(separator: ", ")
  }

  /// `show p built`: one line a field, wrong values marked `(!)` with the right one.
  package func show(as written: [Layer]? = nil) -> String {
    let lines = shown(as: written).map(\.text)
    return (lines + (inner.map { [$0.shownInside] } ?? [])).joined(separator: "\n")
  }

  /// What a tunnel message carries, below it.
  private var shownInside: String {
    let lines = show().split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
    return (["  inside, with the key of its session:"] + lines).joined(separator: "\n")
  }
}

extension ShownLayer {
  /// Its name, and one line a field.
  package var text: String {
    let indent = String(repeating: "  ", count: depth)
    let width = fields.map(\.name.count).max() ?? 0
    let lines = fields.map { field in
      let mark = field.right.map { " (!) would be \($0)" } ?? field.origin.mark
      return "\(indent)  \(field.name.padded(to: width)) = \(field.text)\(mark)"
    }
    return (["\(indent)\(name)  \(title)"] + lines).joined(separator: "\n")
  }
}

extension ShownField.Origin {
  fileprivate var mark: String {
    switch self {
    case .computed: "  (computed)"
    case .unsent: "  (not sent)"
    case .set, .initial, .found: ""
    }
  }
}

extension CraftedPacket {
  /// `show p built`: every field as it will be sent, computed and wrong ones marked.
  package func showBuilt() throws(CraftingError) -> String { try build().show(as: try completed().layers) }
}

extension String {
  func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
