import Base

extension CraftedPacket {
  /// The expression that makes this packet: `ip(dst=172.20.0.100)/udp(dport=53)/"abc"`.
  package var source: String { layers.map(\.source).joined(separator: "/") }
}

extension Packet {
  /// The shortest expression that builds these bytes.
  package var source: String { CraftedPacket(self).source }
}

extension Layer {
  package var source: String {
    if schema === LayerSchema.raw, case .bytes(let data) = value(ofFieldAt: 0) { return FieldValue.literal(data) }
    let own = assignments.map { assignment in
      let field = schema.fields[assignment.field]
      return "\(field.name)=\(written(assignment.value, of: field))"
    }
    return "\(schema.name)(\((own + lent.map { "\($0.field)=\($0.value.text)" }).joined(separator: ", ")))"
  }

  private func written(_ value: FieldValue, of field: FieldSchema) -> String {
    if case .set(let members) = value { return "{\(members.map { written($0, of: field) }.joined(separator: ", "))}" }
    return field.expression(value, type: type(for: field))
  }
}
