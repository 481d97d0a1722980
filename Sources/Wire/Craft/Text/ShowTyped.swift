extension CraftedPacket {
  /// `show p`: the fields as typed; what is left out is not shown. A value that is not the one that the rest of the
  /// packet asks for is marked `(!)` with the right one.
  ///
  /// - Parameter built: the packet's bytes, where it stands for one packet.
  package func showTyped(_ built: Packet? = nil) -> String {
    let outer = (built?.shown() ?? []).filter { $0.depth == 0 }
    let added = max(0, outer.count - layers.count)
    return layers.enumerated().map { i, layer in
      layer.shownAsTyped(i + added < outer.count ? outer[i + added].fields : [])
    }.joined(separator: "\n")
  }
}

extension Layer {
  fileprivate func shownAsTyped(_ built: [ShownField]) -> String {
    let width = assignments.map { schema.fields[$0.field].name.count }.max() ?? 0
    let own = assignments.map { assignment in
      let field = schema.fields[assignment.field]
      let mark = built.first { $0.name == field.name }?.right.map { " (!) would be \($0)" } ?? ""
      let value =
        field.isSecret
        ? "\(redacted(assignment.value))  (not sent)" : field.text(assignment.value, type: type(for: field))
      return "  \(field.name.padded(to: width)) = \(value)\(mark)"
    }
    let lent = lent.map { "  \($0.field) = \($0.value.text)  (for the IP layer below)" }
    return (["\(schema.name)  \(schema.title)"] + own + lent).joined(separator: "\n")
  }
}
