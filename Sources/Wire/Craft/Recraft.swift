import Base

extension CraftedPacket {
  /// The packet written as layers, as few fields set as will do: building it gives the same bytes.
  ///
  /// Where layers cannot give the bytes back (a header cut short), they stay `raw`.
  package init(_ packet: Packet) {
    let outer = packet.layers.indices.filter { packet.layers[$0].depth == 0 }
    for understood in stride(from: outer.count, to: 0, by: -1) {
      let crafted = Self.written(packet, outer, understood: understood)
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

  /// The first of the outer layers as layers, what they carry as it is.
  private static func written(_ packet: Packet, _ outer: [Int], understood: Int) -> CraftedPacket {
    let used = outer.prefix(understood)
    guard let last = used.last, understood < outer.count else {
      return CraftedPacket(used.map { packet.layer(writtenFrom: $0) })
    }
    let padding = outer.dropFirst(understood).filter { packet.layers[$0].schema === LayerSchema.padding }
    let rest = packet.layers[last].headerEnd..<(padding.first.map { packet.layers[$0].start } ?? packet.bytes.count)
    var cut = packet
    cut.layers.removeSubrange(outer[understood]...)
    if !rest.isEmpty {
      cut.layers.append(
        LayerSpan(schema: .raw, start: rest.lowerBound, headerEnd: rest.upperBound, end: rest.upperBound, depth: 0))
    }
    cut.layers += padding.map { packet.layers[$0] }
    return CraftedPacket(cut.layers.indices.filter { cut.layers[$0].depth == 0 }.map { cut.layer(writtenFrom: $0) })
  }
}

extension Packet {
  /// A layer with those fields set whose value would otherwise be another.
  fileprivate func layer(writtenFrom span: Int) -> Layer {
    var layer = layer(writtenFrom: layers[span].header, at: span)
    quote(in: &layer, at: span)
    if !layer.schema.variable.isEmpty, !layer.gives(tail(at: span)) {
      let others = layer.schema.rewordings(layer, self, span)
      layer = others.first { $0.gives(tail(at: span)) } ?? layer
    }
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
      case .items(let items) where items.isEmpty: break
      default: if value != unset { layer.assign(i, value) }
      }
    }
    return layer
  }
}

extension Layer {
  /// Whether the layer alone has these bytes behind its fixed part.
  func gives(_ tail: ArraySlice<UInt8>, before next: Layer? = nil) -> Bool {
    guard let alone = try? Layout(alone: self, before: next).packet else { return false }
    return alone.bytes.dropFirst(schema.fixedLength).elementsEqual(tail)
  }

  /// Says with shorthands what these items say; false where there is none for one of them.
  fileprivate mutating func assignShorthands(_ items: [Layer]) -> Bool {
    for item in items {
      if item.assignments.isEmpty { guard assignPresence(of: item.schema) else { return false } }
      for assignment in item.assignments {
        guard assignShorthand(item.schema, assignment.field, assignment.value) else { return false }
      }
    }
    return true
  }

  /// Says of an item no more than that it is there.
  private mutating func assignPresence(of item: LayerSchema) -> Bool {
    if assignShorthand(item, nil, .number(1)) { return true }
    guard let first = item.positional.first, item.fields[first].isNumber else { return false }
    return assignShorthand(item, first, .number(item.fields[first].initial))
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

  /// What is built into the packet where nothing is set; nil for what is then not there.
  fileprivate var initialValue: FieldValue? {
    switch (place, kind) {
    case (.tail, _): nil
    case (_, .address(let family?)):
      .address(family == .v4 ? .v4(IPv4Address(bits: 0)) : .v6(IPv6Address(high: 0, low: 0)))
    case (.bits(_, let width), .bytes): .bytes([UInt8](repeating: 0, count: width / 8))
    case (_, .domainName): FieldValue(DomainName.root)
    case _ where isNumber: .number(initial)
    default: nil
    }
  }
}
