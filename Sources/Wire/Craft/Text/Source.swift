import Base

extension CraftedPacket {
  /// The expression that makes this packet: `ip(dst=172.20.0.100)/udp(dport=53)/"abc"`.
  ///
  /// Secrets are left out: the bytes that were computed of them stand in their place.
  package var source: String {
    if layers.contains(where: \.holdsSecret), let built = try? build() { return CraftedPacket(built).source }
    guard let first = layers.first else { return "\(LayerSchema.raw.name)()" }
    // Bytes alone are no packet.
    let head = first.schema === LayerSchema.raw ? first.call : first.source
    return ([head] + layers.dropFirst().map(\.source)).joined(separator: "/")
  }
}

extension Layer {
  fileprivate var holdsSecret: Bool { assignments.contains { schema.fields[$0.field].isSecret } }
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
      switch value {
      // What is left over goes to the last field.
      case .list(let members) where index == schema.positional.last && !members.isEmpty: words += members.map(\.text)
      case .items(let items) where index == schema.positional.last && !items.isEmpty: words += items.map(\.itemSource)
      default: words.append(written(value, of: schema.fields[index]))
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
