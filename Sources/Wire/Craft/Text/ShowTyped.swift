extension CraftedPacket {
  /// `show p`: the fields as typed; what is left out is not shown. A value that is not the one that the rest of the
  /// packet asks for is marked `(!)` with the right one.
  ///
  /// - Parameter built: the packet's bytes, where it stands for one packet.
  package func showTyped(_ built: Packet? = nil) -> String {
    let outer = built.map { built in built.layers.indices.filter { built.layers[$0].depth == 0 } } ?? []
    let added = max(0, outer.count - layers.count)
    return layers.enumerated().map { i, layer in
      let span = i + added < outer.count ? outer[i + added] : nil
      return layer.shownAsTyped { field in span.flatMap { built?.right(field, at: $0) } }
    }.joined(separator: "\n")
  }
}

extension Layer {
  fileprivate func shownAsTyped(_ right: (FieldSchema) -> String?) -> String {
    let width = assignments.map { schema.fields[$0.field].name.count }.max() ?? 0
    let own = assignments.map { assignment in
      let field = schema.fields[assignment.field]
      let mark = right(field).map { " (!) would be \($0)" } ?? ""
      return "  \(field.name.padded(to: width)) = \(field.text(assignment.value, type: type(for: field)))\(mark)"
    }
    let lent = lent.map { "  \($0.field) = \($0.value.text)  (for the IP layer below)" }
    return (["\(schema.name)  \(schema.title)"] + own + lent).joined(separator: "\n")
  }
}

extension Packet {
  /// What a field ought to hold, where it does not.
  fileprivate func right(_ field: FieldSchema, at span: Int) -> String? {
    let schema = layers[span].schema
    guard let index = schema.index(of: field.name) else { return nil }
    return faults.first { $0.layer == span && $0.field == index }
      .map { schema.fields[index].text(.number($0.right), type: type(for: schema.fields[index], at: span)) }
  }
}
