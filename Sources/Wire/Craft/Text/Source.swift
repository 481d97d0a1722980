import Base

extension CraftedPacket {
  /// The expression that makes this packet: `ip(dst=172.20.0.100)/udp(dport=53)/"abc"`.
  package var source: String {
    guard let first = layers.first else { return "\(LayerSchema.raw.name)()" }
    // Bytes alone are no packet.
    let head = first.schema === LayerSchema.raw ? first.call : first.source
    return ([head] + layers.dropFirst().map(\.source)).joined(separator: "/")
  }
}

extension Packet {
  /// The shortest expression that builds these bytes.
  package var source: String { CraftedPacket(self).source }
}

extension Layer {
  package var source: String {
    if schema === LayerSchema.raw, case .bytes(let data) = value(ofFieldAt: 0) { return FieldValue.literal(data) }
    return call
  }

  /// With its name: `raw(data="abc")`.
  fileprivate var call: String {
    let own = assignments.filter { !schema.fields[$0.field].isSecret }.map(named)
    return "\(schema.name)(\((own + lent.map { "\($0.field)=\($0.value.text)" }).joined(separator: ", ")))"
  }

  /// An item as it stands in a list: `mss(1460)`, `nop`, `option(254, x"01", length=9)`.
  package var itemSource: String {
    var words: [String] = []
    var bare: [Int] = []
    for index in schema.positional {
      guard let value = value(ofFieldAt: index) else { break }
      bare.append(index)
      if case .list(let members) = value, index == schema.positional.last, members.count != 1 || members.isEmpty {
        words += members.map(\.text)
      } else {
        words.append(written(value, of: schema.fields[index]))
      }
    }
    words += assignments.filter { !bare.contains($0.field) }.map(named)
    return words.isEmpty ? schema.name : "\(schema.name)(\(words.joined(separator: ", ")))"
  }

  private func named(_ assignment: Assignment) -> String {
    let field = schema.fields[assignment.field]
    return "\(field.name)=\(written(assignment.value, of: field))"
  }

  private func written(_ value: FieldValue, of field: FieldSchema) -> String {
    if case .set(let members) = value { return "{\(members.map { written($0, of: field) }.joined(separator: ", "))}" }
    return field.expression(value, type: type(for: field))
  }
}
