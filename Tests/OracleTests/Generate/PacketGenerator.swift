import Base

@testable import Wire

/// Packets of any layer, drawn from the schemas alone: a layer that joins the registry is drawn with the others.
struct PacketGenerator {
  var fields: FieldGenerator

  init(seed: UInt64, _ label: String) { fields = FieldGenerator(chance: Chance(seed: seed).stream(label)) }

  /// A packet with this layer in it, and all else as the layer asks.
  ///
  /// Drawn again where options came out longer than their header can count: such a packet is refused, by design.
  mutating func packet(with schema: LayerSchema, depth: Int = 0) -> CraftedPacket {
    var packet = anyPacket(with: schema, depth: depth)
    while case .computedTooWide? = packet.problem { packet = anyPacket(with: schema, depth: depth) }
    return packet
  }

  private mutating func anyPacket(with schema: LayerSchema, depth: Int) -> CraftedPacket {
    var layers = foundation(of: schema, depth: depth)
    layers.append(draw(schema, depth, over: family(of: layers)))
    layers += payload(above: layers[layers.count - 1], family: family(of: layers), depth: depth)
    announceNothing(in: &layers)
    avoidPorts(in: &layers)
    // Sometimes more than the IP header counts, as Ethernet pads short frames.
    // What follows a tunnel message would be sealed in it.
    let mayPad = depth == 0 && schema !== LayerSchema.raw && schema !== LayerSchema.wgTransport
    if mayPad, schema === LayerSchema.padding || fields.oneIn(20) {
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
      let above = schema
      let schema = below()
      var layers = foundation(of: schema, depth: depth)
      var layer = draw(schema, depth)
      for (field, value) in values { try? layer.set(field, to: value) }
      if schema === LayerSchema.udp || schema === LayerSchema.tcp, !above.name.hasPrefix("wg.") {
        // A port by which others would guess something else.
        try? layer.set("sport", to: .number(40_000 + UInt64(fields.chance.below(1000))))
        // What a reset carries is no message.
        if schema === LayerSchema.tcp { try? layer.set("flags", to: .number(24)) }
        if above === LayerSchema.dns { try? layer.set("dport", to: .number(53)) }
      }
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

  /// Ports by which others would take bytes for messages.
  private mutating func avoidPorts(in layers: inout [Layer]) {
    for i in layers.indices where layers[i].schema === LayerSchema.udp || layers[i].schema === LayerSchema.tcp {
      guard i + 1 == layers.count || !layers[i + 1].schema.foundation.isLayer else { continue }
      for port in ["sport", "dport"] where [nil, 53, 3478, 51820].contains(layers[i].number(of: port)) {
        try? layers[i].set(port, to: .number(40_000 + UInt64(fields.chance.below(1000))))
      }
    }
  }

  /// Bytes behind an IPv4 header are of a protocol that is for experiments: with 0 they would be read as options of IPv6.
  private func announceNothing(in layers: inout [Layer]) {
    for i in layers.indices where layers[i].schema === LayerSchema.ip4 {
      let isLast = i + 1 == layers.count
      if isLast || LayerSchema.bare.contains(layers[i + 1].schema.name) {
        try? layers[i].set("protocol", to: .number(253))
      }
    }
  }

  private mutating func payload(above layer: Layer, family: IPFamily?, depth: Int) -> [Layer] {
    let schema = layer.schema
    if schema === LayerSchema.raw || schema === LayerSchema.padding { return [] }
    if schema.family != nil || schema.isExtension {
      let next = fields.pick([LayerSchema.udp, .tcp, family == .v4 ? .icmp4 : .icmp6, .raw])
      if next === LayerSchema.raw { return fields.oneIn(3) ? [] : [bytes(.raw, 1...60)] }
      let above = draw(next, depth)
      return [above] + data(above: above)
    }
    return data(above: layer)
  }

  private mutating func data(above layer: Layer) -> [Layer] {
    let schema = layer.schema
    if schema === LayerSchema.dnsFrame { return [draw(.dns, 1)] }
    // Behind a quote there may be extensions alone (RFC 4884).
    let isMessage =
      schema.foundation.isLayer && schema !== LayerSchema.turnChannel || layer.value(of: "quote") != nil
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
      guard case .packet = field.kind, field.place.isOwn, depth == 0, layer.has(field), layer.mayQuote, !fields.oneIn(6)
      else { continue }
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

extension CraftedPacket {
  /// Why it cannot be built, if it cannot.
  fileprivate var problem: CraftingProblem? {
    do throws(CraftingError) {
      _ = try build()
      return nil
    } catch {
      return error.problem
    }
  }
}

extension Layer {
  /// A neutral ICMP layer has the field whatever its type: the errors of both families.
  fileprivate var mayQuote: Bool {
    guard case .name(let type) = value(of: "type") else { return schema.covered().isEmpty }
    return ["unreachable", "time-exceeded", "parameter-problem", "packet-too-big", "redirect"].contains(type)
  }
}

extension LayerSchema {
  /// Bytes of no protocol.
  static let bare = ["raw", "padding"]
}

extension Foundation {
  fileprivate var isLayer: Bool {
    if case .layer = self { true } else { false }
  }
}
