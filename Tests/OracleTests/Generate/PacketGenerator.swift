import Base

@testable import Wire

/// Packets of any layer, drawn from the schemas alone: a layer that joins the registry is drawn with the others.
struct PacketGenerator {
  var fields: FieldGenerator

  init(seed: UInt64, _ label: String) { fields = FieldGenerator(chance: Chance(seed: seed).stream(label)) }

  /// A packet with this layer in it, and all else as the layer asks.
  mutating func packet(with schema: LayerSchema, depth: Int = 0) -> CraftedPacket {
    var layers = foundation(of: schema, depth: depth)
    layers.append(draw(schema, depth, over: family(of: layers)))
    layers += payload(above: schema, family: family(of: layers), depth: depth)
    // Sometimes more than the IP header counts, as Ethernet pads short frames.
    if depth == 0, schema === LayerSchema.padding || fields.oneIn(20), schema !== LayerSchema.raw {
      layers.removeAll { $0.schema === LayerSchema.padding }
      layers.append(bytes(LayerSchema.padding, 1...20))
    }
    return CraftedPacket(layers)
  }

  private func family(of layers: [Layer]) -> IPFamily? { layers.last { $0.schema.family != nil }?.schema.family }

  // MARK: Below

  /// The layers below one: what it stands on by its schema, down to IP.
  private mutating func foundation(of schema: LayerSchema, depth: Int) -> [Layer] {
    switch schema.foundation {
    case .ip: return network(families(of: schema), depth: depth)
    case .layer(let below, let values):
      let schema = below()
      var layers = foundation(of: schema, depth: depth)
      var layer = draw(schema, depth)
      for (field, value) in values { try? layer.set(field, to: value) }
      layers.append(layer)
      return layers
    case .none:
      if schema.family != nil {
        return fields.oneIn(8) && depth == 0 ? network([.v4, .v6], depth: depth) : []
      }
      let udp = foundation(of: .udp, depth: depth)
      return udp + [draw(.udp, depth)]
    }
  }

  private func families(of schema: LayerSchema) -> [IPFamily] {
    let either = [schema] + schema.covered()
    return [IPFamily.v4, .v6].filter { family in either.contains { $0.protocolNumber(in: family) != nil } }
  }

  /// An IP header, and over IPv6 sometimes extension headers.
  private mutating func network(_ families: [IPFamily], depth: Int) -> [Layer] {
    let family = fields.pick(families)
    var layers = [draw(family == .v4 ? .ip4 : .ip6, depth)]
    guard family == .v6, fields.oneIn(4) else { return layers }
    // RFC 8200 §4.1: this order.
    for schema in [LayerSchema.hopByHop, .destinationOptions, .routing, .fragment, .authentication]
    where fields.oneIn(3) {
      layers.append(draw(schema, depth))
    }
    return layers
  }

  // MARK: Above

  private mutating func payload(above schema: LayerSchema, family: IPFamily?, depth: Int) -> [Layer] {
    if schema === LayerSchema.raw || schema === LayerSchema.padding { return [] }
    if schema.family != nil || schema.isExtension {
      let next = fields.pick([LayerSchema.udp, .tcp, family == .v4 ? .icmp4 : .icmp6, .raw])
      if next === LayerSchema.raw { return fields.oneIn(3) ? [] : [bytes(.raw, 1...60)] }
      return [draw(next, depth)] + data(above: next)
    }
    return data(above: schema)
  }

  private mutating func data(above schema: LayerSchema) -> [Layer] {
    let isMessage = schema.foundation.isLayer
    // A message that fills its datagram has nothing behind it. What ICMP timestamps carry has twelve bytes.
    if isMessage || fields.oneIn(4) && schema !== LayerSchema.icmp4 { return [] }
    return [bytes(.raw, 12...60)]
  }

  private mutating func bytes(_ schema: LayerSchema, _ count: ClosedRange<Int>) -> Layer {
    var layer = Layer(schema)
    try? layer.set("data", to: .bytes(fields.bytes(count)))
    return layer
  }

  /// A layer, and what it quotes if it is an ICMP error that may.
  private mutating func draw(_ schema: LayerSchema, _ depth: Int, over family: IPFamily? = nil) -> Layer {
    var layer = fields.layer(schema)
    for field in schema.fields {
      guard case .packet = field.kind, depth == 0, layer.has(field), !fields.oneIn(6) else { continue }
      try? layer.set(field.name, to: quote(family ?? (schema === LayerSchema.icmp4 ? .v4 : .v6)))
    }
    return layer
  }

  private mutating func quote(_ family: IPFamily) -> FieldValue {
    for _ in 0..<20 {
      let carried = fields.pick([LayerSchema.udp, .tcp, family == .v4 ? .icmp4 : .icmp6])
      let inside = packet(with: carried, depth: 1)
      if inside.layers.first?.schema.family == family { return .packet(inside) }
    }
    return .bytes(fields.bytes(8...40))
  }
}

extension Foundation {
  fileprivate var isLayer: Bool {
    if case .layer = self { true } else { false }
  }
}
