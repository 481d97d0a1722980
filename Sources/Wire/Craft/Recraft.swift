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
    var layer = layer(writtenFrom: layers[span].header, at: span)
    for index in layer.schema.variable {
      guard case .items(let items)? = layer.value(ofFieldAt: index) else { continue }
      let field = layer.schema.fields[index]
      guard layer.gives(tail(at: span)) else {
        // Items that cannot say how they were written: their bytes can.
        if let range = bytes.range(of: field, in: layers[span].header) {
          layer.assign(index, .bytes(Array(bytes[range])))
        }
        continue
      }
      var short = layer
      short.assign(index, .auto)
      if short.assignShorthands(items), short.gives(tail(at: span)) { layer = short }
    }
    return layer
  }

  /// The fields of a layer or an item that must be set to have these bytes.
  func layer(writtenFrom header: Header, at span: Int) -> Layer {
    var layer = Layer(header.schema)
    for (i, field) in header.schema.fields.enumerated() {
      switch field.place {
      case .item, .following, .lengthOf: continue
      case .bits, .tail, .coded, .unsent: break
      }
      guard let value = value(of: field, in: header, at: span) else { continue }
      let unset = rightValue(of: field, in: header, at: span, written: nil) ?? field.initialValue
      switch value {
      case .bytes(let bytes) where field.isPacket: layer.assign(i, quote(bytes, of: layer.schema))
      case .items(let items) where items.isEmpty: break
      default: if value != unset { layer.assign(i, value) }
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

extension Layer {
  /// Whether the layer alone has these bytes behind its fixed part.
  fileprivate func gives(_ tail: ArraySlice<UInt8>) -> Bool {
    guard let alone = try? Layout(alone: self).packet else { return false }
    return alone.bytes.dropFirst(schema.fixedLength).elementsEqual(tail)
  }

  /// Says with shorthands what these items say; false where there is none for one of them.
  fileprivate mutating func assignShorthands(_ items: [Layer]) -> Bool {
    for item in items {
      if item.schema.positional.isEmpty {
        guard item.assignments.isEmpty, assignShorthand(item.schema, nil, .number(1)) else { return false }
      }
      guard item.schema.positional.isEmpty || !item.assignments.isEmpty else { return false }
      for assignment in item.assignments {
        guard assignShorthand(item.schema, assignment.field, assignment.value) else { return false }
      }
    }
    return true
  }

  private mutating func assignShorthand(_ item: LayerSchema, _ field: Int?, _ value: FieldValue) -> Bool {
    let index = schema.shorthands.first { schema.fields[$0].stands(for: item, field) }
    guard let index, self.value(ofFieldAt: index) == nil else { return false }
    assign(index, value)
    return true
  }
}

extension FieldSchema {
  fileprivate func stands(for item: LayerSchema, _ field: Int?) -> Bool {
    if case .item(let own, let index) = place { own === item && index == field } else { false }
  }

  fileprivate var isPacket: Bool { if case .packet = kind { true } else { false } }

  /// What is built into the packet where nothing is set; nil for what is then not there.
  fileprivate var initialValue: FieldValue? {
    switch (place, kind) {
    case (.tail, _): nil
    case (_, .address(let family?)):
      .address(family == .v4 ? .v4(IPv4Address(bits: 0)) : .v6(IPv6Address(high: 0, low: 0)))
    case (.bits(_, let width), .bytes): .bytes([UInt8](repeating: 0, count: width / 8))
    case _ where isNumber: .number(initial)
    default: nil
    }
  }
}
