import Base

/// Between whom a packet goes: the addresses of its first IP layer, and the ports behind that.
package struct PacketEnds: Hashable, Sendable {
  /// With port 0 where there are none, as in ICMP and in a later fragment.
  package let source: Endpoint
  package let destination: Endpoint
  package let hasPorts: Bool
}

extension Packet {
  /// Nil for what is not between addresses.
  package var ends: PacketEnds? {
    guard let ip = layers.firstIndex(where: { $0.depth == 0 && $0.schema.family != nil }),
      case .address(let source)? = value(of: "src", at: ip), case .address(let destination)? = value(of: "dst", at: ip)
    else { return nil }
    let transport = layers.firstIndex {
      $0.depth == 0 && ($0.schema === LayerSchema.udp || $0.schema === LayerSchema.tcp)
    }
    let ports = transport.flatMap { span in
      port("sport", at: span).flatMap { a in port("dport", at: span).map { (a, $0) } }
    }
    return PacketEnds(
      source: Endpoint(source, ports?.0 ?? 0), destination: Endpoint(destination, ports?.1 ?? 0), hasPorts: ports != nil
    )
  }

  private func port(_ field: String, at span: Int) -> UInt16? {
    if case .number(let port)? = value(of: field, at: span) { UInt16(truncatingIfNeeded: port) } else { nil }
  }

  private func value(of field: String, at span: Int) -> FieldValue? {
    layers[span].schema[field].flatMap { value(of: $0, at: span) }
  }

  /// The innermost layer outside of quotes that is more than bytes: `dns`, `tcp`.
  package var protocolName: String? {
    layers.last { $0.depth == 0 && $0.schema !== LayerSchema.raw && $0.schema !== LayerSchema.padding }?.schema.name
  }

  /// Both directions of an exchange have one, the lower end first: `100.64.0.2:4000 <-> 172.20.0.100:80 tcp`. Nil for what
  /// is not between addresses.
  package var conversation: String? {
    guard let ends else { return nil }
    let words = [ends.source, ends.destination].sorted().map { ends.hasPorts ? "\($0)" : "\($0.address)" }
    let carried = layers.first { $0.depth == 0 && $0.schema.family == nil && !$0.schema.isExtension }?.schema.name
    return words.joined(separator: " <-> ") + (carried.map { " \($0)" } ?? "")
  }
}

extension Packet {
  /// The number of a field's word in this layer: `S` of `tcp.flags`, `prohibited` of the code of this very error.
  package func number(named word: String, of field: FieldSchema, at span: Int) -> UInt64? {
    var layer = Layer(layers[span].schema)
    switch field.kind {
    case .flags, .named: break
    case .namedBy(let other, _):
      guard let type = layer.schema[other].flatMap({ number($0, at: span) }),
        (try? layer.set(other, to: .number(type))) != nil
      else { return nil }
    default: return nil
    }
    guard (try? layer.set(field.name, to: .name(word))) != nil, (try? layer.settleNames()) != nil else { return nil }
    return if case .number(let number)? = layer.value(of: field.name) { number } else { nil }
  }
}
