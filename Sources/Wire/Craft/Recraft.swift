import Base

extension CraftedPacket {
  /// The packet written as layers, as few fields set as will do: building it gives the same bytes.
  ///
  /// Where layers cannot give the bytes back (a header cut short), they stay `raw`.
  package init(_ packet: Packet) {
    let outer = packet.layers.indices.filter { packet.layers[$0].depth == 0 }
    for understood in stride(from: outer.count, to: 0, by: -1) {
      let crafted = Self.written(packet, Array(outer.prefix(understood)))
      if (try? crafted.build())?.bytes == packet.bytes {
        self = crafted
        return
      }
    }
    self.init(packet.bytes.isEmpty ? [] : [.raw(packet.bytes)])
  }

  package init(dissecting bytes: [UInt8], as first: LayerSchema? = nil) {
    self.init(Packet(dissecting: bytes, as: first))
  }

  private static func written(_ packet: Packet, _ spans: [Int]) -> CraftedPacket {
    var layers = spans.map { packet.layer(writtenFrom: $0) }
    // All behind the layers in use, as it is.
    let last = packet.layers[spans[spans.count - 1]]
    let rest = packet.bytes[last.headerEnd...]
    if !rest.isEmpty, packet.layer(after: spans[spans.count - 1]) != nil { layers.append(.raw(Array(rest))) }
    return CraftedPacket(layers)
  }
}

extension Packet {
  /// A layer with those fields set whose value would otherwise be another.
  fileprivate func layer(writtenFrom span: Int) -> Layer {
    var layer = Layer(layers[span].schema)
    for (i, field) in layer.schema.fields.enumerated() {
      if case .option = field.place { continue }
      guard let value = value(of: field, at: span) else { continue }
      switch value {
      case .number(let number):
        if number != rightValue(of: field, at: span) ?? field.initial { layer.assign(i, value) }
      case .address(let address): if !address.isUnspecified { layer.assign(i, value) }
      case .bytes(let bytes):
        if case .packet = field.kind { layer.assign(i, quote(bytes, of: layer.schema)) } else { layer.assign(i, value) }
      default: break
      }
    }
    return layer
  }

  /// A quote as a packet, if that is cut to the same bytes again; else the bytes.
  private func quote(_ bytes: [UInt8], of schema: LayerSchema) -> FieldValue {
    let quoted = CraftedPacket(dissecting: bytes)
    var error = Layer(schema)
    guard let field = schema.index(of: "quote"), quoted.layers.first?.schema.family != nil else { return .bytes(bytes) }
    error.assign(field, .packet(quoted))
    let built = try? CraftedPacket([Layer(schema === LayerSchema.icmp6 ? .ip6 : .ip4), error]).build()
    return built.map { Array($0.bytes[$0.layers[1].start + 8..<$0.layers[1].headerEnd]) } == bytes
      ? .packet(quoted) : .bytes(bytes)
  }
}
