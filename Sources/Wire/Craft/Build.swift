import Base

extension CraftedPacket {
  /// The packet's bytes with the map of its layers. Fields that are not set are computed, from the inside out.
  package func build() throws(CraftingError) -> Packet {
    let whole = try single().completed()
    var packet = Packet(bytes: [], layers: [])
    packet.bytes.reserveCapacity(128)
    packet.layers.reserveCapacity(whole.layers.count + 2)
    var spans: [Int] = []
    spans.reserveCapacity(whole.layers.count)
    var end: Int?
    for (i, layer) in whole.layers.enumerated() {
      if layer.schema === LayerSchema.padding, end == nil { end = packet.bytes.count }
      spans.append(packet.layers.count)
      do throws(CraftingError) { try packet.append(layer) } catch { throw error.at(i) }
    }
    guard packet.bytes.count <= Self.greatestLength else {
      throw CraftingError(nil, nil, .tooLong(packet.bytes.count, max: Self.greatestLength))
    }
    for (i, span) in spans.enumerated() where whole.layers[i].schema !== LayerSchema.padding {
      packet.layers[span].end = end ?? packet.bytes.count
    }
    for i in whole.layers.indices.reversed() { packet.compute(whole.layers[i], at: spans[i]) }
    return packet
  }

  /// An IPv6 header and the 65,535 bytes that its length can state (RFC 8200 §3).
  package static let greatestLength = 65_575
}

extension Packet {
  /// Lays out one layer: the fixed part with what was set, then the tail.
  fileprivate mutating func append(_ layer: Layer) throws(CraftingError) {
    let start = bytes.count
    let schema = layer.schema
    bytes += schema.template
    let own = layers.count
    layers.append(LayerSpan(schema: schema, start: start, headerEnd: start, end: start, depth: 0))
    for assignment in layer.assignments {
      switch (schema.fields[assignment.field].place, assignment.value) {
      case (.bits(let offset, let width), .number(let number)):
        bytes.setBits(number, at: start * 8 + offset, width: width)
      case (.bits(let offset, _), .address(let address)): bytes.put(address, at: start + offset / 8)
      case (.tail, .bytes(let tail)): bytes += tail
      case (.tail, .packet(let quoted)): try appendQuote(quoted, of: schema)
      default: break
      }
    }
    if layer.hasOptions { bytes += layer.encodedOptions }
    while (bytes.count - start - schema.fixedLength + schema.tailOffset) % schema.tailUnit != 0 { bytes.append(0) }
    layers[own] = LayerSpan(schema: schema, start: start, headerEnd: bytes.count, end: bytes.count, depth: 0)
  }

  /// A quoted packet is built whole and cut: ICMPv4 to its IP header and eight bytes, ICMPv6 to what 1280 bytes leave.
  private mutating func appendQuote(_ quoted: CraftedPacket, of schema: LayerSchema) throws(CraftingError) {
    let inner: Packet
    do throws(CraftingError) { inner = try quoted.build() } catch {
      throw CraftingError(schema, "quote", error.problem)
    }
    let limit =
      schema === LayerSchema.icmp6 ? QuoteLimit.v6 : (inner.layers.first?.headerEnd ?? 0) + QuoteLimit.v4Payload
    let shift = bytes.count
    bytes += inner.bytes.prefix(limit)
    for span in inner.layers where span.start < limit || span.start == 0 {
      layers.append(
        LayerSpan(
          schema: span.schema, start: shift + span.start, headerEnd: min(shift + span.headerEnd, bytes.count),
          end: min(shift + span.end, bytes.count), depth: span.depth + 1))
    }
  }

  /// Computes what was not set, in the order of the fields, sums last: they are of all else in the layer.
  fileprivate mutating func compute(_ layer: Layer, at span: Int) {
    for sums in [false, true] {
      for (i, field) in layer.schema.fields.enumerated() {
        guard let computed = field.computed, computed.isSum == sums, case .bits(let offset, let width) = field.place,
          layer.value(ofFieldAt: i) == nil, isPresent(field, at: span), let value = computed.value(self, span)
        else { continue }
        bytes.setBits(value, at: layers[span].start * 8 + offset, width: width)
      }
    }
  }
}

extension [UInt8] {
  fileprivate mutating func put(_ address: IPAddress, at offset: Int) {
    switch address {
    case .v4(let v4): setBits(UInt64(v4.bits), at: offset * 8, width: 32)
    case .v6(let v6):
      setBits(v6.high, at: offset * 8, width: 64)
      setBits(v6.low, at: offset * 8 + 64, width: 64)
    }
  }
}
